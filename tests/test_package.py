"""The package from outside: what is imported when, what is found by name."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import kerasgen
from kerasgen.catalogue import SHELVES, method_named, methods
from kerasgen.core.generative_model import GenerativeModel
from kerasgen.errors import InputError
from kerasgen.training.recipes import RECIPES, recipe_for

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
every_method = pytest.mark.parametrize("name", methods())


def python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_import_and_help_leave_tensorflow_alone():
    code = (
        "import sys, kerasgen, kerasgen.cli; kerasgen.methods(); print('tensorflow' in sys.modules)"
    )
    assert python(code).stdout.strip() == "False"


def test_public_names_are_what_they_say():
    for name in kerasgen.__all__:
        assert getattr(kerasgen, name).__name__ == name
    assert "VAE" in dir(kerasgen)
    with pytest.raises(AttributeError, match="no attribute 'VEA'"):
        kerasgen.VEA  # noqa: B018


@every_method
def test_a_method_has_a_paper_a_recipe_and_a_row_in_the_readme(name):
    method = methods()[name]
    assert method.load().__name__ == method.class_name
    assert method.summary.endswith("."), f"the first line of {name}.py says what it is"
    assert method.reference.startswith("["), f"the docstring of {method.class_name} has no paper"
    assert name in RECIPES, f"{name} has no row in kerasgen/training/recipes"
    assert f"| `{name}` |" in README, f"{name} has no row in the README's table of methods"


def test_a_reference_is_one_line():
    for method in methods().values():
        assert "\n" not in method.reference and method.reference.count("](http") >= 1
    assert (
        methods()["vae"].reference == "[Kingma and Welling, 2014](https://arxiv.org/abs/1312.6114)"
    )


def test_no_class_on_a_shelf_is_overlooked():
    for shelf in SHELVES:
        for path in Path(kerasgen.__file__).parent.glob(f"{shelf}/*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            classes = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
            assert not classes or path.stem in methods(), f"{path} holds no class of its name"


def test_recipes_are_of_methods():
    assert set(RECIPES) <= set(methods())


@every_method
def test_options_stand_in_the_signature_and_in_the_docstring(name):
    cls = methods()[name].load()
    for maker in (cls, cls.from_data_shape):
        documented = f"{inspect.getdoc(cls)}\n{inspect.getdoc(cls.from_data_shape)}"
        for option in inspect.signature(maker).parameters:
            assert f"{option}:" in documented, f"{cls.__name__} does not say what {option} is"
        assert "as in `" not in documented, f"{cls.__name__} sends its reader elsewhere"


@every_method
def test_nothing_is_an_option_but_by_its_name(name):
    """All that a constructor's `**kwargs` takes are Keras's own arguments."""
    cls = methods()[name].load()
    ancestors = {
        option
        for parent in cls.__mro__
        if issubclass(parent, GenerativeModel)
        for option in inspect.signature(parent).parameters
    }
    by_family = {"discriminator_steps", "label_smoothing", "objective"}  # a critic has its own
    networks = {name for parent in cls.__mro__ for name in vars(parent).get("networks", ())}
    assert ancestors - {*inspect.signature(cls).parameters, *by_family, *networks} == set()


def test_unknown_methods_get_a_suggestion():
    with pytest.raises(InputError, match="did you mean 'vae'"):
        method_named("vea")
    with pytest.raises(InputError, match="there are autoencoder, "):
        method_named("zzzz")


def test_recipes_go_by_kind_then_by_shape():
    assert recipe_for("vae", "digits", (8, 8, 1)) is RECIPES["vae"]["digits"]
    assert recipe_for("vae", None, (32, 32, 3)) is RECIPES["vae"]["images"]
    assert recipe_for("vae", None, (30, 32, 3)) is RECIPES["vae"]["vectors"]
    assert recipe_for("gan", None, (7,)) is RECIPES["gan"]["vectors"]


def test_keras_finds_saved_models_after_one_import_line(tmp_path):
    model = kerasgen.VAE.from_data_shape((4,), latent_dim=2)
    model.save(tmp_path / "model.keras")
    code = (
        "from kerasgen import VAE\n"
        "import keras\n"
        f"print(type(keras.saving.load_model({str(tmp_path / 'model.keras')!r})).__name__)"
    )
    assert python(code).stdout.strip().endswith("VAE")
