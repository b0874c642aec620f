"""Annealed importance sampling beside closed forms and quadrature."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from gaussians import MARGINAL, NOISE, WEIGHT, linear_gaussian_vae, linear_model
from scipy import special, stats

from kerasgen.evaluation.metrics import annealed_log_likelihood, annealing, bidirectional_bounds
from kerasgen.networks import Dense
from kerasgen.vaes.vae import VAE
from kerasgen.vaes.vamp_prior_vae import VampPriorVAE


def estimates(model, data, **kwargs):
    # Compiling by XLA takes longer than these small models.
    return annealed_log_likelihood(model, data, **{"jit_compile": False, **kwargs})


def bounds(model, count, **kwargs):
    return bidirectional_bounds(model, count, jit_compile=False, **kwargs)


def assert_mean(values, expected, largest_error):
    """The mean within four standard errors, which are no larger than stated."""
    values = values.astype("float64")
    error = values.std() / len(values) ** 0.5
    assert error < largest_error
    assert values.mean() == pytest.approx(expected, abs=4 * error)


@pytest.mark.parametrize("temperatures", [2, 20])
def test_the_mean_weight_is_the_likelihood_for_every_number_of_temperatures(temperatures):
    """Unbiased for `p(x)` however few they are: many independent estimates of one example."""
    x = np.tile(np.float32([[1.8, 0.9, 1.3]]), (6000, 1))
    found = estimates(
        linear_model(), x, chains=1, temperatures=temperatures, seed=1, jit_compile=False
    )
    assert_mean(np.exp(found - MARGINAL.logpdf(x[0])), 1.0, largest_error=0.03)


def test_chains_of_one_example_are_averaged():
    """Where the decoder ignores the latents every weight is the likelihood."""
    nothing = np.zeros((3, 2))
    model = linear_gaussian_vae(nothing, np.ones(3), NOISE, nothing.T, np.zeros(2), np.ones(2))
    x = np.float32([[1.8, 0.9, 1.3], [0.0, 1.0, 2.0]])
    expected = stats.norm(1, NOISE).logpdf(x).sum(axis=1)
    found = estimates(model, x, chains=5, temperatures=3)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_one_temperature_is_importance_sampling_from_the_prior():
    """One chain's estimate is then `log p(x | z)`, whose mean over the prior is known."""
    x = np.tile(np.float32([[1.8, 0.9, 1.3]]), (6000, 1))
    spread = np.square(x[0] - 1).sum() + np.square(WEIGHT).sum()
    expected = -0.5 * spread / NOISE**2 - 1.5 * np.log(2 * np.pi * NOISE**2)
    found = estimates(linear_model(), x, chains=1, temperatures=1)
    assert_mean(found, expected, largest_error=0.1)


def test_many_temperatures_give_the_closed_form():
    x = MARGINAL.rvs(60, random_state=0).astype("float32")
    found = estimates(linear_model(), x, temperatures=200)
    errors = found - MARGINAL.logpdf(x)
    # The bias is minus half the variance of the mean weight, about 2e-3.
    assert_mean(errors, 0.0, largest_error=0.02)
    assert np.abs(errors).max() < 0.4


def acceptance(step, latents):
    """Of 10 leapfrog steps, in standard deviations of a Gaussian, from draws of it."""
    leap = [[1 - step**2 / 2, step], [step**3 / 4 - step, 1 - step**2 / 2]]
    start = np.random.default_rng(0).standard_normal((2, latents * 1000))
    end = np.linalg.matrix_power(leap, 10) @ start
    gain = 0.5 * (start**2 - end**2).sum(axis=0).reshape(-1, latents).sum(axis=1)
    return np.exp(np.minimum(gain, 0)).mean()


def test_steps_follow_a_posterior_that_becomes_twenty_times_narrower_than_the_prior():
    latents, noise = 20, 0.05
    nothing = np.zeros(latents)
    model = linear_gaussian_vae(
        np.eye(latents), nothing, noise, np.eye(latents), nothing, nothing + 1
    )
    x = np.random.default_rng(0).standard_normal((50, latents)).astype("float32")
    betas = annealing._schedule(50)
    fitted = tf.function(lambda seed: annealing._fitted_step_sizes(model, x, betas, seed))
    found = fitted(tf.constant([0, 0]))
    scales = (1 + betas / noise**2) ** -0.5
    rates = [acceptance(step, latents) for step in np.array(found)[-1] / scales[-1]]
    # The fit is a few temperatures behind.
    assert np.mean(rates) == pytest.approx(0.65, abs=0.1)


def curved(model, scale):
    """Networks made so steep that the posterior, and a mixture as the prior, are no Gaussians."""
    for network in (model.encoder, model.decoder):
        network.set_weights([scale * weight for weight in network.get_weights()])
    return model


def quadrature(model, x):
    """`log p(x)` of a model with one latent and a Bernoulli likelihood."""
    z = np.linspace(-10, 10, 20_001, dtype="float32")[:, None]
    logits = np.array(model.decoder(z)["logits"], "float64").reshape(len(z), -1)
    x = x.reshape(len(x), -1)
    log_joint = np.array(model.log_prior(z)) + x @ logits.T - np.logaddexp(0, logits).sum(axis=1)
    return special.logsumexp(log_joint, axis=1) + np.log(20 / 20_000)


@pytest.mark.slow
def test_a_curved_posterior_and_a_learned_prior_agree_with_quadrature(images):
    model = VampPriorVAE.from_data_shape((8, 8, 1), 1, Dense((8,)), components=3, seed=0)
    model.pseudo_inputs.set_weights([images[:3].reshape(3, -1)])
    x = (images[:60] > 0.5).astype("float32")
    errors = estimates(curved(model, 2.0), x, temperatures=100) - quadrature(model, x)
    assert_mean(errors, 0.0, largest_error=0.04)


@pytest.mark.slow
def test_the_weights_of_chains_that_return_are_unbiased_for_the_inverse(monkeypatch):
    model, drawn = linear_model(), []
    sample = model.likelihood.sample

    def recorded(*args):
        drawn.append(sample(*args))
        return drawn[-1]

    monkeypatch.setattr(model.likelihood, "sample", recorded)
    lower, upper = bounds(model, 6000, chains=1, temperatures=20)
    truth = MARGINAL.logpdf(drawn[0])
    assert_mean(np.exp(lower - truth), 1.0, largest_error=0.03)
    assert_mean(np.exp(truth - upper), 1.0, largest_error=0.03)
    # Of the data that a model draws, the mean of `log p` is minus its entropy.
    assert_mean(truth, -MARGINAL.entropy(), largest_error=0.03)


@pytest.mark.slow
def test_the_sandwich_closes_as_temperatures_grow():
    model = curved(VAE.from_data_shape((8, 8, 1), 2, Dense((8,)), seed=0), 3.0)
    gaps = []
    for temperatures in (2, 60):
        lower, upper = bounds(model, 60, temperatures=temperatures)
        assert lower.shape == upper.shape == (60,)
        gaps.append((upper - lower).mean())
    assert gaps[0] > 1.0
    # 0.05 is the standard error of the mean difference.
    assert gaps[1] == pytest.approx(0.0, abs=4 * 0.05)


def test_results_are_functions_of_the_seed_one_for_each_example():
    model, data = linear_model(), np.zeros((130, 3))
    first, again = (estimates(model, data, temperatures=2, seed=2) for _ in range(2))
    assert first.shape == (130,)
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, again)


def test_a_decoder_in_half_precision_is_estimated_in_single(images):
    keras.config.set_dtype_policy("mixed_bfloat16")
    model = VAE.from_data_shape((8, 8, 1), 2, Dense((8,)), seed=0)
    found = estimates(model, images[:5], temperatures=3)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", ["chains", "temperatures"])
def test_numbers_below_one_are_refused(name):
    with pytest.raises(ValueError, match=f"`{name}` must be 1 or more"):
        annealed_log_likelihood(linear_model(), np.zeros((2, 3)), **{name: 0})
    with pytest.raises(ValueError, match=f"`{name}` must be 1 or more"):
        bidirectional_bounds(linear_model(), 2, **{name: 0})


def test_no_examples_are_refused():
    with pytest.raises(ValueError, match="`count` must be 1 or more"):
        bidirectional_bounds(linear_model(), 0)
