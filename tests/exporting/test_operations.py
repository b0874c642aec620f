"""What tf2onnx lacks or gets wrong: a layer of each in onnxruntime, beside Keras."""

import keras
import numpy as np
import onnxruntime
import pytest
import tensorflow as tf
from keras import layers
from scipy import special

from kerasgen.exporting.onnx import convert

IMAGES = (6, 6, 4)


def in_onnxruntime(network, x):
    model = convert("function", network, "method")
    session = onnxruntime.InferenceSession(model.SerializeToString())
    assert [given.name for given in session.get_inputs()] == ["data"]
    return session.run(None, {"data": x})[0]


def of(*stack, shape):
    keras.utils.set_random_seed(0)
    x = data = keras.Input(shape, name="data")
    for layer in stack:
        x = layer(x)
    return keras.Model({"data": data}, {"out": x})


X = np.float32([[-6.0, -1.0, -1e-3, 0.0], [1e-3, 0.5, 1.0, 6.0]])


@pytest.mark.parametrize(
    "activation, exact",
    [
        ("gelu", X / 2 * special.erfc(-X / np.sqrt(2))),
        ("celu", np.where(X > 0, X, special.expm1(X))),
    ],
)
def test_activations(activation, exact):
    network = of(layers.Activation(activation), shape=(4,))
    np.testing.assert_allclose(in_onnxruntime(network, X), exact, atol=1e-6)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("kernel, stride", [(1, 2), (2, 3), ((1, 3), 2), (3, 2)])
def test_transposed_convolutions_whose_kernel_is_smaller_than_the_stride(kernel, stride, padding):
    layer = layers.Conv2DTranspose(3, kernel, stride, padding, bias_initializer="ones")
    beside_keras(layer, IMAGES)


@pytest.mark.parametrize(
    "layer, shape",
    [
        (layers.Conv3DTranspose(3, 1, 2, "same"), (3, *IMAGES)),
        (layers.Conv2D(6, 3, groups=2), IMAGES),
        (layers.Conv2D(7, 4, 2, "same"), (6, 6, 7)),
        (layers.Normalization(mean=3.0, variance=4.0), IMAGES),
        (layers.Discretization([-0.5, 0.0, 1.0]), (4,)),
    ],
    ids=lambda of_case: type(of_case).__name__,
)
def test_layers(layer, shape):
    beside_keras(layer, shape)


def beside_keras(layer, shape):
    network = of(layer, shape=shape)
    x = np.random.default_rng(0).normal(size=(3, *shape)).astype("float32")
    expected = network({"data": x}, training=False)["out"]
    np.testing.assert_allclose(in_onnxruntime(network, x), expected, atol=1e-5)


def test_a_number_on_a_boundary_has_reached_it():
    network = of(layers.Discretization([0.0, 1.0]), shape=(4,))
    found = in_onnxruntime(network, np.float32([[-0.1, 0.0, 0.9, 1.0]]))
    np.testing.assert_array_equal(found, [[0, 1, 1, 2]])


def test_functions_are_traced_as_before_afterwards():
    convert("function", of(layers.Dense(2), shape=(4,)), "method")
    assert not tf.config.functions_run_eagerly()
