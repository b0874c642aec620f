"""The linear autoencoder beside principal component analysis."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.linalg import subspace_angles

from kerasgen.autoencoders.linear_autoencoder import LinearAutoencoder

VARIANCES = np.array([4.0, 2.5, 1.5, 0.5, 0.3, 0.2])


@pytest.fixture(scope="module")
def data():
    """Data with exactly these variances along orthonormal directions, and a mean."""
    numbers = np.random.default_rng(0)
    scores = numbers.standard_normal((512, 6))
    scores = np.linalg.qr(scores - scores.mean(axis=0))[0] * np.sqrt(512 * VARIANCES)
    directions = np.linalg.qr(numbers.standard_normal((6, 6)))[0]
    return (scores @ directions.T + numbers.standard_normal(6)).astype("float32"), directions


def trained(examples, l2):
    model = LinearAutoencoder.from_data_shape((6,), latent_dim=3, l2=l2, seed=0)
    schedule = keras.optimizers.schedules.CosineDecay(0.03, 1500)
    model.compile(optimizer=keras.optimizers.Adam(schedule), steps_per_execution=100)
    model.fit(tf.data.Dataset.from_tensors(examples).repeat(1500), verbose=0)
    return model


def test_without_l2_it_finds_the_principal_subspace(data):
    examples, directions = data
    model = trained(examples, l2=0.0)
    model.compile()
    error = model.evaluate(examples, batch_size=512, verbose=0, return_dict=True)["squared_error"]
    least = VARIANCES[3:].sum()
    assert least * (1 - 1e-5) <= error <= 1.005 * least  # float32 sums
    angles = np.rad2deg(subspace_angles(model.principal_directions().T, directions[:, :3]))
    assert angles.max() <= 3
    with pytest.raises(ValueError, match="training with `l2`"):
        model.explained_variances()


def test_with_l2_it_finds_the_principal_directions_and_variances(data):
    examples, directions = data
    model = trained(examples, l2=0.4)
    cosines = np.abs(model.principal_directions() @ directions[:, :3])
    np.testing.assert_allclose(cosines, np.eye(3), atol=0.05)
    np.testing.assert_allclose(model.explained_variances(), VARIANCES[:3], rtol=0.01)
    encoder, decoder = (np.array(kernel) for kernel in model._kernels())
    np.testing.assert_allclose(encoder, decoder.T, atol=0.01)
    singular_values = np.linalg.svd(decoder, compute_uv=False)
    np.testing.assert_allclose(singular_values, np.sqrt(1 - 0.4 / VARIANCES[:3]), rtol=0.01)


def test_directions_below_l2_are_lost(data):
    model = trained(data[0], l2=2.0)
    np.testing.assert_allclose(model.explained_variances(), [4.0, 2.5, 0.0], rtol=0.01)


def test_variances_are_read_from_the_lengths_of_the_decoder():
    """Theorem 2 by hand: singular values `sqrt(1 - l2 / v)` of variances `v` of 4 and 1."""
    model = LinearAutoencoder.from_data_shape((3,), latent_dim=2, l2=0.5)
    lengths = np.sqrt(1 - 0.5 / np.array([1.0, 4.0]))
    model._kernels()[1].assign(np.float32([[0, lengths[0], 0], [0, 0, -lengths[1]]]))
    np.testing.assert_allclose(model.explained_variances(), [4.0, 1.0], rtol=1e-5)
    np.testing.assert_allclose(np.abs(model.principal_directions()), [[0, 0, 1], [0, 1, 0]])


def test_weights_cost_their_squares_and_biases_nothing():
    model = LinearAutoencoder.from_data_shape((3,), latent_dim=2, l2=0.5)
    for variable in model.trainable_variables:
        variable.assign(keras.ops.full(variable.shape, 2.0 if "kernel" in variable.path else 9.0))
    nothing = keras.ops.zeros((1, 3))
    terms = model.objective(nothing, nothing, training=True)
    # Two kernels of six weights of 2.
    assert float(terms["loss"][0] - terms["squared_error"][0]) == pytest.approx(0.5 * 12 * 4)


def test_negative_l2_is_refused():
    with pytest.raises(ValueError, match="must not be negative"):
        LinearAutoencoder.from_data_shape((6,), l2=-1.0)
