import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from kerasgen.networks.layers import (
    KSparse,
    MinibatchStandardDeviation,
    SpectralConv2D,
    SpectralDense,
    TransposedDense,
    WeightNormalizedConv2D,
    WeightNormalizedConv2DTranspose,
    WeightNormalizedDense,
)


def test_k_sparse_keeps_the_largest():
    codes = np.array([[3.0, -1.0, 2.0, 0.5], [-4.0, -3.0, -2.0, -1.0]], "float32")
    np.testing.assert_array_equal(KSparse(2)(codes), [[3, 0, 2, 0], [0, 0, -2, -1]])


def test_k_sparse_keeps_no_more_where_values_are_equal():
    assert (np.array(KSparse(2)(np.ones((3, 5), "float32"))) != 0).sum() == 6


@pytest.mark.parametrize("active_units", [0, 5])
def test_k_sparse_out_of_range_is_refused(active_units):
    with pytest.raises(ValueError, match="from 1 to 4"):
        KSparse(active_units)(np.zeros((1, 4), "float32"))


def test_transposed_dense_with_a_kernel_of_its_own():
    layer = TransposedDense(3, "relu")
    inputs = np.random.default_rng(0).standard_normal((5, 2)).astype("float32")
    outputs = layer(inputs)
    kernel, _ = layer.get_weights()
    assert kernel.shape == (3, 2)
    np.testing.assert_allclose(outputs, np.maximum(inputs @ kernel.T, 0), rtol=1e-5)
    bias = np.float32([0.5, -0.5, 0.1])
    layer.bias.assign(bias)
    np.testing.assert_allclose(layer(inputs), np.maximum(inputs @ kernel.T + bias, 0), rtol=1e-5)


def spectral(layer, inputs, calls=100):
    for _ in range(calls):
        outputs = layer(inputs, training=True)
    return np.array(outputs)


NORMALISED = (
    (WeightNormalizedDense, (6,), -1),
    (WeightNormalizedConv2D, (6, 3), -1),
    (WeightNormalizedConv2DTranspose, (6, 3), -2),
)
every_normalised_layer = pytest.mark.parametrize(("cls", "arguments", "unit_axis"), NORMALISED)
INPUTS = np.random.default_rng(0).standard_normal((2, 5, 5, 3)).astype("float32")


def lengths(kernel, unit_axis):
    by_unit = np.moveaxis(np.array(kernel), unit_axis, 0)
    return np.linalg.norm(by_unit.reshape(len(by_unit), -1), axis=1)


@every_normalised_layer
def test_a_weight_normalised_layer_begins_as_the_layer_without(cls, arguments, unit_axis):
    layer, plain = cls(*arguments), cls.__bases__[1](*arguments)
    found = layer(INPUTS)
    plain(INPUTS)
    plain.set_weights([layer.direction, layer.bias])
    np.testing.assert_allclose(found, plain(INPUTS), atol=1e-5)


@every_normalised_layer
def test_of_normalised_weights_the_length_is_the_scale(cls, arguments, unit_axis):
    """Whatever the length of the direction, which no gradient changes to first order."""
    layer = cls(*arguments)
    layer.build(INPUTS.shape)
    layer.scale.assign(np.arange(1.0, 7.0))
    np.testing.assert_allclose(lengths(layer.kernel, unit_axis), np.arange(1, 7), rtol=1e-5)
    before = np.array(layer(INPUTS))
    layer.direction.assign(3.0 * layer.direction)
    np.testing.assert_allclose(layer(INPUTS), before, atol=1e-4)
    with tf.GradientTape() as tape:
        loss = ops.sum(ops.square(layer(INPUTS)))
    slope, of_scale = tape.gradient(loss, [layer.direction.value, layer.scale.value])
    assert float(ops.sum(slope * layer.direction)) == pytest.approx(0.0, abs=1e-2)
    assert np.abs(of_scale).min() > 0.1


@every_normalised_layer
def test_a_scale_that_is_not_learnt_is_saved_and_stays(cls, arguments, unit_axis, tmp_path):
    inputs = keras.Input(INPUTS.shape[1:])
    model = keras.Model(inputs, cls(*arguments, learn_scale=False)(inputs))
    assert [v.name for v in model.trainable_variables] == ["kernel", "bias"]
    model.layers[-1].scale.assign(np.arange(1.0, 7.0))
    model.save(tmp_path / "a.keras")
    again = keras.saving.load_model(tmp_path / "a.keras")
    np.testing.assert_array_equal(again(INPUTS), model(INPUTS))
    assert len(again.trainable_variables) == 2


@pytest.mark.parametrize("cls", [SpectralDense, SpectralConv2D])
def test_spectral_layers_divide_by_the_largest_singular_value(cls):
    keras.utils.set_random_seed(0)
    inputs = np.random.default_rng(0).standard_normal((2, 5, 5, 3)).astype("float32")
    arguments = (6,) if cls is SpectralDense else (6, 3)
    layer, plain = cls(*arguments), cls.__bases__[1](*arguments)
    outputs = spectral(layer, inputs)
    plain(inputs)
    kernel = layer.trainable_variables[0].numpy()
    largest = np.linalg.svd(kernel.reshape(-1, 6), compute_uv=False)[0]
    plain.set_weights([kernel / largest, np.zeros(6)])
    np.testing.assert_allclose(outputs, plain(inputs), atol=1e-4)
    np.testing.assert_allclose(layer(inputs), plain(inputs), atol=1e-4)


def test_the_power_iteration_goes_on_in_training_only():
    layer, inputs = SpectralDense(4), np.ones((2, 3), "float32")
    layer(inputs)
    first = layer.left.numpy()
    layer(inputs, training=False)
    np.testing.assert_array_equal(layer.left, first)
    layer(inputs, training=True)
    right = layer.trainable_variables[0].numpy() @ first
    expected = layer.trainable_variables[0].numpy().T @ right
    np.testing.assert_allclose(layer.left, expected / np.linalg.norm(expected), rtol=1e-4)


def test_gradients_pass_through_the_spectral_norm():
    """`(G - <G, W/s> u v^T) / s` (Miyato et al., 2018, Eq. 12): nothing along `u v^T` itself."""
    keras.utils.set_random_seed(0)
    layer = SpectralDense(4, use_bias=False)
    inputs = np.random.default_rng(0).standard_normal((7, 3)).astype("float32")
    spectral(layer, inputs)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(layer(inputs)))
    found = tape.gradient(loss, layer.trainable_variables[0].value)
    kernel = layer.trainable_variables[0].numpy()
    left, values, right = np.linalg.svd(kernel)
    normalised = kernel / values[0]
    by_normalised = 2 * inputs.T @ inputs @ normalised
    along = (by_normalised * normalised).sum() * np.outer(left[:, 0], right[0])
    np.testing.assert_allclose(found, (by_normalised - along) / values[0], atol=2e-3)


def test_minibatch_standard_deviation_by_hand():
    x = np.float32([[1, 5], [3, 5], [1, 0], [1, 8]])
    # Of one group: deviations sqrt(.75) and sqrt(8.25) of the two features, on average.
    expected = (np.std(x[:, 0]) + np.std(x[:, 1])) / 2
    outputs = np.array(MinibatchStandardDeviation(4)(x))
    np.testing.assert_allclose(outputs, np.column_stack([x, [expected] * 4]), rtol=1e-5)
    # Two groups, each of every second example, whose features deviate by 1 and 5, and by 4 and 3.
    x = np.float32([[0, 0], [0, 0], [2, 10], [8, 6]])
    outputs = np.array(MinibatchStandardDeviation(2)(x))
    np.testing.assert_allclose(outputs[:, 2], [3.0, 3.5, 3.0, 3.5], rtol=1e-5)
    same = MinibatchStandardDeviation(4)(np.ones((3, 4, 4, 2), "float32"))
    assert same.shape == (3, 4, 4, 3)
    np.testing.assert_allclose(same[..., 2], 0, atol=1e-3)  # its epsilon's root is 1e-4
