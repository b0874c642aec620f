"""What holds for the VAE beyond the contract."""

import keras
import numpy as np
import pytest
from gaussians import linear_gaussian_vae
from scipy import stats

from kerasgen import networks
from kerasgen.formulas import interpolation
from kerasgen.networks import Dense
from kerasgen.vaes.vae import VAE


@pytest.fixture
def model():
    return VAE.from_data_shape((8, 8, 1), latent_dim=2, architecture=Dense((8,)), seed=0)


def test_elbo_with_the_exact_posterior_is_the_log_likelihood():
    """For one latent per direction the posterior is diagonal and the bound is tight."""
    numbers = np.random.default_rng(0)
    weight = np.linalg.qr(numbers.standard_normal((4, 2)))[0] * [1.5, 0.7]  # orthogonal columns
    bias, noise = numbers.standard_normal(4), 0.6
    precision = 1 + (weight**2).sum(axis=0) / noise**2
    encoder_weight = (weight / noise**2 / precision).T
    model = linear_gaussian_vae(
        weight, bias, noise, encoder_weight, -encoder_weight @ bias, 1 / precision
    )
    marginal = stats.multivariate_normal(bias, weight @ weight.T + noise**2 * np.eye(4))
    x = marginal.rvs(20_000, random_state=1).astype("float32")
    model.compile()
    found = -model.evaluate(x, batch_size=1000, verbose=0, return_dict=True)["loss"]
    # One draw an example: log p(x, z) - log q(z | x) is constant in z only in expectation
    # with the analytic KL; 4 standard errors of the mean over examples and draws.
    assert found == pytest.approx(marginal.logpdf(x).mean(), abs=4 * 2.0 / np.sqrt(len(x)))


def test_elbo_never_exceeds_the_log_likelihood():
    weight, bias, noise = np.array([[1.0], [0.5]]), np.zeros(2), 0.5
    marginal = stats.multivariate_normal(bias, weight @ weight.T + noise**2 * np.eye(2))
    x = marginal.rvs(5_000, random_state=1).astype("float32")
    model = linear_gaussian_vae(
        weight, bias, noise, np.array([[0.3, 0.1]]), np.zeros(1), np.array([0.5])
    )
    model.compile()
    found = -model.evaluate(x, batch_size=1000, verbose=0, return_dict=True)["loss"]
    assert found < marginal.logpdf(x).mean() - 0.1


def test_loss_is_the_sum_of_its_terms(model, images):
    model.compile()
    terms = model.evaluate(images, verbose=0, return_dict=True)
    assert terms["loss"] == pytest.approx(terms["reconstruction_nll"] + terms["kl"], rel=1e-6)


def test_verbs_agree(model, images):
    codes = model.encode(images)
    assert codes.shape == (64, 2)
    np.testing.assert_allclose(model.decode(codes), model.reconstruct(images), atol=1e-6)
    np.testing.assert_allclose(model(images), model.reconstruct(images), atol=1e-6)


def test_large_arrays_go_in_batches(model, images):
    whole = model.apply_deployed("encode", data=images)["mean"]
    parts = model.apply_deployed("encode", batch_size=10, data=images)["mean"]
    np.testing.assert_allclose(whole, parts, atol=1e-6)
    assert model.encode(images[:0]).shape == (0, 2)


@pytest.mark.parametrize("path", [interpolation.linear, interpolation.spherical])
def test_interpolation_begins_and_ends_at_the_reconstructions(model, images, path):
    frames = model.interpolate(images[:3], images[3:6], count=5, path=path)
    assert frames.shape == (3, 5, 8, 8, 1)
    np.testing.assert_allclose(frames[:, 0], model.reconstruct(images[:3]), atol=1e-5)
    np.testing.assert_allclose(frames[:, -1], model.reconstruct(images[3:6]), atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize(
    "likelihood", ["bernoulli", "continuous_bernoulli", "gaussian", "learned_scale_gaussian"]
)
def test_every_likelihood_learns(likelihood, digits):
    images = digits.train.as_floats()
    model = VAE.from_data_shape((8, 8, 1), 4, Dense((64,)), likelihood=likelihood, seed=0)
    model.compile(optimizer=keras.optimizers.Adam(1e-2))
    model.fit(images, batch_size=64, epochs=6, verbose=0)
    error = np.square(model.reconstruct(images) - images).mean()
    # The mean digit's error, which a collapsed or wrongly signed model does not beat.
    assert error < 0.8 * np.square(images - images.mean(axis=0)).mean()


def test_networks_without_the_right_heads_are_refused():
    encoder = networks.gaussian_encoder((4,), 2)
    with pytest.raises(ValueError, match="`decoder` must give a dict that has log_scale, mean"):
        VAE(encoder, networks.decoder((4,), 2), likelihood="learned_scale_gaussian")
    with pytest.raises(ValueError, match="`encoder` must give"):
        VAE(networks.code_encoder((4,), 2), networks.decoder((4,), 2))
