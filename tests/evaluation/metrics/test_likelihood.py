"""Importance-sampled likelihoods beside closed forms."""

import numpy as np
import pytest
from gaussians import MARGINAL, NOISE, linear_gaussian_vae, linear_model
from scipy import stats

from kerasgen.evaluation.metrics import log_likelihood
from kerasgen.networks import Dense
from kerasgen.vaes.vae import VAE


@pytest.mark.parametrize("samples", [1, 7, 64, 1000])
def test_the_mean_of_the_weights_is_the_likelihood_for_every_number_of_draws(samples):
    """`exp L_k` is unbiased for `p(x)`, whatever k: many independent estimates of one example."""
    x = np.tile(np.float32([[1.8, 0.9, 1.3]]), (4000, 1))
    ratio = np.exp(log_likelihood(linear_model(), x, samples, seed=1) - MARGINAL.logpdf(x[0]))
    error = ratio.std() / len(ratio) ** 0.5
    assert error < 0.02
    assert ratio.mean() == pytest.approx(1.0, abs=4 * error)


def test_draws_without_end_give_the_closed_form():
    x = MARGINAL.rvs(50, random_state=0).astype("float32")
    found = log_likelihood(linear_model(), x, samples=100_000)
    np.testing.assert_allclose(found, MARGINAL.logpdf(x), atol=0.02)


def test_with_the_true_posterior_every_weight_is_the_likelihood():
    weight = np.array([[1.0], [0.5]])
    precision = 1 + (weight**2).sum() / NOISE**2
    encoder_weight = weight.T / NOISE**2 / precision
    model = linear_gaussian_vae(
        weight, np.zeros(2), NOISE, encoder_weight, np.zeros(1), np.array([1 / precision])
    )
    x = np.random.default_rng(0).standard_normal((130, 2)).astype("float32")
    marginal = stats.multivariate_normal(np.zeros(2), weight @ weight.T + NOISE**2 * np.eye(2))
    for samples in (1, 3):
        np.testing.assert_allclose(log_likelihood(model, x, samples), marginal.logpdf(x), atol=1e-4)


def test_draws_that_do_not_fill_a_chunk_are_left_out():
    """Of 100 examples 41 draws are made as three times 14, one too many."""
    model = linear_gaussian_vae(
        np.zeros((2, 1)), np.zeros(2), NOISE, np.zeros((1, 2)), np.zeros(1), np.ones(1)
    )
    x = np.random.default_rng(0).standard_normal((100, 2)).astype("float32")
    expected = stats.norm(0, NOISE).logpdf(x).sum(axis=1)
    np.testing.assert_allclose(log_likelihood(model, x, 41), expected, atol=1e-4)


def test_batches_draw_noise_of_their_own():
    """Of equal examples, those of the second hundred are not estimated as the first ones are."""
    x = np.tile(np.float32([[1.8, 0.9, 1.3]]), (150, 1))
    found = log_likelihood(linear_model(), x, samples=3)
    assert (found[:50] != found[100:]).all()


def test_the_number_of_examples_in_a_batch_changes_no_count(images):
    model = VAE.from_data_shape((8, 8, 1), 2, Dense((8,)), seed=0)
    data = np.tile(images, (4, 1, 1, 1))[:230]
    assert log_likelihood(model, data, samples=3).shape == (230,)
    first, again = (log_likelihood(model, data[:5], samples=50, seed=2) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_no_draws_are_refused(images):
    with pytest.raises(ValueError, match="`samples` must be 1 or more"):
        log_likelihood(linear_model(), np.zeros((2, 3)), samples=0)
