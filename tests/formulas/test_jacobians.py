import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.special import expit

from kerasgen import networks
from kerasgen.formulas import jacobians
from kerasgen.networks import SINGLE_LAYER, Convolutional, Dense


@pytest.fixture
def x():
    return tf.constant(np.random.default_rng(0).random((6, 4, 4, 1), dtype="float32"))


def norms(jacobian, encoder, x, seed=(0, 1)):
    return np.array(jacobian(encoder, x, False, seed)[1])


def test_closed_form_equals_the_exact_jacobian(x):
    encoder = networks.code_encoder((4, 4, 1), 5, SINGLE_LAYER, "sigmoid")
    np.testing.assert_allclose(
        norms(jacobians.ClosedFormJacobian(), encoder, x),
        norms(jacobians.ExactJacobian(), encoder, x),
        rtol=1e-5,
    )


def test_closed_form_refuses_other_encoders(x):
    for architecture, activation in ((SINGLE_LAYER, "linear"), (Dense((3,)), "sigmoid")):
        encoder = networks.code_encoder((4, 4, 1), 5, architecture, activation)
        with pytest.raises(ValueError, match="one dense sigmoid layer"):
            norms(jacobians.ClosedFormJacobian(), encoder, x)


@pytest.mark.parametrize("latent_dim", [3, 20])  # fewer and more than the 16 of the data
@pytest.mark.parametrize("architecture", [Dense((7,), "tanh"), Convolutional(4, 8, "tanh")])
def test_exact_jacobian_equals_finite_differences(latent_dim, architecture, x):
    encoder = networks.code_encoder((4, 4, 1), latent_dim, architecture)
    step, expected = 1e-2, np.zeros(len(x))
    for direction in np.eye(16, dtype="float32").reshape(16, 1, 4, 4, 1):
        change = encoder(x + step * direction) - encoder(x - step * direction)
        expected += np.square(np.array(change) / (2 * step)).sum(axis=1)
    # Of a difference quotient in float32.
    found = norms(jacobians.ExactJacobian(), encoder, x)
    np.testing.assert_allclose(found, expected, rtol=0.02)


@pytest.mark.parametrize("latent_dim", [3, 20])
def test_gradients_pass_through_the_exact_jacobian(latent_dim, x):
    """Of a linear encoder the norm is |W|^2, and its gradient 2 W."""
    encoder = networks.code_encoder((4, 4, 1), latent_dim, SINGLE_LAYER)
    kernel = encoder.get_layer("latents").kernel
    with tf.GradientTape() as tape:
        norm = jacobians.ExactJacobian()(encoder, x, True, None)[1]
    np.testing.assert_allclose(norm, [np.square(kernel).sum()] * 6, rtol=1e-5)
    gradient = tape.gradient(norm, kernel.value)
    np.testing.assert_allclose(gradient, 2 * 6 * np.array(kernel), rtol=1e-4)


def test_hutchinson_is_unbiased_with_the_known_variance(x):
    """Of signs v, the variance of |v J|^2 is 2 sum_(i != j) (J J^T)_ij^2."""
    encoder = networks.code_encoder((4, 4, 1), 5, SINGLE_LAYER)
    kernel = np.array(encoder.get_layer("latents").kernel)
    gram = kernel.T @ kernel
    deviation = np.sqrt(2 * (np.square(gram).sum() - np.square(np.diag(gram)).sum()))
    estimates = np.concatenate(
        [norms(jacobians.HutchinsonJacobian(1), encoder, x, (seed, 0)) for seed in range(200)]
    )
    standard_error = deviation / np.sqrt(len(estimates))
    assert estimates.mean() == pytest.approx(np.trace(gram), abs=4 * standard_error)
    assert estimates.std() == pytest.approx(deviation, rel=0.2)
    many = norms(jacobians.HutchinsonJacobian(400), encoder, x)
    np.testing.assert_allclose(many, np.trace(gram), atol=4 * deviation / np.sqrt(400))


def test_an_estimate_comes_back_from_its_config():
    config = keras.saving.serialize_keras_object(jacobians.HutchinsonJacobian(3))
    assert keras.saving.deserialize_keras_object(config).probes == 3


def test_images_of_one_seed_can_be_subtracted(x):
    """The squared length of a difference of images is the norm of the Jacobians' difference."""
    encoder = networks.code_encoder((4, 4, 1), 5, SINGLE_LAYER, "sigmoid")
    kernel, bias = encoder.get_layer("latents").get_weights()
    slopes = [
        h * (1 - h) for h in (expit(np.reshape(y, (6, 16)) @ kernel + bias) for y in (x, 3 * x))
    ]
    expected = np.square((slopes[0] - slopes[1])[:, None] * kernel).sum(axis=(1, 2))
    for jacobian in (
        jacobians.ClosedFormJacobian(),
        jacobians.ExactJacobian(),
        jacobians.HutchinsonJacobian(400),
    ):
        here, there = (np.array(jacobian.image(encoder, y, False, (0, 1))[1]) for y in (x, 3 * x))
        found = np.square(here - there).reshape(6, -1).sum(axis=1)
        # Of the estimate, by chance; the others exactly.
        tolerance = 0.25 if hasattr(jacobian, "probes") else 1e-4
        np.testing.assert_allclose(found, expected, rtol=tolerance)
