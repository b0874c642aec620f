import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from exports import tampered
from PIL import Image
from without_xla import without_xla

from kerasgen.catalogue import methods
from kerasgen.cli import main as cli
from kerasgen.evaluation.classifier import load_classifier
from kerasgen.training.requests import Request


@pytest.fixture
def kerasgen(monkeypatch, capsys, tmp_path):
    """Run a command line; give its exit code, what it printed and its error lines."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["kerasgen", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capsys.readouterr()
        return stopped.value.code or 0, out, err.strip().splitlines()

    return run


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory):
    from kerasgen.training import runs

    folder = tmp_path_factory.mktemp("cli") / "vae"
    with without_xla():
        runs.train(Request("vae", epochs=2), folder)
    return folder


def test_methods_are_listed_whole_in_a_narrow_terminal(kerasgen, monkeypatch):
    monkeypatch.setenv("COLUMNS", "70")
    code, out, _ = kerasgen("methods")
    assert code == 0 and "\nvaes\n" in out
    for method in methods().values():
        address = re.search(r"\((http.+?)\)", method.reference)[1]
        assert f"  {method.name}\n" in out and address in out


@pytest.mark.slow
def test_the_way_from_training_to_verification(kerasgen, tmp_path):
    chosen = ("--best", "frechet_distance")
    code, out, _ = kerasgen("train", "gan", "--epochs", 2, "--run", "r", *chosen)
    assert code == 0 and "its best by frechet_distance" in out
    code, out, _ = kerasgen("evaluate", "r", "--json")
    assert code == 0
    assert set(json.loads(out)) == {"discriminator_loss", "generator_loss", "samples", "best"}
    assert (
        load_classifier("r/classifier.keras").accuracy
        == json.loads(out)["samples"]["classifier"]["accuracy"]
    )
    assert kerasgen("generate", "r", "--count", 9, "--out", "g.png")[0] == 0
    assert Image.open("g.png").size == (189, 189)  # 3 cells of 8 pixels and a line, 7 times
    assert kerasgen("generate", "r", "--count", 3, "--out", "g.npz")[0] == 0
    assert np.load("g.npz")["x"].shape == (3, 8, 8, 1)
    code, out, _ = kerasgen("export", "r", "--to", "x")
    assert code == 0 and "onnxruntime" in out
    card = json.loads((tmp_path / "x" / "card.json").read_text())
    assert card["training"]["method"] == "gan" and "discriminator_loss" in card["test_metrics"]
    assert kerasgen("verify", "x")[0] == 0
    code, out, _ = kerasgen("export", "r", "--to", "x", "--format", "savedmodel", "--version", 4)
    assert code == 0 and "exported to x, version 4" in out
    code, _, errors = kerasgen("export", "r", "--to", "x", "--format", "savedmodel", "--version", 4)
    assert code == 2 and "name 5 or a higher one" in errors[0]
    code, out, _ = kerasgen("export", "r", "--to", "x")
    assert code == 0 and "version 5" in out
    tampered(tmp_path / "x", tmp_path / "y", "generate")
    code, out, errors = kerasgen("verify", "y")
    assert code == 1 and "DIFFERENT" in out
    assert len(errors) == 1 and "MISMATCH: generate in" in errors[0] and "differs by" in errors[0]


@pytest.mark.usefixtures("hasty_classifier", "witnesses_at_hand")
def test_smaller_precisions_are_shipped_and_measured(kerasgen, run_folder, tmp_path):
    asked = ("--format", "onnx", "--precision", "float16,int8", "--to", "x")
    code, out, _ = kerasgen("export", run_folder, *asked)
    assert code == 0 and "decode.int8" in out
    card = json.loads((tmp_path / "x" / "card.json").read_text())
    for precision in ("float32", "float16", "int8"):
        numbers = card["losses"][precision]["onnxruntime"]
        assert set(numbers) == {"squared_error", "frechet_distance"}
    assert kerasgen("verify", "x")[0] == 0


def test_reconstruct_and_evaluate(kerasgen, run_folder):
    assert kerasgen("reconstruct", run_folder, "--out", "r.png")[0] == 0
    assert Image.open("r.png").size[0] > Image.open("r.png").size[1]
    np.save("few.npy", np.random.default_rng(0).random((40, 8, 8)))
    code, out, _ = kerasgen("evaluate", run_folder, "--data", "few.npy")
    assert code == 0 and "reconstruction_nll" in out and "squared_error" in out


@pytest.mark.usefixtures("hasty_classifier")
def test_few_labels_are_kept_learnt_from_and_measured(kerasgen, monkeypatch):
    from kerasgen.evaluation import classification

    monkeypatch.setattr(classification, "STEPS", 2)
    options = ("--labelled", 50, "--epochs", 1, "--architecture", "dense", "--run", "few")
    assert kerasgen("train", "semi_supervised_vae", *options)[0] == 0
    code, out, _ = kerasgen("evaluate", "few")
    assert code == 0 and "classification model accuracy" in out
    found = json.loads(Path("few/metrics.json").read_text())["classification"]
    assert found["labels"] == 50 and np.sum(found["confusion_matrix"]) == 359
    code, _, err = kerasgen("train", "conditional_vae", "--labelled", 50, "--run", "no")
    assert code == 2 and "needs a label of every example, and 1388" in " ".join(err)


def test_settings_reach_the_model(kerasgen):
    options = ("--set", "likelihood=gaussian", "--latent-dim", 3, "--architecture", "convolutional")
    assert kerasgen("train", "vae", "--epochs", 1, "--run", "r", *options)[0] == 0
    from kerasgen.loading import load

    model = load("r")
    assert model.latent_dim == 3 and type(model.likelihood).__name__ == "Gaussian"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "vea"], "did you mean 'vae'"),
        (["train"], "METHOD"),
        (["train", "vae", "--epochs", "x"], "--epochs"),
        (["train", "vae", "--epochs", "0"], "--epochs"),
        (["train", "vae", "--nonsense"], "--nonsense"),
        (["train", "vae", "--set", "beta"], "NAME=VALUE"),
        (["train", "vae", "--set", "beta=2"], "no setting 'beta'"),
        (["train", "gan", "--best", "generator_loss"], "not ranked by 'generator_loss'"),
        (["train", "vae", "--data", "missing.npy"], "no file"),
        (["train", "vae", "--data", "nowhere"], "No data set"),
        (["generate", "nowhere"], "is no run"),
        (["generate", "nowhere", "--out", "x.txt"], "ends in .png or .npz"),
        (["reconstruct", "nowhere"], "is no run"),
        (["evaluate", "nowhere"], "is no run"),
        (["export", "nowhere"], "is no run"),
        (["verify", "nowhere"], "is no export"),
        (["nonsense"], "nonsense"),
    ],
)
def test_mistakes_get_one_line_and_exit_code_2(kerasgen, tmp_path, arguments, message):
    code, _, errors = kerasgen(*arguments)
    assert code == 2
    assert len(errors) == 1, errors
    assert message.lower() in errors[0].lower()
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_the_traceback(monkeypatch, tmp_path):
    from kerasgen.errors import InputError

    monkeypatch.setattr(sys, "argv", ["kerasgen", "--debug", "evaluate", str(tmp_path)])
    with pytest.raises(InputError):
        cli.main()


@pytest.mark.slow
def test_demo_does_all_of_it(kerasgen, tmp_path, monkeypatch):
    import dataclasses

    from kerasgen.training import recipes

    short = dataclasses.replace(recipes.RECIPES["vae"]["digits"], epochs=2)
    monkeypatch.setitem(recipes.RECIPES["vae"], "digits", short)
    code, out, _ = kerasgen("demo", "--out", "d")
    assert code == 0 and "test ELBO" in out
    assert (tmp_path / "d" / "export" / "onnx" / "decode.onnx").is_file()
    assert (tmp_path / "d" / "reconstructions.png").is_file()


@pytest.mark.slow
def test_a_trained_model_is_used_by_its_name(kerasgen, tmp_path):
    code, out, err = kerasgen("models")
    assert code == 0 and "vae-digits\n  VAE with 102,224 deployed parameters" in out
    code, _, err = kerasgen("generate", "vae-digits", "--count", 3, "--out", "x.npz")
    assert code == 0 and err[0].startswith("vae-digits: VAE")
    assert np.load("x.npz")["x"].shape == (3, 8, 8, 1)
    code, _, _ = kerasgen("reconstruct", "vae-digits")
    assert code == 0 and Image.open("reconstructed.png").size > (0, 0)
    code, out, _ = kerasgen("evaluate", "vae-digits")
    assert code == 0 and (tmp_path / "vae-digits-evaluation" / "report.html").exists()
    measured = json.loads((tmp_path / "vae-digits-evaluation" / "metrics.json").read_text())
    assert measured["loss"] == pytest.approx(23.957, abs=0.6)  # of its card, by other draws
    code, out, _ = kerasgen("export", "vae-digits", "--format", "onnx")
    assert code == 0
    card = json.loads((tmp_path / "vae-digits-export" / "card.json").read_text())
    assert card["training"]["data"] == "digits"
    code, _, err = kerasgen("generate", "vae-digit")
    assert code == 2 and "Did you mean vae-digits?" in err[-1]
