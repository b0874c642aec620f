import json
import shutil
import textwrap

import keras
import numpy as np
import onnx
import pytest
import tensorflow as tf
from exports import tampered
from small_models import build, with_functions_of_its_own

import kerasgen
from kerasgen.catalogue import methods
from kerasgen.core.samplers import GaussianMixtureSampler
from kerasgen.errors import InputError
from kerasgen.exporting import export, savedmodel, verify
from kerasgen.exporting import onnx as to_onnx
from kerasgen.exporting.precision import in_float32
from kerasgen.networks import Convolutional, Dense


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    directory = tmp_path_factory.mktemp("export") / "vae"
    keras.utils.set_random_seed(0)
    model = kerasgen.VAE.from_data_shape((8, 8, 1), 2, Convolutional(4, 8), seed=0)
    model.compile()
    export(model, directory, card={"data": "digits", "samples": {"classes_covered": 9}})
    return model, directory


@pytest.mark.parametrize("method", with_functions_of_its_own(methods()))
@pytest.mark.usefixtures("untraced", "witnesses_at_hand")
def test_every_method_ships_and_is_verified(method, tmp_path):
    model = build(method)
    comparisons = export(model, tmp_path / "x")
    assert all(comparison.passed for comparison in comparisons)
    ran = {(c.runtime, c.function) for c in comparisons}
    for function in model.deployed():
        assert ("onnxruntime", function) in ran
        if "data" in model.deployed()[function].input:
            assert ("tensorflow", f"{function}_image_bytes") in ran
    assert ("tensorflow", "serving_default") in ran
    assert (("tensorflow", "sample_png") in ran) == model.generates
    assert (("tensorflow", "sample") in ran) == hasattr(model, "generate")
    assert {c.case for c in comparisons} == {
        f"{kind}-{count}" for kind in ("fixed", "random") for count in (1, 3, 64)
    }


def test_layout(exported):
    _, directory = exported
    files = {str(p.relative_to(directory)) for p in directory.rglob("*") if p.is_file()}
    assert {
        "README.md", "card.json", "model.keras", "reference.npz", "samples.png",
        "onnx/decode.onnx", "onnx/encode.onnx", "onnx/reconstruct.onnx",
        "tensorflow/1/saved_model.pb",
    } <= files  # fmt: skip
    card = json.loads((directory / "card.json").read_text())
    assert card["method"] == "VAE" and card["data"] == "digits"
    assert card["functions"]["decode"]["inputs"]["latents"]["shape"] == ["batch", 2]
    assert max(card["largest_difference"].values()) <= 1e-4


def test_the_program_in_the_readme_runs(exported, monkeypatch):
    _, directory = exported
    monkeypatch.chdir(directory)
    program = (directory / "README.md").read_text().split("## ONNX\n")[1]
    scope = {}
    exec(textwrap.dedent(program), scope)
    assert scope["outputs"][0].shape == (3, 8, 8, 1)


def test_onnx_files_say_what_they_are(exported):
    _, directory = exported
    model = onnx.load(directory / "onnx" / "encode.onnx")
    assert model.producer_name == "kerasgen"
    assert {p.key: p.value for p in model.metadata_props} == {"method": "VAE", "function": "encode"}
    assert model.opset_import[0].version >= 17
    (data,) = model.graph.input
    assert data.name == "data" and data.type.tensor_type.shape.dim[0].dim_param == "batch"
    assert {output.name for output in model.graph.output} == {"mean", "log_var"}


def test_sample_in_the_saved_model_is_generate(exported):
    model, directory = exported
    served = tf.saved_model.load(directory / "tensorflow" / "1")
    found = served.signatures["sample"](count=tf.constant(5), seed=tf.constant(9))["data"]
    np.testing.assert_allclose(found, model.generate(5, seed=9), atol=1e-6)


def test_a_saved_model_holds_what_it_computes_with_and_no_more(tmp_path):
    model = kerasgen.GAN.from_data_shape((8, 8, 1), 4, Dense((16,)), seed=0)
    savedmodel.write(model.deployed(), {}, tmp_path)
    saved = tf.train.list_variables(str(tmp_path / "variables" / "variables"))
    shapes = [tuple(shape) for name, shape in saved if name.endswith("VARIABLE_VALUE")]
    assert sorted(shapes) == sorted(tuple(v.shape) for v in model.generator.weights)


def test_loaded_export_is_the_model(exported):
    model, directory = exported
    loaded = kerasgen.load(directory)
    np.testing.assert_array_equal(loaded.generate(3, seed=1), model.generate(3, seed=1))


@pytest.mark.usefixtures("witnesses_at_hand")
def test_changed_weights_are_found(exported, tmp_path):
    tampered(exported[1], tmp_path / "x", "encode")
    wrong = {(c.runtime, c.function) for c in verify(tmp_path / "x") if not c.passed}
    assert ("onnxruntime", "encode") in wrong
    assert {function for _, function in wrong} == {"encode"}


@pytest.mark.usefixtures("witnesses_at_hand")
def test_a_missing_function_is_a_mismatch(exported, tmp_path):
    shutil.copytree(exported[1], tmp_path / "x")
    (tmp_path / "x" / "onnx" / "encode.onnx").unlink()
    wrong = {c.function for c in verify(tmp_path / "x") if not c.passed}
    assert wrong == {"encode"}


def test_a_damaged_file_is_named(exported, tmp_path):
    shutil.copytree(exported[1], tmp_path / "x")
    whole = (tmp_path / "x" / "onnx" / "encode.onnx").read_bytes()
    (tmp_path / "x" / "onnx" / "encode.onnx").write_bytes(b"damaged")
    with pytest.raises(InputError, match=r"encode\.onnx is damaged"):
        verify(tmp_path / "x")
    (tmp_path / "x" / "onnx" / "encode.onnx").write_bytes(whole)
    reference = tmp_path / "x" / "reference.npz"
    reference.write_bytes(reference.read_bytes()[:500])
    with pytest.raises(InputError, match="npz cannot be read"):
        verify(tmp_path / "x")


def test_an_operation_that_onnx_lacks_is_named_and_tensorflow_has_what_it_needs(tmp_path):
    model = kerasgen.VAE.from_data_shape((4,), 2, Dense((8,), activation=inverse_erf))
    with pytest.raises(InputError, match="Erfinv"):
        export(model, tmp_path / "onnx_alone", ("onnx",))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match=r"Erfinv.* has savedmodel alone"):
        export(model, tmp_path / "both")
    assert all(row.passed for row in verify(tmp_path / "both"))
    assert not (tmp_path / "both" / "onnx").exists()


@pytest.mark.usefixtures("witnesses_at_hand")
def test_a_loop_that_openvino_cannot_run_ships(tmp_path):
    pytest.importorskip("openvino")
    series, code = keras.Input((6, 3)), keras.Input((2,))
    model = kerasgen.Autoencoder(
        keras.Model(series, keras.layers.GRU(2)(series)),
        keras.Model(code, {"mean": keras.layers.Reshape((6, 3))(keras.layers.Dense(18)(code))}),
    )
    rows = export(model, tmp_path / "x", ("onnx",))
    cannot = {(row.runtime, row.function) for row in rows if row.reason}
    assert cannot == {("openvino", "encode"), ("openvino", "reconstruct")}
    assert all(row.passed for row in rows if row.runtime != "openvino" or row.function == "decode")
    card = json.loads((tmp_path / "x" / "card.json").read_text())
    assert set(card["cannot_run"]) == {"openvino encode", "openvino reconstruct"}


@keras.saving.register_keras_serializable("tests")
def inverse_erf(x):
    return keras.ops.erfinv(x / (1.0 + keras.ops.abs(x)))


def test_a_random_operation_is_named():
    latents = keras.Input((3,), name="latents")
    noise = keras.layers.Lambda(
        lambda z: tf.random.stateless_normal((3,), tf.cast(z[0, :2], tf.int32)), output_shape=(3,)
    )(latents)
    network = keras.Model({"latents": latents}, {"data": noise + latents})
    with pytest.raises(InputError, match="StatelessRandom"):
        to_onnx.convert("decode", network, "VAE")


def test_occupied_directories_unknown_formats_and_unfitted_samplers_are_refused(tmp_path):
    model = kerasgen.VAE.from_data_shape((4,), 2, Dense((8,)))
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "kept").touch()
    with pytest.raises(InputError, match="not empty"):
        export(model, tmp_path / "x")
    with pytest.raises(InputError, match="tflite"):
        export(model, tmp_path / "y", formats=("tflite",))
    with pytest.raises(InputError, match="GaussianMixtureSampler is not fitted"):
        export(model, tmp_path / "y", sampler=GaussianMixtureSampler())
    with pytest.raises(InputError, match="is no export"):
        verify(tmp_path)
    assert not (tmp_path / "y").exists()


@pytest.mark.usefixtures("witnesses_at_hand")
@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_models_trained_in_less_ship_in_float32(policy, tmp_path):
    keras.config.set_dtype_policy(policy)
    model = kerasgen.GAN.from_data_shape((8, 8, 1), 4, Convolutional(4, 0), seed=0)
    (network,) = model.deployed().values()
    latents = {"latents": np.random.default_rng(0).standard_normal((8, 4)).astype("float32")}
    # 8 bits of mantissa, a few layers deep.
    np.testing.assert_allclose(
        in_float32(network)(latents)["data"], network(latents)["data"], atol=0.02
    )
    assert all(c.passed for c in export(model, tmp_path / "x", formats=("onnx",)))


@pytest.mark.usefixtures("witnesses_at_hand")
@pytest.mark.parametrize("trained", [False, True])
def test_codes_trained_in_less_ship_in_float32(trained, images, tmp_path):
    """Operations beside layers, and networks in networks, have no policy to go by."""
    keras.config.set_dtype_policy("mixed_bfloat16")
    model = kerasgen.VAE.from_data_shape((8, 8, 1), 2, Dense((8,)), seed=0)
    if trained:
        model.compile()
        model.fit(images, verbose=0)
    assert all(c.passed for c in export(model, tmp_path / "x", formats=("onnx",)))
