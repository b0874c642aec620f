"""Weights in fewer bits: what is stored, and how far what a file computes moves."""

import keras
import numpy as np
import onnx
import onnxruntime
import pytest

from kerasgen.exporting.onnx import convert
from kerasgen.exporting.weights import stored

rng = np.random.default_rng(0)


def dense(kernel):
    """A file that computes `x W`."""
    x = keras.Input((len(kernel),), name="x")
    layer = keras.layers.Dense(kernel.shape[1], use_bias=False)
    network = keras.Model({"x": x}, {"y": layer(x)})
    layer.set_weights([kernel])
    return convert("function", network, "method")


def kernel_of(model, kernel):
    """The kernel that a file computes with, row by row."""
    session = onnxruntime.InferenceSession(model.SerializeToString())
    assert session.get_inputs()[0].type == session.get_outputs()[0].type == "tensor(float)"
    return session.run(None, {"x": np.eye(len(kernel), dtype="float32")})[0]


def test_float16_is_numpys():
    kernel = rng.normal(size=(20, 30)).astype("float32")
    small = stored(dense(kernel), "float16")
    expected = kernel.astype("float16").astype("float32")
    np.testing.assert_allclose(kernel_of(small, kernel), expected, rtol=1e-6)
    assert np.abs(expected - kernel).max() > 1e-4


@pytest.mark.parametrize("by_row", [True, False])
def test_int8_has_a_scale_along_the_axis_that_loses_least(by_row):
    # Every second row, or column, is twenty times larger, and would hide the others' steps.
    size = np.where(np.arange(32) % 2, 1.0, 0.05)
    kernel = rng.uniform(-1, 1, (32, 32)) * (size[:, None] if by_row else size[None])
    kernel = kernel.astype("float32")
    found = kernel_of(stored(dense(kernel), "int8"), kernel)
    largest = np.abs(kernel).max(axis=1 if by_row else 0, keepdims=True)
    # Half a step of 127 to each side; a little more for sums in float32.
    assert (np.abs(found - kernel) <= 0.501 * largest / 127).all()
    assert np.abs(found - kernel).max() > 0.4 / 127


def test_a_channel_of_zeros_stays_so():
    kernel = rng.normal(size=(20, 30)).astype("float32")
    kernel[:, 3] = kernel[5] = 0.0
    found = kernel_of(stored(dense(kernel), "int8"), kernel)
    assert (found[:, 3] == 0).all() and (found[5] == 0).all()


@pytest.mark.parametrize("precision, share", [("float16", 0.5), ("int8", 0.25)])
def test_size_and_what_is_left_alone(precision, share):
    x = keras.Input((64,), name="x")
    network = keras.Model({"x": x}, {"y": keras.layers.Dense(256, bias_initializer="ones")(x)})
    model = convert("function", network, "method")
    before = model.SerializeToString()
    small = stored(model, precision)
    assert model.SerializeToString() == before
    weights = 4 * 64 * 256
    saved = len(before) - len(small.SerializeToString())
    # Scales and names are no weights.
    assert saved == pytest.approx((1 - share) * weights, abs=2000)
    types = {t.data_type for t in small.graph.initializer if np.prod(t.dims) == 256}
    # Of int8 the scales too.
    assert types == {onnx.TensorProto.FLOAT}
