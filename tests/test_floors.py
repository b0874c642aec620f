"""A file imports only from lower floors, and no private part of Keras or TensorFlow."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kerasgen"
FLOORS = [
    {"errors", "files", "losses", "interpolation", "naming", "randomness", "serializable"},
    {
        "augmentation",
        "catalogue",
        "distributions",
        "penalties",
        "jacobians",
        "layers",
        "quantisation",
        "corruptions",
        "divergences",
        "options",
    },
    {"prior", "gradient_penalties", "latent_codes"},
    {"__init__", "networks", "base", "labels", "coding"},
    {"autoencoders", "vaes", "gans", "hybrids"},
    {"loading"},
    {
        "data",
        "pictures",
        "point_pictures",
        "callbacks",
        "health",
        "collapse",
        "animation",
        "exporting",
        "inpainting",
        "metrics",
        "samplers",
        "charts",
        "report",
    },
    {"recipes", "judge", "drawing"},
    {"evaluation", "requests"},
    {"runs"},
    {"cli"},
    {"__main__"},
]
FLOOR_OF_METHODS, FLOOR_OF_TOOLS = FLOORS[4], FLOORS[6]
FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}
FILES = sorted(PACKAGE.rglob("*.py"))


def place(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_file_has_a_floor():
    assert {place(path) for path in FILES} <= set(FLOOR_OF)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_never_climb(path):
    own = place(path)
    for name in imports(path):
        if not name.startswith("kerasgen"):
            continue
        other = ([*name.split("."), "__init__"])[1]
        other = other if other in FLOOR_OF else "__init__"  # a name of the package itself
        if {own, other} <= FLOOR_OF_METHODS:
            continue  # a method's parent, which its paper names
        if other != own and {own, other} <= FLOOR_OF_TOOLS:
            continue  # neighbours on the floor of tools
        assert FLOOR_OF[other] < FLOOR_OF[own] or other == own, f"{own} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_private_names_of_others(path):
    for name in imports(path):
        assert not name.startswith(("keras.src", "tensorflow.python")), name


def test_files_are_short():
    for path in FILES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 320, path
