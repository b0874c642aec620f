"""Functions in fewer bits beside those in float32, and what is said of them."""

import json
import math
import shutil

import numpy as np
import pytest

import kerasgen
from kerasgen import exporting
from kerasgen.errors import InputError
from kerasgen.exporting import add_to_card, export, precisions, verify
from kerasgen.exporting.verification import Comparison, failures
from kerasgen.networks import Dense

pytest.importorskip("ai_edge_litert")


def small():
    return kerasgen.VAE.from_data_shape((8, 8, 1), 2, Dense((64,)), seed=0)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    directory = tmp_path_factory.mktemp("precisions") / "vae"
    examples = kerasgen.load_data("digits").train.as_floats()[:300]
    formats = ("onnx", "litert")
    rows = export(small(), directory, formats, smaller=("float16", "int8"), calibration=examples)
    return directory, rows


def test_files_are_beside_those_in_float32_and_smaller(exported):
    directory, _ = exported
    for folder, suffix in (("onnx", "onnx"), ("litert", "tflite")):
        for function in ("decode", "encode", "reconstruct"):
            whole, half, quarter = (
                (directory / folder / f"{function}{precision}.{suffix}").stat().st_size
                for precision in ("", ".float16", ".int8")
            )
            assert quarter < half < whole


def test_each_precision_is_held_to_what_the_card_states(exported):
    directory, rows = exported
    card = json.loads((directory / "card.json").read_text())
    assert set(card["precisions"]) == {"float32", "float16", "int8"}
    for precision, places in card["precisions"].items():
        assert set(places) == {
            f"{runtime} {function}"
            for runtime in ("onnxruntime", "ai_edge_litert")
            for function in ("decode", "encode", "reconstruct")
        }
        for place, found in places.items():
            name = place.split()[1] + ("" if precision == "float32" else f".{precision}")
            of_place = [r for r in rows if [r.runtime, r.function] == [place.split()[0], name]]
            assert found["largest_difference"] == max(row.difference for row in of_place)
            assert {row.tolerance for row in of_place} == {found["tolerance"]}
            assert set(found["milliseconds"]) == {"1", "64"}
            assert min(found["milliseconds"].values()) > 0
    again = verify(directory)
    assert not failures(again)
    assert {(r.runtime, r.function) for r in again} == {(r.runtime, r.function) for r in rows}


def test_verify_finds_a_smaller_file_that_is_another(exported, tmp_path):
    shutil.copytree(exported[0], tmp_path / "x")
    for folder, suffix in (("onnx", "onnx"), ("litert", "tflite")):
        places = tmp_path / "x" / folder
        shutil.copy(places / f"reconstruct.{suffix}", places / f"encode.int8.{suffix}")
        (places / f"decode.float16.{suffix}").unlink()
    wrong = {(row.runtime, row.function) for row in failures(verify(tmp_path / "x"))}
    assert wrong == {
        (runtime, function)
        for runtime in ("onnxruntime", "ai_edge_litert")
        for function in ("encode.int8", "decode.float16")
    }


def test_a_tolerance_is_twice_what_was_measured_within_limits():
    measured = {
        ("onnxruntime", "decode"): (1e-7, 1e-5),
        ("onnxruntime", "decode.float16"): (1e-3, 2e-3),
        ("onnxruntime", "encode.float16"): (1e-7, 1e-5),  # as float32: of other sums
        ("onnxruntime", "encode.int8"): (0.2, 0.4),
        ("ai_edge_litert", "decode.float16"): (0.03, 0.02),
        ("ai_edge_litert", "encode.int8"): (math.inf, 0.5),
    }
    rows = [
        Comparison(runtime, function, f"fixed-{count}", difference / divisor)
        for (runtime, function), (difference, _) in measured.items()
        for count, divisor in ((1, 3.0), (3, 1.0))
    ]
    named = precisions.with_tolerances(rows)
    for row in named:
        assert row.tolerance == pytest.approx(measured[row.runtime, row.function][1])
    assert {(row.runtime, row.function) for row in failures(named)} == {
        ("ai_edge_litert", "decode.float16"),
        ("ai_edge_litert", "encode.int8"),
    }


def test_what_is_beyond_its_limit_is_refused(monkeypatch, tmp_path):
    rows = [Comparison("onnxruntime", "encode", "fixed-1", 0.0)]
    rows += [Comparison("onnxruntime", "encode.int8", "fixed-1", 0.6)]
    monkeypatch.setattr(exporting, "measure", lambda *_: rows)
    with pytest.raises(InputError, match=r"encode.int8 in onnxruntime .* 0.6 \(allowed 0.5\)"):
        export(small(), tmp_path / "x", ("onnx",), smaller=("int8",))


@pytest.mark.parametrize(
    "formats, smaller, message",
    [
        (("onnx",), ("int4",), "float16, int8; got int4"),
        (("savedmodel",), ("int8",), "A SavedModel is float32"),
        (("onnx", "litert"), ("int8",), "give `calibration`"),
    ],
)
def test_what_cannot_be_is_refused(formats, smaller, message, tmp_path):
    with pytest.raises(InputError, match=message):
        export(small(), tmp_path / "x", formats, smaller=smaller)
    assert list(tmp_path.iterdir()) == []


def test_inputs_to_calibrate_by_are_data_and_draws_of_the_prior():
    model, examples = small(), np.random.default_rng(0).random((300, 8, 8, 1), dtype="float32")
    functions = model.deployed()
    inputs = precisions.calibration_inputs(model, model, functions, examples)
    np.testing.assert_array_equal(inputs["encode"]["data"], examples[:256])
    latents = inputs["decode"]["latents"]
    assert latents.shape == (256, 2) and abs(latents.std() - 1) < 0.15
    plain = kerasgen.Autoencoder.from_data_shape((8, 8, 1), 2, Dense((4,)), seed=0)
    inputs = precisions.calibration_inputs(plain, plain, plain.deployed(), examples)
    np.testing.assert_allclose(inputs["decode"]["latents"], plain.encode(examples[:256]))
    assert precisions.calibration_inputs(plain, plain, plain.deployed(), None) == {}


def test_the_readme_says_what_is_lost(exported, tmp_path):
    directory, _ = exported
    text = (directory / "README.md").read_text()
    assert "| onnxruntime decode | int8 |" in text and "What counts" not in text
    shutil.copytree(directory, tmp_path / "vae")
    losses = {p: {"onnxruntime": {"squared_error": e}} for p, e in (("float32", 8.0), ("int8", 10))}
    add_to_card(tmp_path / "vae", losses=losses)
    assert json.loads((tmp_path / "vae" / "card.json").read_text())["losses"] == losses
    text = (tmp_path / "vae" / "README.md").read_text()
    assert "| onnxruntime | int8 | squared error | 10 | +25.0% |" in text
