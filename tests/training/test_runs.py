import csv
import inspect
import json

import keras
import numpy as np
import pytest
from interruptions import Interruption, interrupting
from small_models import assert_same_weights, untouched
from without_xla import without_xla

from kerasgen.catalogue import methods
from kerasgen.errors import InputError
from kerasgen.files import write_json
from kerasgen.loading import load
from kerasgen.training import runs
from kerasgen.training.callbacks import restore
from kerasgen.training.requests import Request


def request(**kwargs):
    return Request("vae", epochs=5, **kwargs)


@pytest.fixture(scope="module", autouse=True)
def compiled_alike():
    """What slow tests train is compared with what the others do."""
    with without_xla():
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    run = tmp_path_factory.mktemp("runs") / "whole"
    runs.train(request(), run, command="kerasgen train vae")
    return run


def test_a_run_holds_what_it_takes_to_do_it_again(whole):
    config = runs.read_config(whole)
    assert {"method", "data", "seed", "versions", "command", "epochs", "batch_size"} <= set(config)
    assert config["method"] == "vae" and config["data_shape"] == [8, 8, 1]
    rows = list(csv.DictReader((whole / "history.csv").open()))
    assert [row["epoch"] for row in rows] == list("12345")
    assert (whole / "samples.png").stat().st_size > 1000
    assert list((whole / "logs").glob("events*"))
    assert not (whole / "backups").exists()
    assert set(runs.read_metrics(whole)) == {"loss", "reconstruction_nll", "kl"}


def test_interrupted_and_resumed_equals_uninterrupted(whole, tmp_path):
    run = tmp_path / "run"
    with pytest.raises(Interruption):
        runs.train(request(), run, watchers=interrupting(after=3))
    assert not (run / "model.keras").exists()
    metrics = runs.train(request(), run, resume=True)
    assert_same_weights(load(whole), load(run))
    assert metrics == runs.read_metrics(whole)
    assert (run / "history.csv").read_text() == (whole / "history.csv").read_text()


@pytest.mark.slow
def test_a_damaged_newest_backup_falls_back_to_the_one_before(whole, tmp_path):
    run = tmp_path / "run"
    with pytest.raises(Interruption):
        runs.train(request(), run, watchers=interrupting(after=4))
    newest = run / "backups" / "epoch-00004.keras"
    newest.write_bytes(newest.read_bytes()[:-1000])
    assert restore(run / "backups")[1] == 3
    runs.train(request(), run, resume=True)
    assert_same_weights(load(whole), load(run))


def test_flipped_bytes_in_a_backup_are_found(tmp_path):
    with pytest.raises(Interruption):
        runs.train(request(), tmp_path, watchers=interrupting(after=2))
    newest = tmp_path / "backups" / "epoch-00002.keras"
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    newest.write_bytes(content)
    assert restore(tmp_path / "backups")[1] == 1


def test_resuming_nothing_begins_and_resuming_the_finished_ends(whole, tmp_path):
    runs.train(request(), tmp_path / "run", resume=True)
    assert_same_weights(load(whole), load(tmp_path / "run"))
    before = (whole / "model.keras").read_bytes()
    runs.train(request(), whole, resume=True)
    assert (whole / "model.keras").read_bytes() == before


@pytest.mark.parametrize("interrupted", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_run_of_constant_rates_goes_further_as_if_it_had_been_asked_at_first(
    interrupted, tmp_path
):
    def asked(epochs):
        return Request("vae", epochs=epochs, learning_rate=1e-3, best="kl")

    runs.train(asked(4), tmp_path / "at once")
    run = tmp_path / "prolonged"
    if interrupted:
        with pytest.raises(Interruption):
            runs.train(asked(2), run, watchers=interrupting(after=1))
    else:
        runs.train(asked(2), run)
    told = []
    runs.train(asked(4), run, resume=True, tell=told.append)
    assert_same_weights(load(tmp_path / "at once"), load(run))
    for file in ("history.csv", "metrics.json"):
        assert (run / file).read_text() == (tmp_path / "at once" / file).read_text()
    assert runs.read_config(run)["prolonged_after"] == [2] and not told
    # Not asked for a number of epochs it is whole, and fewer cannot be had.
    assert runs.train(asked(None), run, resume=True) == runs.read_metrics(run)
    with pytest.raises(InputError, match="begun with epochs = 4, not 3"):
        runs.train(asked(3), run, resume=True)


def test_a_run_whose_rates_fall_goes_further_by_the_longer_schedule_and_says_so(tmp_path):
    told = []
    runs.train(Request("vae", epochs=1), tmp_path)
    runs.train(Request("vae", epochs=2), tmp_path, resume=True, tell=told.append)
    assert len(told) == 1 and "2 epochs at once" in told[0]
    optimizer = load(tmp_path).optimizer
    steps = 2 * (1438 // 64)
    assert optimizer.get_config()["learning_rate"]["config"]["decay_steps"] == steps
    assert int(optimizer.iterations) == steps


def test_epochs_are_ranked_by_examples_that_are_not_trained_on(tmp_path):
    asked = Request("vae", epochs=3, validation_share=0.25, best="loss", learning_rate=1e-3)
    runs.train(asked, tmp_path / "whole")
    rows = list(csv.DictReader((tmp_path / "whole" / "history.csv").open()))
    assert {"loss", "val_loss", "val_kl"} <= set(rows[0])
    name, row = runs.best_epoch(tmp_path / "whole")
    assert name == "loss" and float(row["val_loss"]) == min(float(r["val_loss"]) for r in rows)
    # Three quarters of 1,438, of which 64 make a batch.
    steps = (1438 - round(1438 / 4)) // 64
    assert int(load(tmp_path / "whole" / "model.keras").optimizer.iterations) == 3 * steps


@pytest.mark.slow
def test_the_same_examples_are_set_aside_by_a_run_that_is_resumed(tmp_path):
    asked = Request("vae", epochs=2, validation_share=0.25, best="loss")
    runs.train(asked, tmp_path / "whole")
    with pytest.raises(Interruption):
        runs.train(asked, tmp_path / "run", watchers=interrupting(after=1))
    runs.train(asked, tmp_path / "run", resume=True)
    assert_same_weights(load(tmp_path / "whole"), load(tmp_path / "run"))


def test_a_training_ends_when_its_best_epoch_is_long_past(tmp_path):
    asked = {"best": "kl", "patience": 2, "learning_rate": 1e-3}

    def epochs_since_the_best():
        rows = list(csv.DictReader((tmp_path / "history.csv").open()))
        return len(rows), len(rows) - int(min(rows, key=lambda row: float(row["kl"]))["epoch"])

    runs.train(Request("vae", epochs=30, **asked), tmp_path)
    first, since = epochs_since_the_best()
    assert since == 2 and first < 30
    runs.train(Request("vae", epochs=30, **asked), tmp_path, resume=True)
    assert epochs_since_the_best() == (first, 2)
    runs.train(Request("vae", epochs=31, **asked), tmp_path, resume=True)
    assert epochs_since_the_best()[0] > first


def test_patience_needs_a_number_to_rank_epochs_by(tmp_path):
    with pytest.raises(InputError, match="add --best loss or "):
        runs.train(Request("vae", patience=3), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_finished_run_is_not_another(whole):
    with pytest.raises(InputError, match="begun with method = 'vae', not 'beta_vae'"):
        runs.train(Request("beta_vae", epochs=5), whole, resume=True)
    with pytest.raises(InputError, match="begun with data = 'digits', not 'shapes'"):
        runs.train(request(data="shapes"), whole, resume=True)


def test_a_run_is_not_overwritten_or_resumed_as_another(whole, tmp_path):
    with pytest.raises(InputError, match="not empty"):
        runs.train(request(), whole)
    with pytest.raises(Interruption):
        runs.train(request(), tmp_path / "run", watchers=interrupting(after=1))
    with pytest.raises(InputError, match="begun with seed = 0, not 1"):
        runs.train(request(seed=1), tmp_path / "run", resume=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").touch()
    with pytest.raises(InputError, match=r"is no run: it holds letter\.txt"):
        runs.train(request(), tmp_path / "other", resume=True)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a file"):
        runs.train(request(), tmp_path / "file")


def test_nothing_is_written_for_a_bad_request(tmp_path):
    for bad, message in (
        ({"settings": {"nonsense": 1}}, "no setting 'nonsense'"),
        ({"settings": {"likelihood": "poisson"}}, "Unknown likelihood"),
        ({"architecture": "transformer"}, "Unknown architecture"),
        ({"dtype_policy": "float7"}, "float7"),
        ({"data": "no_such_data"}, "No data set"),
        (
            {"data": "ring", "settings": {"likelihood": "bernoulli"}},
            "no probability under Bernoulli; add --set likelihood=gaussian",
        ),
        ({"best": "beauty"}, "not ranked by 'beauty'; they can be by loss, reconstruction_nll, kl"),
    ):
        with pytest.raises(InputError, match=message):
            runs.train(request(**bad), tmp_path / "run")
        assert not (tmp_path / "run").exists(), bad


@pytest.mark.parametrize("method", methods())
def test_every_recipe_fits_its_method(method, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "kerasgen.training.runs.training.kept_classifier", lambda *_: None
    )  # takes seconds to train

    class Begun(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            raise Interruption

    settings = {}
    if "autoencoder" in inspect.signature(methods()[method].load().from_data_shape).parameters:
        settings["autoencoder"] = str(tmp_path / "vae.keras")
        untouched("vae").save(settings["autoencoder"])
    asked = Request(method, settings=settings)
    with pytest.raises(Interruption):
        runs.train(asked, tmp_path / "run", watchers=lambda *_: [Begun()])


def test_settings_of_a_parent_are_settings(tmp_path):
    asked = Request("sparse_autoencoder", epochs=1, settings={"tied": True})
    runs.train(asked, tmp_path / "run")
    layers = load(tmp_path / "run").decoder.layers
    assert any(type(layer).__name__ == "TransposedDense" for layer in layers)


@pytest.mark.slow
@pytest.mark.usefixtures("hasty_classifier")
def test_using_a_run(whole):
    assert runs.evaluate(whole) == runs.read_metrics(whole)
    assert runs.generate(whole, 3, seed=1).shape == (3, 8, 8, 1)
    assert runs.reconstructions(whole, count=4).ndim == 3
    with pytest.raises(InputError, match="under no 'label'"):
        runs.generate(whole, 3, seed=1, label=2)


@pytest.mark.usefixtures("hasty_classifier")
def test_other_data_must_have_the_same_shape(whole, tmp_path):
    np.save(tmp_path / "a.npy", np.zeros((20, 5)))
    with pytest.raises(InputError, match="trained on examples of shape"):
        runs.evaluate(whole, tmp_path / "a.npy")
    np.save(tmp_path / "b.npy", np.random.default_rng(0).random((20, 8, 8)))
    assert runs.evaluate(whole, tmp_path / "b.npy")["loss"] > runs.read_metrics(whole)["loss"]


def test_damaged_and_unfinished_runs_are_named(whole, tmp_path):
    with pytest.raises(InputError, match="is no run"):
        runs.evaluate(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(InputError, match="is damaged"):
        runs.evaluate(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"method": "vae"}))
    with pytest.raises(InputError, match="not finished"):
        runs.evaluate(tmp_path)
    (tmp_path / "model.keras").write_bytes(b"PK damaged")
    with pytest.raises(InputError, match="is damaged"):
        runs.evaluate(tmp_path)


def test_a_folder_of_somebody_else_is_named(images, tmp_path):
    (tmp_path / "config.json").write_text("[]")
    with pytest.raises(InputError, match=r"config\.json is damaged: it holds no names"):
        runs.evaluate(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"method": "vae"}))
    data = keras.Input((8, 8, 1))
    keras.Model(data, keras.layers.Flatten()(data)).save(tmp_path / "model.keras")
    with pytest.raises(InputError, match="is no model of kerasgen"):
        runs.evaluate(tmp_path)
    methods()["vae"].load().from_data_shape((8, 8, 1)).save(tmp_path / "model.keras")
    with pytest.raises(InputError, match="lacks binarised, data, data_shape, epochs, seed"):
        runs.evaluate(tmp_path)


def test_a_class_is_meant_by_its_name_and_else_by_its_number(tmp_path):
    write_json(tmp_path / "config.json", {"class_names": ["two", "7", "dog"]})
    found = [runs.class_number(tmp_path, label) for label in ("dog", "7", "0")]
    assert found == [2, 1, 0]
    for label in ("cat", "3"):
        with pytest.raises(InputError, match=f"no class '{label}'; there are two, 7, dog"):
            runs.class_number(tmp_path, label)


def test_a_run_keeps_the_names_of_its_classes(whole):
    assert runs.read_config(whole)["class_names"] == [str(digit) for digit in range(10)]
