"""What ships to LiteRT, in an interpreter that has LiteRT's own operations alone."""

import textwrap
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from small_models import build

import kerasgen
from kerasgen.catalogue import methods
from kerasgen.errors import InputError
from kerasgen.exporting import export, litert, verification, verify
from kerasgen.networks import Convolutional, Dense

interpreter = pytest.importorskip("ai_edge_litert.interpreter")


def runner(network):
    content = litert.convert("function", network)
    return interpreter.Interpreter(model_content=content).get_signature_runner()


def beside_keras(network, *shape):
    run = runner(network)
    for count in (1, 3, 64, 2):
        x = np.random.default_rng(count).normal(size=(count, *shape)).astype("float32")
        expected = network({"data": x}, training=False)["out"]
        np.testing.assert_allclose(run(data=x)["out"], expected, atol=1e-5)


def of(layer, shape):
    keras.utils.set_random_seed(0)
    data = keras.Input(shape, name="data")
    return keras.Model({"data": data}, {"out": layer(data)})


def test_names_and_batches_of_any_size():
    model = kerasgen.VAE.from_data_shape((8, 8, 1), 2, Convolutional(4, 8), seed=0)
    network = model.deployed()["encode"]
    run = runner(network)
    assert set(run.get_input_details()) == {"data"}
    assert set(run.get_output_details()) == {"mean", "log_var"}
    for count in (64, 1, 3):
        data = np.random.default_rng(0).random((count, 8, 8, 1), dtype="float32")
        found = run(data=data)
        for name, expected in network({"data": data}, training=False).items():
            np.testing.assert_allclose(found[name], expected, atol=1e-5)


@pytest.mark.parametrize(
    "layer",
    [
        layers.GRU(3, return_sequences=True),
        layers.Bidirectional(layers.LSTM(3)),
        layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)]),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_loops_are_written_out(layer):
    beside_keras(of(layer, (5, 2)), 5, 2)


def test_networks_without_loops_are_not_copied():
    network = of(layers.Dense(2), (4,))
    assert litert._with_loops_written_out("function", network) is network


def test_a_loop_without_an_end_is_refused():
    with pytest.raises(InputError, match=r"^recall .* need series of a known length"):
        litert.convert("recall", of(layers.GRU(3), (None, 2)))


def test_an_operation_that_litert_lacks_is_named_and_nothing_else_is_told(capfd, tmp_path):
    network = of(layers.MaxPooling3D(2), (4, 4, 4, 1))
    with pytest.raises(InputError, match=r"^decode .* no operation MaxPool3D; replace the layer"):
        litert.write({"decode": network}, tmp_path / "litert")
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("witnesses_at_hand")
def test_one_format_lacks_an_operation_and_the_others_ship(tmp_path):
    model = kerasgen.VAE.from_data_shape((4,), 2, Dense((8,), activation=inverse_erf_of_squashed))
    with pytest.raises(InputError, match=r"to LiteRT: it has no operation Erfinv.* savedmodel al"):
        export(model, tmp_path / "x", ("savedmodel", "litert"))
    assert not (tmp_path / "x" / "litert").exists()


@keras.saving.register_keras_serializable("tests")
def inverse_erf_of_squashed(x):
    return keras.ops.erfinv(x / (2.0 + keras.ops.abs(x)))


def test_without_litert_there_is_nothing_to_verify_by(monkeypatch, tmp_path):
    monkeypatch.setattr(litert.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install ai-edge-litert"):
        litert.write({}, tmp_path / "litert")
    assert list(tmp_path.iterdir()) == []


def test_every_function_is_verified_in_a_process_of_its_own(tmp_path, monkeypatch):
    model = kerasgen.VAE.from_data_shape((4,), 2, Dense((8,)), seed=0)
    rows = export(model, tmp_path / "x", ("litert",))
    assert {row.function for row in rows if row.runtime == "ai_edge_litert"} == {
        "decode", "encode", "reconstruct",
    }  # fmt: skip
    assert all(row.passed for row in rows)
    monkeypatch.chdir(tmp_path / "x")
    scope = {}
    exec(textwrap.dedent(Path("README.md").read_text().split("## LiteRT\n")[1]), scope)
    assert scope["outputs"]["data"].shape == (3, 4)
    other = kerasgen.VAE.from_data_shape((4,), 2, Dense((8,)), seed=1)
    changed = litert.convert("encode", other.deployed()["encode"])
    (tmp_path / "x" / "litert" / "encode.tflite").write_bytes(changed)
    (tmp_path / "x" / "litert" / "decode.tflite").unlink()
    wrong = {(row.runtime, row.function) for row in verify(tmp_path / "x") if not row.passed}
    assert wrong == {("ai_edge_litert", "encode"), ("ai_edge_litert", "decode")}


@pytest.mark.slow
@pytest.mark.parametrize("method", methods().values(), ids=list(methods()))
@pytest.mark.usefixtures("untraced", "witnesses_at_hand")
def test_every_method_ships(method, tmp_path):
    model = build(method)
    rows = export(model, tmp_path / "x", ("litert",))
    assert all(row.passed for row in rows)
    ran = {(row.function, row.case) for row in rows if row.runtime == "ai_edge_litert"}
    cases = [f"{kind}-{n}" for kind in ("fixed", "random") for n in verification.BATCH_SIZES]
    assert ran == {(function, case) for function in model.deployed() for case in cases}
