"""What a stranger's export or run may hold, and what becomes of it: one line, or a safe reading."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import hostile
import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgen
from kerasgen.cli import main as cli
from kerasgen.errors import InputError
from kerasgen.exporting import onnx, savedmodel, verification, verify
from kerasgen.exporting.allowed_operations import ALLOWED, RESTORING, SAVING
from kerasgen.exporting.inspection import inspect
from kerasgen.exporting.precision import in_float32
from kerasgen.exporting.served import served_beside
from kerasgen.files import write_json
from kerasgen.loading import load
from kerasgen.networks import Dense

PACKAGE = Path(kerasgen.__file__).parent
SHIPPED = sorted(path.parent for path in PACKAGE.parent.glob("saved_models/*/card.json"))
SECONDS = 20  # of a processor, with a model that is built before its reference is looked at
CARD, KERAS, REFERENCE, SAMPLER = "card.json", "model.keras", "reference.npz", "sampler.npz"
ONNX, PB = "decode.onnx", "saved_model.pb"

HOSTILE_EXPORTS = {
    # Cards.
    "card that is no JSON": (hostile.file_of(CARD, b"{"), CARD),
    "card that is a list": (hostile.file_of(CARD, b"[]"), CARD),
    "card that is no text": (hostile.file_of(CARD, b"\xff\xfe{}"), CARD),
    "card that is nested without end": (hostile.file_of(CARD, b"[" * 200_000), CARD),
    "card with a number of 10,000 digits": (
        hostile.file_of(CARD, b'{"formats": ' + b"9" * 10_000 + b"}"),
        CARD,
    ),
    "card of a gigabyte": (hostile.sparse(CARD, 1 << 30), CARD),
    "card that is missing": (hostile.absent(CARD), CARD),
    "card that is a pipe": (hostile.pipe(CARD), CARD),
    "card that is a folder": (hostile.directory(CARD), CARD),
    "card that is a link out": (hostile.link_out(CARD), CARD),
    "card that is a link to itself": (hostile.loop(CARD), CARD),
    "card of a format that there is not": (hostile.card(formats=["pickle"]), CARD),
    "card whose formats are a number": (hostile.card(formats=7), CARD),
    "card whose formats are lists": (hostile.card(formats=[["onnx"]]), CARD),
    "card whose formats are nothing": (hostile.card(formats=None), CARD),
    "card of no version": (hostile.card(versions=[]), CARD),
    "card whose digests are a number": (hostile.card(sha256=7), CARD),
    "card whose precisions are a list": (hostile.card(precisions=[1]), CARD),
    "next version in a folder elsewhere": (hostile.next_version_out, "tensorflow"),
    "card whose format colours the terminal": (hostile.card(formats=["\x1b[31m[red]"]), CARD),
    # Archives of models.
    "member above": (hostile.with_member("../evil"), KERAS),
    "member above by the other slash": (hostile.with_member("..\\evil"), KERAS),
    "member above among assets": (hostile.with_member("assets/../../evil"), KERAS),
    "member at an absolute path": (hostile.with_member("{outside}/evil"), KERAS),
    "member that is a link": (hostile.with_member("assets/evil", b"/etc", 0o120777), KERAS),
    "member that is a device": (hostile.with_member("assets/evil", b"", 0o020666), KERAS),
    "member that no model has": (hostile.with_member("evil.py"), KERAS),
    "member twice": (hostile.with_member("config.json"), KERAS),
    "archive packed by bzip2": (hostile.repacked(zipfile.ZIP_BZIP2), KERAS),
    "archive packed by LZMA": (hostile.repacked(zipfile.ZIP_LZMA), KERAS),
    "archive that is encrypted": (hostile.encrypted, KERAS),
    "archive that claims a terabyte": (hostile.claiming(KERAS, "model.weights.h5", 1 << 40), KERAS),
    "archive with a bit flipped": (hostile.flipped, KERAS),
    "archive that unpacks to far more": (hostile.bomb, KERAS),
    "archive that is none": (hostile.file_of(KERAS, b"\x80\x04pickle"), KERAS),
    "archive that is empty": (hostile.file_of(KERAS, b""), KERAS),
    "model that is a pipe": (hostile.pipe(KERAS), KERAS),
    "model that is a link out": (hostile.link_out(KERAS), KERAS),
    # Configurations of models.
    "config that is no JSON": (hostile.config_text(b"{"), KERAS),
    "config that is a list": (hostile.config_text(b"[]"), KERAS),
    "config that is a number": (hostile.config_text(b"7"), KERAS),
    "config that is empty": (hostile.config_text(b"{}"), KERAS),
    "config that is no text": (hostile.config_text(b"\xff\xff\xff"), KERAS),
    "config of 5 MB": (hostile.config_text(b" " * 5_000_000 + b"{}"), KERAS),
    "config that is nested without end": (hostile.config_text(b'{"a":' * 100_000), KERAS),
    "config that is nested deeply": (
        hostile.config_text(b'{"config":' * 400 + b"{}" + b"}" * 400),
        KERAS,
    ),
    "config of a lambda": (
        hostile.config_text(b'{"class_name": "__lambda__", "config": {"value": "4wEAAAA="}}'),
        KERAS,
    ),
    "layer that is a lambda": (hostile.lambda_of_bytes, KERAS),
    "layer that is another SavedModel": (hostile.saved_model_layer, KERAS),
    "layer that reads a file": (hostile.lookup_of_canary, KERAS),
    "layer that is os.system": (hostile.named("os", "system"), KERAS),
    "layer that is subprocess.Popen": (hostile.named("subprocess", "Popen"), KERAS),
    "layer that is a function of kerasgen": (hostile.named("kerasgen.files", "write_json"), KERAS),
    "layer that Keras would import": (hostile.named("keras_hub.evil", "Evil"), KERAS),
    "layer that logs to a file": (
        hostile.named("keras.callbacks", "CSVLogger", {"filename": "evil.csv"}),
        KERAS,
    ),
    "layer that is a pickle of PyTorch": (
        hostile.keras_layer("TorchModuleWrapper", module={"class_name": "__bytes__"}),
        KERAS,
    ),
    "activation that is eval": (hostile.function("builtins", "eval"), KERAS),
    "activation that is os.system": (hostile.function("os", "system"), KERAS),
    "activation that loads files": (hostile.function("keras.utils", "get_file"), KERAS),
    "activation that unpickles": (hostile.function("keras.datasets.imdb", "load_data"), KERAS),
    "activation that draws files": (hostile.function("keras.utils", "plot_model"), KERAS),
    "activation that is a number": (hostile.in_dense(activation=7), KERAS),
    "layer of ten billion units": (hostile.in_dense(units=10**10), KERAS),
    "layer of a billion units": (hostile.in_dense(units=10**9), KERAS),
    "layer of a hundred million units": (hostile.in_dense(units=10**8), KERAS),
    "layer of less than no units": (hostile.in_dense(units=-1), KERAS),
    "layer of text": (hostile.in_dense(units="many"), KERAS),
    "layer of no units": (hostile.in_dense(units=None), KERAS),
    "layer that nobody knows": (hostile.named("kerasgen.vaes", "Evil"), KERAS),
    "layer whose config is text": (hostile.as_layer({"config": "evil"}), KERAS),
    "model of somebody else": (hostile.config_text(hostile.SOMEBODY_ELSE), KERAS),
    # Their weights.
    "weights linked to another file": (hostile.weights(hostile.external_link), KERAS),
    "weights with a group of another file": (hostile.weights(hostile.external_group), KERAS),
    "weights linked to elsewhere": (hostile.weights(hostile.soft_link), KERAS),
    "weights whose bytes are another file's": (hostile.weights(hostile.external_storage), KERAS),
    "weights that are views of another file": (hostile.weights(hostile.virtual), KERAS),
    "weights of 4 GB that are not there": (hostile.weights(hostile.shape_bomb), KERAS),
    "weights that are text": (hostile.weights(hostile.objects), KERAS),
    # References.
    "reference with a pickle": (hostile.pickled(REFERENCE, "inputs/fixed-1/decode/x"), REFERENCE),
    "reference that claims terabytes": (
        hostile.raw_member(REFERENCE, "inputs/a/b/c.npy", hostile.header((1 << 40,))),
        REFERENCE,
    ),
    "reference of less than nothing": (
        hostile.raw_member(REFERENCE, "inputs/a/b/c.npy", hostile.header((-1, -(1 << 30)))),
        REFERENCE,
    ),
    "reference of endless nothing": (
        hostile.raw_member(REFERENCE, "inputs/a/b/c.npy", hostile.header((1 << 60,), "<U0")),
        REFERENCE,
    ),
    "reference with a header that is code": (
        hostile.raw_member(REFERENCE, "a.npy", b"\x93NUMPY\x01\x00\x10\x00__import__('os')"),
        REFERENCE,
    ),
    "reference with a header of parentheses": (
        hostile.raw_member(REFERENCE, "a.npy", b"\x93NUMPY\x01\x00\x10\x27" + b"(" * 10_000),
        REFERENCE,
    ),
    "reference with a member above": (
        hostile.raw_member(REFERENCE, "../evil.npy", hostile.header((0,))),
        REFERENCE,
    ),
    "reference that is no archive": (hostile.file_of(REFERENCE, b"evil"), REFERENCE),
    "reference that is missing": (hostile.absent(REFERENCE), REFERENCE),
    "reference that is empty": (hostile.arrays(REFERENCE, lambda kept: kept.clear()), REFERENCE),
    "reference with names of fewer parts": (
        hostile.arrays(REFERENCE, lambda kept: kept.update(inputs=np.zeros(1))),
        REFERENCE,
    ),
    "reference of a function above": (
        hostile.arrays(
            REFERENCE, lambda kept: kept.update({"inputs/fixed-1/../evil": np.zeros(1)})
        ),
        REFERENCE,
    ),
    "reference of a function that is not": (
        hostile.arrays(
            REFERENCE,
            lambda kept: kept.update(
                {f"{side}/fixed-1/evil/x": np.zeros(1) for side in ("inputs", "outputs")}
            ),
        ),
        REFERENCE,
    ),
    "reference of another shape": (
        hostile.arrays(
            REFERENCE,
            lambda kept: kept.update(
                {"inputs/fixed-1/decode/latents": np.zeros((1, 9), "float32")}
            ),
        ),
        REFERENCE,
    ),
    "reference of text": (
        hostile.arrays(
            REFERENCE,
            lambda kept: kept.update({"outputs/fixed-1/decode/data": np.array("evil")}),
        ),
        REFERENCE,
    ),
    "reference that asks for a billion examples": (
        hostile.arrays(
            REFERENCE,
            lambda kept: kept.update({"inputs/fixed-1/sample/count": np.int32(10**9)}),
        ),
        REFERENCE,
    ),
    "reference without outputs": (
        hostile.arrays(
            REFERENCE,
            lambda kept: [kept.pop(key) for key in list(kept) if key.startswith("outputs")],
        ),
        REFERENCE,
    ),
    # Samplers.
    "sampler that nobody knows": (hostile.sampler("Evil"), SAMPLER),
    "sampler that holds no draws": (hostile.sampler("Prior"), SAMPLER),
    "sampler with settings of others": (hostile.sampler(settings={"evil": 1}), SAMPLER),
    "sampler whose name is a list": (hostile.sampler(name=["Gaussian"]), SAMPLER),
    "sampler that is nested without end": (hostile.sampler(text="[" * 100_000), SAMPLER),
    "sampler of NaN": (hostile.sampler(mean=np.full(2, np.nan, "float32")), SAMPLER),
    "sampler of other latents": (
        hostile.sampler(mean=np.zeros(9, "float32"), factor=np.eye(9, dtype="float32")),
        SAMPLER,
    ),
    "sampler that does not fit itself": (hostile.sampler(mean=np.zeros(9, "float32")), SAMPLER),
    "sampler with a stranger's array": (hostile.sampler(evil=np.zeros(2, "float32")), SAMPLER),
    "sampler of text": (hostile.sampler(mean=np.array(["a", "b"])), SAMPLER),
    "sampler that is no archive": (hostile.file_of(SAMPLER, b"evil"), SAMPLER),
    "sampler that is a pipe": (hostile.pipe(SAMPLER), SAMPLER),
    # ONNX.
    "ONNX that is none": (hostile.file_of("onnx/decode.onnx", b"evil"), ONNX),
    "ONNX that is a link out": (hostile.link_out("onnx/decode.onnx"), ONNX),
    "ONNX that is a pipe": (hostile.pipe("onnx/decode.onnx"), ONNX),
    "ONNX with numbers in a file above": (hostile.outside_data("../../outside/canary.txt"), ONNX),
    "ONNX with numbers at a path": (hostile.outside_data("{outside}/canary.txt"), ONNX),
    "ONNX with numbers elsewhere in a branch": (
        hostile.onnx_model(hostile.outside_data_of_attribute),
        ONNX,
    ),
    "ONNX with an operation of others": (hostile.onnx_model(hostile.custom_operation), ONNX),
    "ONNX with functions of functions": (hostile.onnx_model(hostile.functions), ONNX),
    "ONNX with sparse numbers": (hostile.onnx_model(hostile.sparse_tensor), ONNX),
    "ONNX that claims a trillion numbers": (hostile.onnx_model(hostile.claimed_numbers), ONNX),
    # SavedModels.
    **{
        f"SavedModel with {name}": (hostile.operation(name), PB)
        for name in (
            "WriteFile",
            "ReadFile",
            "MatchingFiles",
            "PrintV2",
            "PyFunc",
            "EagerPyFunc",
            "SaveV2",
            "RestoreV2",
            "TFRecordDatasetV2",
            "DataServiceDatasetV4",
            "CreateSummaryFileWriter",
            "InitializeTableFromTextFileV2",
            "ImmutableConst",
            "RemoteCall",
            "XlaCallModule",
            "_FusedMatMul",
            "NobodyKnowsIt",
        )
    },
    "SavedModel that writes in its main graph": (
        hostile.saved_model(hostile.operation_in_main),
        PB,
    ),
    "SavedModel that calls its saver": (hostile.saved_model(hostile.called_saver), PB),
    "SavedModel that offers its saver": (hostile.saved_model(hostile.saver_in_objects), PB),
    "SavedModel that serves its saver": (hostile.saved_model(hostile.saver_as_signature), PB),
    "SavedModel that writes when it reads": (hostile.saved_model(hostile.restore_that_writes), PB),
    "SavedModel of two graphs": (hostile.saved_model(hostile.second_graph), PB),
    "SavedModel with files": (hostile.saved_model(hostile.assets), PB),
    "SavedModel with a table": (hostile.saved_model(hostile.table), PB),
    "SavedModel that exchanges functions": (hostile.saved_model(hostile.exchanged_functions), PB),
    "SavedModel of absurd constants": (hostile.saved_model(hostile.absurd_constant), PB),
    "SavedModel without objects": (hostile.saved_model(hostile.no_objects), PB),
    "SavedModel that is none": (hostile.file_of("tensorflow/1/saved_model.pb", b"evil"), PB),
    "SavedModel with another beside it": (
        hostile.file_of("tensorflow/1/saved_model.pbtxt", b""),
        "saved_model.pbtxt",
    ),
    "SavedModel whose variables are a link out": (hostile.linked_variables, "variables"),
}

# Read safely: what is wrong there is nothing that anybody reads, or no harm.
HARMLESS_EXPORTS = {
    "card that says something else": hostile.card(formats=[], method="\x1b[31m", functions=7),
    "model that was packed again": hostile.repacked(zipfile.ZIP_DEFLATED),
    "files that nobody reads": hostile.file_of("__init__.py", b"raise SystemExit"),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A small export, as it is written; that runtimes compute the same is not looked at here."""
    folder = tmp_path_factory.mktemp("good")
    model = kerasgen.VAE.from_data_shape((3,), 2, Dense((4,)), seed=0)
    model.save(folder / KERAS)
    functions = {name: in_float32(network) for name, network in model.deployed().items()}
    served = served_beside(model, model, functions)
    verification.save_reference(folder / REFERENCE, model, functions, served)
    savedmodel.write(functions, served, folder / "tensorflow" / "1")
    onnx.write({"decode": functions["decode"]}, folder / "onnx", "VAE")
    versions = {"kerasgen": kerasgen.__version__}
    write_json(
        folder / CARD, {"formats": ["savedmodel", "onnx"], "functions": {}, "versions": versions}
    )
    return folder


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with everything that a reader could reach, where it works too."""
    for name in ("outside", "working", "temporary", "home"):
        (tmp_path / name).mkdir()
    (tmp_path / "outside" / "canary.txt").write_text("alive")
    monkeypatch.chdir(tmp_path / "working")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    # What Keras would import from the folder that it is called in.
    evil = tmp_path / "working" / "keras_hub"
    evil.mkdir()
    (evil / "__init__.py").write_text("open('imported', 'w')")
    monkeypatch.syspath_prepend(str(tmp_path / "working"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return tmp_path


def everything_in(folder):
    """Every path in a folder, with its content where that can be read."""
    return {
        path: path.read_bytes() if path.is_file() and path.stat().st_size < 1 << 24 else None
        for path in folder.rglob("*")
        # TensorFlow's own, of functions of ours that it has rewritten.
        if "__autograph_generated_file" not in path.name
    }


def assert_refused(ask, place, name):
    """That asking ends soon, in one line that names the file, and leaves all as it was."""
    before, start = everything_in(place), time.process_time()
    with pytest.raises(InputError) as refusal:
        ask()
    message = str(refusal.value)
    assert name in message
    assert message.isprintable() and len(message) < 2_100
    assert everything_in(place) == before
    assert time.process_time() - start < SECONDS


@pytest.fixture
def no_runtime(monkeypatch):
    """Nothing hostile gets as far as a runtime."""

    def witnessed(runtime, directory, inputs):
        raise AssertionError(f"{runtime} was given a hostile export")

    monkeypatch.setattr(verification, "_witnessed", witnessed)


@pytest.mark.usefixtures("no_runtime")
@pytest.mark.parametrize("case", HOSTILE_EXPORTS)
def test_a_hostile_export_is_refused_in_one_line(case, good, place):
    spoil, name = HOSTILE_EXPORTS[case]
    shutil.copytree(good, place / "export")
    spoil(place / "export", place / "outside")
    assert_refused(lambda: verify(place / "export"), place, name)


@pytest.mark.usefixtures("no_runtime")
@pytest.mark.parametrize("case", HARMLESS_EXPORTS)
def test_what_harms_nobody_is_read(case, good, place):
    shutil.copytree(good, place / "export")
    hostile.card(formats=[])(place / "export", place / "outside")
    HARMLESS_EXPORTS[case](place / "export", place / "outside")
    before = everything_in(place)
    assert all(row.passed for row in verify(place / "export"))
    assert everything_in(place) == before


def test_the_good_export_is_inspected_without_a_word(good):
    inspect(good, ["savedmodel", "onnx"])


# What the inspections are for -----------------------------------------------------------------


class Writer(tf.Module):
    """A module whose function writes to a file, as a hostile SavedModel does."""

    def __init__(self, path):
        super().__init__()
        self.path = str(path)

    @tf.function(input_signature=[tf.TensorSpec((None, 2), tf.float32, name="latents")])
    def write(self, latents):
        tf.io.write_file(self.path, "dead")
        return {"data": latents}


def test_tensorflow_itself_does_what_a_saved_model_says_and_it_is_refused(good, place):
    canary = place / "outside" / "canary.txt"
    evil = place / "export" / "tensorflow" / "1"
    shutil.copytree(good, place / "export")
    shutil.rmtree(evil)
    module = Writer(canary)
    tf.saved_model.save(module, evil, {"serving_default": module.write})
    assert_refused(lambda: verify(place / "export"), place, "WriteFile")
    assert canary.read_text() == "alive"
    loaded = tf.saved_model.load(evil)
    loaded.signatures["serving_default"](latents=tf.zeros((1, 2)))
    assert canary.read_text() == "dead"


def test_allowed_operations_exist_and_none_is_among_those_that_reach_out():
    assert set(dir(tf.raw_ops)) >= ALLOWED | SAVING | RESTORING
    names_a_file = {"ShardedFilename"}  # and does not look whether it is there
    reaching = re.compile(
        "File|Reader|Dataset|PyFunc|Summary|Print|Rpc|Send|Recv|Queue|Save|Restore|Iterator|Table"
        "|Stage|Session|Remote|Collective|Xla|Tpu|TPU|Barrier|ImmutableConst|Timestamp|Vocab"
    )
    assert [name for name in ALLOWED - names_a_file if reaching.search(name)] == []


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_shipped_models_are_inspected_without_a_word(folder):
    inspect(folder, json.loads((folder / CARD).read_text())["formats"])


def test_zeros_are_no_bomb(place):
    """Weights that are all zero shrink a thousandfold where somebody packs them again."""
    data = keras.Input((1000,), name="data")
    zeros = keras.layers.Dense(2000, kernel_initializer="zeros")
    code = keras.Input((2000,), name="latents")
    model = kerasgen.Autoencoder(
        keras.Model(data, zeros(data)), keras.Model(code, {"mean": keras.layers.Dense(1000)(code)})
    )
    model.decoder.set_weights([np.zeros_like(array) for array in model.decoder.get_weights()])
    file = place / KERAS
    model.save(file)
    assert file.stat().st_size > 16e6
    hostile.repacked(zipfile.ZIP_DEFLATED)(place, place / "outside")
    assert file.stat().st_size < 1e5
    assert not np.any(load(file).decoder.get_weights()[0])


# Runs -----------------------------------------------------------------------------------------


CONFIG, HISTORY = "config.json", "history.csv"
HOSTILE_RUNS = {
    "method that is a list": (hostile.run_config(method=[]), CONFIG),
    "data that are a list": (hostile.run_config(data=["digits"]), CONFIG),
    "shape of text": (hostile.run_config(data_shape="888"), CONFIG),
    "shape of less than nothing": (hostile.run_config(data_shape=[-8, 8, 1]), CONFIG),
    "seed of text": (hostile.run_config(seed="0"), CONFIG),
    "seed that is no whole number": (hostile.run_config(seed=1e999), CONFIG),
    "epochs of NaN": (hostile.run_config(epochs=float("nan")), CONFIG),
    "binarised by a list": (hostile.run_config(binarised=[1]), CONFIG),
    "classes that are numbers": (hostile.run_config(class_names=[1, 2]), CONFIG),
    "labelled by text": (hostile.run_config(labelled="all"), CONFIG),
    "best by a path": (hostile.run_config(best="../../loss"), CONFIG),
    "best by colours": (hostile.run_config(best="\x1b[31m"), CONFIG),
    "best by what is not logged": (hostile.run_config(best="evil"), HISTORY),
    "config that is nested without end": (hostile.file_of(CONFIG, b"[" * 200_000), CONFIG),
    "config that is a link out": (hostile.link_out(CONFIG), CONFIG),
    "config that is a pipe": (hostile.pipe(CONFIG), CONFIG),
    "data of mine": (hostile.run_config(data="{outside}/mine.npy"), "mine.npy"),
    "data at an address": (hostile.run_config(data="https://evil.example/x.npz"), "evil.example"),
    "data that come with a program": (hostile.run_config(data="huggingface:evil/x"), "huggingface"),
    "data that are a device": (hostile.run_config(data="/dev/zero"), "/dev/zero"),
    "data of an absurd name": (hostile.run_config(data="x/" + "y" * 5_000), "--data"),
    "history of text": (hostile.file_of(HISTORY, b"epoch,loss\n1,evil\n"), HISTORY),
    "history without epochs": (hostile.file_of(HISTORY, b"loss\n1\n"), HISTORY),
    "history with more than its header": (hostile.file_of(HISTORY, b"epoch\n1,2,3\n"), HISTORY),
    "history with a field without end": (
        hostile.file_of(HISTORY, b'epoch,loss\n1,"' + b"1" * 200_000),
        HISTORY,
    ),
    "history that is a pipe": (hostile.pipe(HISTORY), HISTORY),
    "classifier that is a link out": (hostile.link_out("classifier.keras"), "classifier.keras"),
    "classifier that is none": (
        hostile.file_of("classifier.keras", b"evil"),
        "classifier.keras",
    ),
    "classifier that classifies nothing": (
        lambda folder, outside: shutil.copy(folder / "model.keras", folder / "classifier.keras"),
        "classifier.keras",
    ),
    "best that is a link out": (hostile.link_out("best.keras"), "best.keras"),
}


@pytest.fixture(scope="module")
def good_run(tmp_path_factory):
    """What a run holds that has a model, a best one, and a history."""
    folder = tmp_path_factory.mktemp("run")
    for name in ("model", "best", "classifier"):
        kerasgen.VAE.from_data_shape((8, 8, 1), 2, Dense((4,)), seed=0).save(
            folder / f"{name}.keras"
        )
    config = {"method": "vae", "data": "digits", "binarised": False, "epochs": 1, "seed": 0}
    write_json(folder / CONFIG, {**config, "data_shape": [8, 8, 1], "best": "loss"})
    write_json(folder / "metrics.json", {"loss": 1.0})
    (folder / HISTORY).write_text("epoch,loss\n1,2.0\n")
    return folder


@pytest.mark.parametrize("case", HOSTILE_RUNS)
def test_a_hostile_run_is_refused_in_one_line(case, good_run, place, monkeypatch):
    from kerasgen.training import runs
    from kerasgen.training.runs import evaluation

    # What is read after the data, before anything is measured at length.
    monkeypatch.setattr(evaluation, "measure", lambda *arguments: {})
    spoil, name = HOSTILE_RUNS[case]
    np.save(place / "outside" / "mine.npy", np.random.default_rng(0).random((20, 8, 8)))
    shutil.copytree(good_run, place / "run")
    spoil(place / "run", place / "outside")
    assert_refused(lambda: runs.evaluate(place / "run"), place, name)


def test_data_of_mine_are_taken_by_name_and_where_a_run_was_trained_on_them(good_run, place):
    from kerasgen.data import load_data
    from kerasgen.training import runs

    mine = place / "outside" / "mine.npy"
    np.save(mine, np.random.default_rng(0).random((20, 8, 8)))
    shutil.copytree(good_run, place / "run")
    hostile.run_config(data=str(mine))(place / "run", None)
    assert runs.reconstructions(place / "run", mine, count=2).ndim == 3
    with pytest.raises(InputError, match="not what the run was trained on"):
        runs.reconstructions(place / "run", count=2)
    fingerprint = load_data(mine).fingerprint()
    hostile.run_config(data=str(mine), data_fingerprint=fingerprint)(place / "run", None)
    assert runs.reconstructions(place / "run", count=2).ndim == 3


# The command line -----------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["card that is a list", "member above", "SavedModel with PyFunc"])
def test_the_command_line_says_it_and_ends_with_2(case, good, place, monkeypatch, capsys):
    spoil, name = HOSTILE_EXPORTS[case]
    shutil.copytree(good, place / "export")
    spoil(place / "export", place / "outside")
    monkeypatch.setattr(sys, "argv", ["kerasgen", "verify", str(place / "export")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("kerasgen: ") and name in line


def test_what_colours_the_terminal_is_shown_as_text(capsys):
    from kerasgen.cli.printing import show

    row = verification.Comparison("openvino", "decode", "fixed-1", 0.0, "\x1b[2J [/] [red]no\x07")
    show([row])
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and "\x07" not in printed
    assert "[red]no" in "".join(printed.split("\n")) or "[red]" in printed


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", ["card that is a pipe", "layer of a billion units", "ONNX with numbers at a path"]
)
def test_no_traceback_reaches_a_user(case, good, place):
    spoil, name = HOSTILE_EXPORTS[case]
    shutil.copytree(good, place / "export")
    spoil(place / "export", place / "outside")
    path = f"{PACKAGE.parent}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    done = subprocess.run(
        [sys.executable, "-m", "kerasgen", "verify", "../export"],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert f"{name}" in done.stderr.splitlines()[-1]


# No pickle ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_no_module_reads_a_pickle(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        modules = {name.partition(".")[0] for name in names}
        assert not modules & {"pickle", "joblib", "dill", "cloudpickle", "marshal", "shelve"}
        if isinstance(node, ast.keyword):
            allowed = isinstance(node.value, ast.Constant) and node.value.value is False
            assert node.arg != "allow_pickle" or allowed
            assert node.arg != "safe_mode" or not (
                isinstance(node.value, ast.Constant) and node.value.value is False
            )
