"""The penalties of DIP-VAE beside values worked out by hand and the law of total covariance."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgen.networks import Dense
from kerasgen.vaes.dip_vae import DIPVAE, CovarianceOfLatents, CovarianceOfMeans
from kerasgen.vaes.vae import VAE

# Of mean 0, with variances 4 and 1/4 and covariance 1/2 over the batch, divided by its size.
MEAN = np.float32([[2.0, 0.5], [-2.0, -0.5], [2.0, -0.5], [-2.0, 0.5]]) + np.float32(
    [[0.0, 0.25], [0.0, -0.25], [0.0, 0.25], [0.0, -0.25]]
)
LOG_VAR = np.log(np.float32([[0.5, 1.0], [1.5, 2.0], [0.5, 2.0], [1.5, 1.0]]))
POSTERIOR = {"mean": MEAN, "log_var": LOG_VAR}


def small(**kwargs):
    return DIPVAE.from_data_shape((8, 8, 1), 2, Dense((16,)), seed=0, **kwargs)


def test_covariances_by_hand():
    # Second coordinates .75, -.75, -.25, .25: their mean square 5/16, with the first 1/2.
    of_means = [[4.0, 0.5], [0.5, 5 / 16]]
    np.testing.assert_allclose(CovarianceOfMeans()(POSTERIOR), of_means, rtol=1e-6)
    of_latents = [[4.0 + 1.0, 0.5], [0.5, 5 / 16 + 1.5]]
    np.testing.assert_allclose(CovarianceOfLatents()(POSTERIOR), of_latents, rtol=1e-6)


def test_a_constant_in_all_means_is_no_covariance():
    moved = {**POSTERIOR, "mean": MEAN + np.float32([3.0, -7.0])}
    expected = CovarianceOfMeans()(POSTERIOR)
    np.testing.assert_allclose(CovarianceOfMeans()(moved), expected, rtol=1e-5)


def test_that_of_latents_is_that_of_their_draws():
    """The law of total covariance."""
    random = np.random.default_rng(0)
    count = 100_000
    draws = MEAN + np.exp(LOG_VAR / 2) * random.standard_normal((count, 4, 2))
    found = np.cov(draws.reshape(-1, 2).T)
    # Four standard errors of second moments of 400,000 draws, of at most 5 sqrt(2).
    np.testing.assert_allclose(CovarianceOfLatents()(POSTERIOR), found, atol=0.05)


@pytest.mark.parametrize(
    ("covariance", "expected"),
    [
        # 2 * 3 * (1/2)^2 + 5 * ((4 - 1)^2 + (5/16 - 1)^2)
        ("covariance_of_means", 1.5 + 5 * (9 + (11 / 16) ** 2)),
        # 2 * 3 * (1/2)^2 + 5 * ((5 - 1)^2 + (29/16 - 1)^2)
        ("covariance_of_latents", 1.5 + 5 * (16 + (13 / 16) ** 2)),
    ],
)
def test_penalties_by_hand(covariance, expected):
    model = small(covariance=covariance, off_diagonal_weight=3.0, diagonal_weight=5.0)
    assert float(model.covariance_penalty(POSTERIOR)) == pytest.approx(expected, rel=1e-5)


def test_the_identity_costs_nothing():
    corners = np.float32([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    certain = {"mean": corners, "log_var": np.full_like(corners, -100.0)}
    assert float(small().covariance_penalty(certain)) == pytest.approx(0.0, abs=1e-6)
    prior = {"mean": np.zeros_like(corners), "log_var": np.zeros_like(corners)}
    of_latents = small(covariance="covariance_of_latents")
    assert float(of_latents.covariance_penalty(prior)) == pytest.approx(0.0, abs=1e-6)


def test_the_gradient_decorrelates_by_hand():
    """`d C_12^2 / d mu_1 = 4 C_12 mu_2 / n` of both off-diagonal entries, for means about 0."""
    mean = tf.Variable(MEAN)
    model = small(off_diagonal_weight=1.0, diagonal_weight=0.0)
    with tf.GradientTape() as tape:
        penalty = model.covariance_penalty({"mean": mean, "log_var": LOG_VAR})
    gradient = tape.gradient(penalty, mean)
    np.testing.assert_allclose(gradient, 4 * 0.5 * MEAN[:, ::-1] / 4, rtol=1e-5)


def test_without_weights_it_is_the_vae(images):
    model = small(off_diagonal_weight=0.0, diagonal_weight=0.0)
    plain = VAE(model.encoder, model.decoder, seed=0)
    found, expected = (m.objective(images, training=False)["loss"] for m in (model, plain))
    np.testing.assert_allclose(found, expected, rtol=1e-6)
