import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats
from scipy.special import rel_entr

from kerasgen import networks, penalties
from kerasgen.networks import SINGLE_LAYER, Convolutional, Dense


def test_laplace_prior_is_the_laplace_density():
    codes = np.array([[0.0, -1.5, 2.0], [0.3, 0.0, 0.0]], "float32")
    expected = -stats.laplace(scale=0.7).logpdf(codes).sum(axis=1)
    np.testing.assert_allclose(penalties.LaplacePrior(0.7)(codes), expected, rtol=1e-6)


def test_target_activation_is_the_divergence_of_the_mean_rates():
    codes = np.array([[0.2, 0.8], [0.4, 0.0]], "float32")  # mean rates 0.3 and 0.4
    expected = sum(rel_entr(0.1, q) + rel_entr(0.9, 1 - q) for q in (0.3, 0.4))
    found = penalties.TargetActivation(0.1, weight=2.0)(codes)
    np.testing.assert_allclose(found, [2 * expected] * 2, rtol=1e-5)
    on_target = penalties.TargetActivation(0.1)(np.full((4, 3), 0.1, "float32"))
    np.testing.assert_allclose(on_target, np.zeros(4), atol=1e-6)


def test_units_that_never_or_always_fire_are_finite():
    found = penalties.TargetActivation(0.1)(np.array([[0.0, 1.0]], "float32"))
    assert np.isfinite(found).all()


@pytest.fixture
def x():
    return tf.constant(np.random.default_rng(0).random((6, 4, 4, 1), dtype="float32"))


def norms(jacobian, encoder, x, seed=(0, 1)):
    return np.array(jacobian(encoder, x, False, seed)[1])


def test_closed_form_equals_the_exact_jacobian(x):
    encoder = networks.code_encoder((4, 4, 1), 5, SINGLE_LAYER, "sigmoid")
    np.testing.assert_allclose(
        norms(penalties.ClosedFormJacobian(), encoder, x),
        norms(penalties.ExactJacobian(), encoder, x),
        rtol=1e-5,
    )


def test_closed_form_refuses_other_encoders(x):
    for architecture, activation in ((SINGLE_LAYER, "linear"), (Dense((3,)), "sigmoid")):
        encoder = networks.code_encoder((4, 4, 1), 5, architecture, activation)
        with pytest.raises(ValueError, match="one dense sigmoid layer"):
            norms(penalties.ClosedFormJacobian(), encoder, x)


@pytest.mark.parametrize("latent_dim", [3, 20])  # fewer and more than the 16 of the data
@pytest.mark.parametrize("architecture", [Dense((7,), "tanh"), Convolutional(4, 8, "tanh")])
def test_exact_jacobian_equals_finite_differences(latent_dim, architecture, x):
    encoder = networks.code_encoder((4, 4, 1), latent_dim, architecture)
    step, expected = 1e-2, np.zeros(len(x))
    for direction in np.eye(16, dtype="float32").reshape(16, 1, 4, 4, 1):
        change = encoder(x + step * direction) - encoder(x - step * direction)
        expected += np.square(np.array(change) / (2 * step)).sum(axis=1)
    # Of a difference quotient in float32.
    found = norms(penalties.ExactJacobian(), encoder, x)
    np.testing.assert_allclose(found, expected, rtol=0.02)


@pytest.mark.parametrize("latent_dim", [3, 20])
def test_gradients_pass_through_the_exact_jacobian(latent_dim, x):
    """Of a linear encoder the norm is |W|^2, and its gradient 2 W."""
    encoder = networks.code_encoder((4, 4, 1), latent_dim, SINGLE_LAYER)
    kernel = encoder.get_layer("latents").kernel
    with tf.GradientTape() as tape:
        norm = penalties.ExactJacobian()(encoder, x, True, None)[1]
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
        [norms(penalties.HutchinsonJacobian(1), encoder, x, (seed, 0)) for seed in range(200)]
    )
    standard_error = deviation / np.sqrt(len(estimates))
    assert estimates.mean() == pytest.approx(np.trace(gram), abs=4 * standard_error)
    assert estimates.std() == pytest.approx(deviation, rel=0.2)
    many = norms(penalties.HutchinsonJacobian(400), encoder, x)
    np.testing.assert_allclose(many, np.trace(gram), atol=4 * deviation / np.sqrt(400))


def test_penalties_come_back_from_their_config():
    for penalty in (
        penalties.LaplacePrior(0.3),
        penalties.TargetActivation(0.2, 1.0),
        penalties.HutchinsonJacobian(3),
    ):
        config = keras.saving.serialize_keras_object(penalty)
        assert vars(keras.saving.deserialize_keras_object(config)) == vars(penalty)
