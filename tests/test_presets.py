"""Trained models by name, and what their cards say of them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import huggingface_hub
import keras
import numpy as np
import pytest
from huggingface_hub import constants

import kerasgen
from kerasgen import presets
from kerasgen.errors import InputError
from kerasgen.files import cards
from kerasgen.networks import Dense

SAVED = Path(__file__).parents[1] / "saved_models"


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder of trained models in place of those that ship."""
    monkeypatch.setattr(presets, "SHELVES", (tmp_path / "shelf",))
    shutil.copytree(SAVED / "vae-digits", tmp_path / "shelf" / "mine")
    return tmp_path / "shelf"


def rewritten(folder, **told):
    path = folder / "card.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **told}))


def test_every_trained_model_has_a_name():
    assert set(presets.presets()) == {card.parent.name for card in SAVED.glob("*/card.json")}


def test_a_name_is_loaded_and_its_card_is_told(capsys):
    by_name = kerasgen.load("vae-digits")
    told = capsys.readouterr().err
    for fact in ("VAE", "102,224", "digits", "ELBO -23.96 nats", "kerasgen train vae"):
        assert fact in told
    by_path = kerasgen.load(SAVED / "vae-digits")
    assert capsys.readouterr().err == ""
    np.testing.assert_array_equal(by_name.generate(3, seed=1), by_path.generate(3, seed=1))


def test_what_lies_there_goes_before_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = kerasgen.Autoencoder.from_data_shape((3,), 2, Dense((4,)), seed=0)
    model.save_to_preset("vae-digits")
    assert isinstance(kerasgen.load("vae-digits"), kerasgen.Autoencoder)


def test_a_name_that_is_nearly_one_is_answered_with_it():
    with pytest.raises(InputError, match=r"Did you mean vae-mnist\?"):
        kerasgen.load("vae-mnits")
    with pytest.raises(InputError, match="`kerasgen models` lists"):
        kerasgen.load("nothing-of-the-kind")


def test_a_model_whose_card_alone_is_here_says_how_to_get_it(shelf):
    (shelf / "mine" / "model.keras").unlink()
    with pytest.raises(InputError, match=r"card alone: train it with `kerasgen train vae"):
        kerasgen.load("mine")


def test_a_file_that_is_not_that_of_its_card_is_refused(shelf):
    file = shelf / "mine" / "model.keras"
    rewritten(shelf / "mine", sha256={"model.keras": cards.digest(file)})
    kerasgen.load("mine")
    shutil.copy(SAVED / "vae-mnist" / "model.keras", file)
    with pytest.raises(InputError, match=r"is not the file that card\.json .* fetch it again"):
        kerasgen.load("mine")


def test_the_digest_is_that_of_everyone(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")  # of FIPS 180-4
    assert cards.digest(tmp_path / "x") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_a_model_of_a_later_kerasgen_is_refused(shelf):
    rewritten(shelf / "mine", versions={"kerasgen": "99.10"})
    with pytest.raises(InputError, match=r"is of kerasgen 99\.10, and this is .*: install"):
        kerasgen.load("mine")
    rewritten(shelf / "mine", versions={"kerasgen": "0.0.9"})
    kerasgen.load("mine")


@pytest.mark.parametrize("text", ["{", "[]", '{"versions": {"kerasgen": "new"}}', "{}"])
def test_a_damaged_card_is_named(shelf, text):
    (shelf / "mine" / "card.json").write_text(text)
    with pytest.raises(InputError, match=r"mine/card\.json is damaged"):
        kerasgen.load("mine")


def test_a_preset_is_of_its_class(capsys):
    assert isinstance(kerasgen.VAE.from_preset("vae-digits"), kerasgen.VAE)
    with pytest.raises(InputError, match="vae-digits is a VAE and no GAN"):
        kerasgen.GAN.from_preset("vae-digits")


def test_a_model_comes_back_from_its_preset_as_it_is_used(tmp_path, images):
    model = kerasgen.GAN.from_data_shape((8, 8, 1), 4, Dense((6,)), seed=0)
    averaging = keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.5)
    model.compile(generator_optimizer=averaging)
    model.fit(images, epochs=1, batch_size=16, verbose=0)
    model.save_to_preset(tmp_path / "gan")
    loaded = kerasgen.GAN.from_preset(tmp_path / "gan")
    assert not loaded.compiled
    np.testing.assert_array_equal(loaded.generate(3, seed=1), model.generate(3, seed=1))
    with pytest.raises(OSError):
        model.save_to_preset(tmp_path / "gan")
    card = cards.read_card(tmp_path / "gan")
    # 4 latents to 6 units, which are normalised, to 64 pixels.
    assert card["parameters"] == 4 * 6 + 4 * 6 + (6 * 64 + 64)
    assert cards.summary(card) == "GAN with 496 deployed parameters"


def test_a_repository_is_fetched_without_what_is_not_needed(monkeypatch, capsys, tmp_path):
    asked = []

    def fetched(repository, allow_patterns, local_dir):
        asked.append((repository, allow_patterns))
        shutil.copytree(SAVED / "vae-digits", local_dir)
        return str(local_dir)

    monkeypatch.setattr(constants, "HF_HOME", str(tmp_path))
    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetched)
    assert kerasgen.load("hf://someone/digits").generate(2, seed=0).shape == (2, 8, 8, 1)
    assert asked == [("someone/digits", ["model.keras", "card.json"])]
    assert "hf://someone/digits: VAE" in capsys.readouterr().err
    assert (tmp_path / "kerasgen" / "someone" / "digits" / "model.keras").is_file()


@pytest.mark.parametrize("name", ["hf://someone/nothing", "hf://no repository at all"])
def test_a_repository_that_cannot_be_fetched_is_refused_in_a_line(name, tmp_path):
    program = f"import kerasgen; kerasgen.load({name!r})"
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONPATH": str(SAVED.parent)},
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("kerasgen.errors.InputError:") and "cannot be fetched" in last


def test_without_the_package_of_the_hub_its_name_is_told(monkeypatch):
    monkeypatch.setattr(presets.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'kerasgen\[hub\]'"):
        kerasgen.load("hf://someone/digits")


def test_nothing_of_a_card_reaches_the_terminal_but_text(shelf, capsys):
    rewritten(shelf / "mine", method="V\x1b[2JAE\n")
    presets.located("mine")
    told = capsys.readouterr().err
    assert told.startswith(r"mine: V\x1b[2JAE with") and told.count("\n") == 1


def test_what_is_in_a_wheel_is_there_and_small(monkeypatch):
    monkeypatch.syspath_prepend(str(SAVED.parent / "tools"))
    wheel = pytest.importorskip("wheel_build")
    files = [SAVED / name / "model.keras" for name in wheel.WITH_MODEL]
    assert sum(file.stat().st_size for file in files) <= 15e6
