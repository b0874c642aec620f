"""The package from outside: what is imported when, what is found by name."""

import subprocess
import sys

import pytest

import kerasgen
from kerasgen.catalogue import method_named, methods
from kerasgen.errors import InputError
from kerasgen.training.recipes import RECIPES, recipe_for


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


def test_catalogue_finds_classes_with_papers_and_recipes():
    for name, method in methods().items():
        cls = method.load()
        assert cls.__name__ == method.class_name
        assert method.summary.endswith(".")
        assert method.reference.startswith("["), name
    assert set(RECIPES) == set(methods())


def test_unknown_methods_get_a_suggestion():
    with pytest.raises(InputError, match="did you mean 'vae'"):
        method_named("vea")
    with pytest.raises(InputError, match="there are autoencoder, "):
        method_named("zzzz")


def test_recipes_go_by_name_then_by_shape():
    assert recipe_for("vae", "digits", (8, 8, 1)) is RECIPES["vae"]["digits"]
    assert recipe_for("vae", "photos", (32, 32, 3)) is RECIPES["vae"]["images"]
    assert recipe_for("vae", "photos", (30, 32, 3)) is RECIPES["vae"]["vectors"]
    assert recipe_for("gan", "table", (7,)) is RECIPES["gan"]["vectors"]


def test_keras_finds_saved_models_after_one_import_line(tmp_path):
    model = kerasgen.VAE.from_data_shape((4,), latent_dim=2)
    model.save(tmp_path / "model.keras")
    code = (
        "from kerasgen import VAE\n"
        "import keras\n"
        f"print(type(keras.saving.load_model({str(tmp_path / 'model.keras')!r})).__name__)"
    )
    assert python(code).stdout.strip().endswith("VAE")
