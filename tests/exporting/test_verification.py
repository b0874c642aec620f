"""What the proof lets pass and what it does not, without a runtime where none is needed."""

import io
import json
import shutil
import subprocess
import sys
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from PIL import Image

import kerasgen
from kerasgen import exporting
from kerasgen.errors import InputError
from kerasgen.exporting import readme, verification, witness
from kerasgen.exporting.precision import in_float32
from kerasgen.exporting.served import served_beside
from kerasgen.exporting.verification import Comparison, verify
from kerasgen.networks import Dense

# What sums in another order may differ by in float32, and ten times that where they are fused.
ALLOWED = {"keras": 1e-5, "tensorflow": 1e-5, "onnxruntime": 1e-5, "openvino": 1e-4}
ALLOWED["ai_edge_litert"] = 1e-5  # sums in its own order too


@pytest.mark.parametrize("runtime", ALLOWED)
def test_a_runtime_may_differ_by_its_tolerance_and_no_more(runtime):
    allowed = ALLOWED[runtime]
    assert set(verification.TOLERANCES) == set(ALLOWED)
    for difference, passed in (
        (0.0, True), (allowed, True), (1.01 * allowed, False), (np.inf, False), (np.nan, False),
    ):  # fmt: skip
        assert Comparison(runtime, "decode", "fixed-1", difference).passed is passed


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A small model and what an export of it holds that is no runtime's."""
    directory = tmp_path_factory.mktemp("export")
    model = kerasgen.VAE.from_data_shape((3,), 2, Dense((4,)), seed=0)
    model.save(directory / "model.keras")
    functions = {name: in_float32(network) for name, network in model.deployed().items()}
    served = served_beside(model, model, functions)
    verification.save_reference(directory / "reference.npz", model, functions, served)
    return SimpleNamespace(directory=directory, functions=functions, served=served)


@pytest.fixture
def asked(kept, monkeypatch):
    """What runtimes are given, each of which computes what the model does."""
    given = {}

    def witnessed(runtime, directory, inputs):
        given[runtime] = inputs
        of_model = {(c, f.replace("serving_default", "decode")): inputs[c, f] for c, f in inputs}
        outputs = verification._run(kept.functions, kept.served, of_model)
        return dict(zip(inputs, outputs.values(), strict=True)), {}

    monkeypatch.setattr(verification, "_witnessed", witnessed)
    return given


FUNCTIONS = {
    "keras": {"decode", "encode", "reconstruct", "sample"},
    "tensorflow": {"serving_default", "encode", "reconstruct", "sample"},
    "onnxruntime": {"decode", "encode", "reconstruct"},
    "openvino": {"decode", "encode", "reconstruct"},
}
FIXED, FRESH = ({f"{kind}-{count}" for count in (1, 3, 64)} for kind in ("fixed", "random"))


@pytest.mark.usefixtures("asked")
def test_every_function_is_compared_in_every_runtime_on_kept_and_on_fresh_inputs(kept):
    rows = verification.measure(kept.directory, ["savedmodel", "onnx"], {})
    compared = {(row.runtime, row.function, row.case) for row in rows}
    assert len(compared) == len(rows)
    assert compared == {
        (runtime, function, case)
        for runtime, functions in FUNCTIONS.items()
        for function in functions
        for case in (FIXED if runtime == "keras" else FIXED | FRESH)
    }
    assert all(row.passed for row in rows)


def test_runtimes_are_those_that_are_installed_for_what_was_written(monkeypatch):
    everywhere = ["tensorflow", "onnxruntime", "openvino"]
    assert verification.runtimes(["savedmodel", "onnx"]) == everywhere
    assert verification.runtimes(["savedmodel"]) == ["tensorflow"]
    assert verification.runtimes(["litert"]) == ["ai_edge_litert"]
    found = {"onnxruntime": True}
    monkeypatch.setattr(verification.importlib.util, "find_spec", found.get)
    assert verification.runtimes(["savedmodel", "onnx"]) == ["onnxruntime"]


def test_no_two_verifications_draw_alike_and_kept_inputs_are_always_the_same(asked, kept):
    fixed, fresh = [], []
    for _ in range(2):
        verification.measure(kept.directory, ["savedmodel"], {})
        given = asked["tensorflow"]
        fixed.append(given["fixed-3", "serving_default"]["latents"])
        fresh.append(given["random-3", "serving_default"]["latents"])
    np.testing.assert_array_equal(*fixed)
    assert not np.array_equal(*fresh)
    assert fixed[0].shape == (3, 2) and given["fixed-64", "encode"]["data"].shape == (64, 3)


@pytest.mark.parametrize(
    ("wrong", "difference"),
    [
        # By 2 of 400 it is off by a two-hundredth, by .5 of .25 by a half.
        (lambda outputs: {"a": np.float32([400.0, 2.0]), "b": np.float32([0.25])}, 2 / 400),
        (lambda outputs: {"a": np.float32([400.0, 0.0]), "b": np.float32([0.75])}, 0.5),
        (lambda outputs: {**outputs, "a": np.float32([400.0, np.nan])}, np.inf),
        (lambda outputs: {**outputs, "b": np.float32([np.inf])}, np.inf),
        (lambda outputs: {"a": outputs["a"]}, np.inf),
        (lambda outputs: {**outputs, "b": outputs["b"][None]}, np.inf),
        (lambda outputs: {**outputs, "c": np.float32([7.0])}, 0.0),
        (lambda outputs: {"a": -outputs["a"], "b": outputs["b"]}, 2.0),
    ],
)
def test_a_difference_is_the_largest_of_any_output_as_a_share_of_what_exceeds_1(wrong, difference):
    expected = {"a": np.float32([400.0, 0.0]), "b": np.float32([0.25])}
    (row,) = verification._compare("keras", {("c", "f"): expected}, {("c", "f"): wrong(expected)})
    assert row.difference == pytest.approx(difference)
    assert row.passed is (difference == 0.0)


def test_a_picture_may_differ_by_what_rounding_to_bytes_changes_and_no_more():
    shades = np.array([0.0, 10.4, 10.6, 255.0]).reshape(1, 2, 2, 1) / 255
    for pixels, passed in (([0, 10, 11, 255], True), ([0, 10, 10, 255], False)):  # cut off
        file = io.BytesIO()
        Image.fromarray(np.uint8(pixels).reshape(2, 2)).save(file, "PNG")
        found = {"image_bytes": np.array([file.getvalue()])}
        (row,) = verification._compare(
            "tensorflow", {("c", "f"): {"image_bytes": shades}}, {("c", "f"): found}
        )
        assert row.passed is passed


def test_a_function_that_answers_nothing_is_a_mismatch():
    (row,) = verification._compare("keras", {("c", "f"): {"a": np.zeros(1)}}, {})
    assert row.difference == np.inf


@pytest.mark.usefixtures("asked")
def test_what_a_runtime_gets_wrong_once_fails_there_and_nowhere_else(kept, monkeypatch):
    computed = verification._witnessed
    faults = {
        "tensorflow": ("encode", "random-64"),
        "onnxruntime": ("decode", "fixed-1"),
        "openvino": ("reconstruct", "random-3"),
    }

    def witnessed(runtime, directory, inputs):
        outputs, reasons = computed(runtime, directory, inputs)
        function, case = faults[runtime]
        name, array = next(iter(outputs[case, function].items()))
        outputs[case, function][name] = array + np.float32(1e-3)
        return outputs, reasons

    monkeypatch.setattr(verification, "_witnessed", witnessed)
    rows = verification.measure(kept.directory, ["savedmodel", "onnx"], {})
    wrong = {row.runtime: (row.function, row.case) for row in rows if not row.passed}
    assert wrong == faults and sum(not row.passed for row in rows) == 3


def test_a_model_file_that_is_another_model_is_a_mismatch_with_what_was_kept(kept, tmp_path):
    shutil.copytree(kept.directory, tmp_path / "x")
    keras.utils.set_random_seed(1)
    other = kerasgen.VAE.from_data_shape((3,), 2, Dense((4,)), seed=0)
    other.save(tmp_path / "x" / "model.keras")
    rows = verification.measure(tmp_path / "x", [], {})
    assert {row.runtime for row in rows} == {"keras"}
    assert not any(row.passed for row in rows)


def test_an_export_that_differs_is_refused_and_leaves_nothing(monkeypatch, tmp_path):
    model = kerasgen.Autoencoder.from_data_shape((3,), 2, Dense((4,)), seed=0)
    rows = [Comparison("onnxruntime", "decode", "fixed-3", 0.0)]
    rows += [Comparison("onnxruntime", "decode", "random-3", 2e-5)]
    monkeypatch.setattr(exporting, "measure", lambda *_: rows)
    with pytest.raises(InputError, match="decode in onnxruntime on random-3 differs by 2e-05"):
        exporting.export(model, tmp_path / "x", ("onnx",))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("broken", exporting.UNASKED)
def test_formats_succeed_and_fail_each_for_itself(broken, monkeypatch, tmp_path):
    model = kerasgen.Autoencoder.from_data_shape((3,), 2, Dense((4,)), seed=0)
    runtimes = {"savedmodel": "tensorflow", "onnx": "onnxruntime"}
    rows = [
        Comparison(runtime, "encode", "fixed-1", 1.0 if name == broken else 0.0)
        for name, runtime in runtimes.items()
    ]
    monkeypatch.setattr(exporting, "measure", lambda *_: rows)
    (whole,) = set(runtimes) - {broken}
    with pytest.raises(InputError, match=f"{runtimes[broken]} on fixed-1 .* has {whole} alone"):
        exporting.export(model, tmp_path / "x")
    assert {path.name for path in (tmp_path / "x").iterdir()} & {"tensorflow", "onnx"} == {
        exporting.FOLDERS[whole]
    }
    card = json.loads((tmp_path / "x" / "card.json").read_text())
    assert card["formats"] == [whole]
    assert card["largest_difference"] == {f"{runtimes[whole]} encode": 0.0}


def test_a_model_that_is_another_when_it_is_loaded_is_refused_in_every_format(
    monkeypatch, tmp_path
):
    model = kerasgen.Autoencoder.from_data_shape((3,), 2, Dense((4,)), seed=0)
    rows = [Comparison("keras", "encode", "fixed-1", 1.0)]
    monkeypatch.setattr(exporting, "measure", lambda *_: rows)
    with pytest.raises(InputError, match="encode in keras"):
        exporting.export(model, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_what_openvino_cannot_run_or_runs_in_its_own_way_is_said_and_no_failure():
    own_way = Comparison("openvino", "decode", "fixed-1", 0.03)
    cannot = Comparison("openvino", "encode", "fixed-1", np.inf, "Loop has too many inputs")
    others = [
        Comparison(runtime, "encode", "fixed-1", np.inf, "damaged")
        for runtime in ("tensorflow", "onnxruntime")
    ]
    assert verification.failures([own_way, cannot, *others]) == others
    model = kerasgen.Autoencoder.from_data_shape((3,), 2, Dense((4,)), seed=0)
    card = exporting.describe(model, model.deployed(), {}, ("onnx",), [own_way, cannot], {})
    assert card["largest_difference"] == {"openvino decode": 0.03}
    assert card["cannot_run"] == {"openvino encode": "Loop has too many inputs"}
    description = readme.text("x", card, generates=False)
    assert "| openvino encode | cannot run it: Loop has too many inputs |" in description


def test_a_witness_says_why_its_runtime_cannot_run_a_function(monkeypatch, tmp_path):
    def run(function, inputs):
        if function == "broken":
            raise RuntimeError("no such\n operation")
        return {"y": inputs["x"]}

    monkeypatch.setattr(witness, "own", lambda export: (("broken", "whole"), run), raising=False)
    monkeypatch.setattr(verification, "_in_a_process_of_its_own", witness.testify)
    given = {("c", function): {"x": np.float32([2.0])} for function in ("broken", "whole")}
    found, reasons = verification._witnessed("own", tmp_path, given)
    assert found == {("c", "whole"): {"y": 2.0}}
    assert reasons == {("c", "broken"): "no such operation"}


def test_a_card_says_the_largest_difference_of_each_function_and_what_ships():
    model = kerasgen.Autoencoder.from_data_shape((3,), 2, Dense((4,)), seed=0)
    rows = [
        Comparison("keras", "encode", f"fixed-{case}", difference)
        for case, difference in ((1, 1e-7), (3, 3e-7), (64, 2e-7))
    ]
    card = exporting.describe(model, model.deployed(), {}, ("onnx",), rows, {"data": "digits"})
    assert card["largest_difference"] == {"keras encode": 3e-7}
    # Dense layers of 3, 4, 2, 4 and 3 units, which encode, decode and reconstruct share.
    assert card["parameters"] == (3 * 4 + 4) + (4 * 2 + 2) + (2 * 4 + 4) + (4 * 3 + 3)
    assert {
        (name, tensor["dtype"], *tensor["shape"])
        for tensors in card["functions"]["encode"].values()
        for name, tensor in tensors.items()
    } == {("data", "float32", "batch", 3), ("latents", "float32", "batch", 2)}
    assert card["data"] == "digits" and card["formats"] == ["onnx"]


def test_what_ships_is_not_compiled_and_has_the_weights_that_are_used(images):
    model = kerasgen.GAN.from_data_shape((8, 8, 1), 4, Dense((6,)), seed=0)
    averaging = keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.5)
    model.compile(generator_optimizer=averaging, run_eagerly=True)
    for _ in range(2):
        model.train_step(keras.ops.convert_to_tensor(images[:8]))
    copy = model.without_optimizers()
    assert not copy.compiled
    used = model.averaged("generator").get_weights()
    for one, other in zip(copy.generator.get_weights(), used, strict=True):
        np.testing.assert_array_equal(one, other)
    assert any((a != b).any() for a, b in zip(used, model.generator.get_weights()))
    for one, other in zip(copy.discriminator.get_weights(), model.discriminator.get_weights()):
        np.testing.assert_array_equal(one, other)


def test_networks_of_16_bits_are_copied_in_full_with_their_weights():
    keras.config.set_dtype_policy("mixed_bfloat16")
    model = kerasgen.VAE.from_data_shape((3,), 2, Dense((4,)), seed=0)
    for network in model.deployed().values():
        copy = in_float32(network)
        inner = [layer for part in copy.layers for layer in getattr(part, "layers", ())]
        computing = [layer for layer in inner if layer.weights]
        assert computing and {layer.compute_dtype for layer in computing} == {"float32"}
        for one, other in zip(copy.get_weights(), network.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)
    keras.config.set_dtype_policy("float32")
    network = kerasgen.VAE.from_data_shape((3,), 2, Dense((4,)), seed=0).deployed()["decode"]
    assert in_float32(network) is network


def test_witnesses_have_neither_kerasgen_nor_keras(tmp_path):
    np.savez(tmp_path / "cases.npz", **{"inputs/c/f/x": np.float32([2.0])})
    program = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("witness", {witness.__file__!r})
witness = importlib.util.module_from_spec(spec)
spec.loader.exec_module(witness)

def run(function, inputs):
    for name in ("keras", "kerasgen"):
        try:
            __import__(name)
        except ImportError:
            continue
        raise SystemExit(f"{{name}} is here")
    return {{"y": 3 * inputs["x"]}}

witness.own = lambda export: ({{"f": None}}, run)
witness.main("own", ".", "cases.npz", "outputs.npz")
"""
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    with np.load(tmp_path / "outputs.npz") as outputs:
        assert dict(outputs) == {"outputs/c/f/y": 6.0}


def test_formats_that_a_card_names_are_those_that_are_verified(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(verification, "measure", lambda *arguments: asked.append(arguments))
    card = {"formats": ["onnx"], "functions": {}, "versions": {"kerasgen": kerasgen.__version__}}
    (tmp_path / "card.json").write_text(json.dumps(card))
    verify(tmp_path)
    assert asked == [(tmp_path, ["onnx"], {})]
