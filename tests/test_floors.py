"""A folder imports only from lower floors, and no private part of Keras or TensorFlow."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kerasgen"
GROUND = {"", "files"}  # the files at the top, and what reads and writes
SHELVES = {"autoencoders", "vaes", "gans", "hybrids"}
FLOORS = [
    GROUND,
    {"formulas"},
    {"networks"},
    {"core"},
    SHELVES,
    {"data", "pictures"},
    {"exporting"},
    {"evaluation"},
    {"training"},
    {"cli"},
]
FLOOR_OF = {folder: floor for floor, folders in enumerate(FLOORS) for folder in folders}
FILES = sorted(PACKAGE.rglob("*.py"))
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))


def folder_of(path):
    """The folder at the top of the package that a file or a module stands in."""
    first, *rest = path.relative_to(PACKAGE).parts
    return first if rest or (PACKAGE / first).is_dir() else ""


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_folder_has_a_floor():
    assert {folder_of(path) for path in FILES} <= set(FLOOR_OF)


@every_file
def test_imports_never_climb(path):
    if path.name == "__main__.py":
        return  # it starts the command line
    own = folder_of(path)
    for name in imports(path):
        package, *rest = name.split(".")
        if package != "kerasgen" or not rest:
            continue
        other = folder_of(PACKAGE / rest[0])
        if {own, other} <= SHELVES or {own, other} <= GROUND:
            continue  # a method's parent, which its paper names; the one error of users
        assert FLOOR_OF[other] < FLOOR_OF[own] or other == own, f"{own} imports {name}"


@every_file
def test_no_private_names_of_others(path):
    for name in imports(path):
        assert not name.startswith(("keras.src", "tensorflow.python")), name
