import math

import numpy as np
import pytest
import tensorflow as tf
from scipy import integrate, stats
from scipy.special import expit

from kerasgen.formulas import losses


def test_bernoulli_nll_by_hand():
    # -log(1/2) twice; then -log sigmoid(log 3) = -log 3/4 and -log(1 - 1/4) = -log 3/4.
    found = losses.bernoulli_nll(
        [[1.0, 0.0], [1.0, 0.0]], [[0.0, 0.0], [math.log(3), -math.log(3)]]
    )
    np.testing.assert_allclose(found, [2 * math.log(2), -2 * math.log(0.75)], rtol=1e-6)


@pytest.mark.parametrize("shape", [(16, 3), (7,), (28, 28, 1), (5, 5, 2)])
def test_bernoulli_nll_and_its_derivatives_are_those_of_each_value(shape):
    random = np.random.default_rng(0)
    logits = random.standard_normal((3, *shape))
    logits[1:] *= np.reshape([10.0, 60.0], (2, *(1 for _ in shape)))
    x = random.integers(0, 2, logits.shape).astype("float64")
    weights = np.array([1.0, -2.0, 0.5])
    point = tf.constant(logits, tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(point)
        with tf.GradientTape() as inner:
            inner.watch(point)
            nll = losses.bernoulli_nll(x, point)
            weighted = tf.reduce_sum(nll * weights.astype("float32"))
        slope = inner.gradient(weighted, point)
    curvature = outer.gradient(slope, point)
    axes = tuple(range(1, logits.ndim))
    exact = (np.logaddexp(0, logits) - x * logits).sum(axis=axes)
    np.testing.assert_allclose(nll, exact, rtol=2e-6, atol=1e-5)
    by_value = weights.reshape(-1, *(1 for _ in shape))
    np.testing.assert_allclose(slope, by_value * (expit(logits) - x), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        curvature, by_value * expit(logits) * expit(-logits), rtol=1e-4, atol=1e-6
    )


def test_bernoulli_nll_of_a_grey_value_is_the_mean_over_binarisations():
    logits = [[0.7]]
    black, white = losses.bernoulli_nll([[0.0]], logits), losses.bernoulli_nll([[1.0]], logits)
    np.testing.assert_allclose(
        losses.bernoulli_nll([[0.3]], logits), 0.7 * black + 0.3 * white, rtol=1e-6
    )


def test_bernoulli_nll_sums_over_all_dimensions_and_keeps_large_logits():
    found = losses.bernoulli_nll(np.ones((2, 3, 4, 1)), np.full((2, 3, 4, 1), -1000.0))
    np.testing.assert_allclose(found, [12000.0, 12000.0])


@pytest.mark.parametrize("logit", [-30.0, -3.0, -0.2, -0.0999, 0.0, 1e-3, 0.05, 0.1001, 2.0, 30.0])
def test_continuous_bernoulli_is_a_density_with_its_mean(logit):
    from kerasgen.formulas.distributions import ContinuousBernoulli

    # Simpson's rule, since float32 noise upsets an adaptive one.
    x = np.linspace(0, 1, 2001)
    densities = np.exp(-losses.continuous_bernoulli_nll(x[:, None], np.full((2001, 1), logit)))
    assert integrate.simpson(densities, x=x) == pytest.approx(1.0, abs=2e-5)
    mean = integrate.simpson(x * densities, x=x)
    found = ContinuousBernoulli().mean({"logits": tf.constant([[logit]])})
    assert float(found[0, 0]) == pytest.approx(mean, abs=2e-5)


@pytest.mark.parametrize("logit", [0.0, 0.09, 0.11, 50.0, -50.0])
def test_continuous_bernoulli_has_finite_gradients(logit):
    value = tf.Variable([[logit]])
    with tf.GradientTape() as tape:
        nll = losses.continuous_bernoulli_nll([[0.3]], value)
    assert np.isfinite(tape.gradient(nll, value).numpy()).all()


def test_gaussian_nll_equals_scipy():
    x, mean, scale = [[0.3, -1.0]], [[0.1, 0.5]], 0.7
    expected = -stats.norm.logpdf(x, mean, scale).sum()
    found = losses.gaussian_nll(x, mean, math.log(scale))
    assert float(found[0]) == pytest.approx(expected, rel=1e-6)


def test_gaussian_kl_by_hand():
    # Mean 2: 2; variance e: (e - 1 - 1) / 2; the prior itself: 0.
    found = losses.gaussian_kl([[2.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [0.0, 0.0]])
    np.testing.assert_allclose(found, [2.0 + (math.e - 2.0) / 2.0, 0.0], rtol=1e-6)


def test_gaussian_kl_equals_monte_carlo():
    mean, log_var = np.array([0.5, -1.0]), np.array([-1.0, 0.3])
    scale = np.exp(log_var / 2)
    z = mean + scale * np.random.default_rng(0).standard_normal((200_000, 2))
    ratios = (stats.norm.logpdf(z, mean, scale) - stats.norm.logpdf(z)).sum(axis=1)
    error = ratios.std() / math.sqrt(len(ratios))
    found = float(losses.gaussian_kl(mean[None], log_var[None])[0])
    assert abs(found - ratios.mean()) <= 4 * error


def test_categorical_nll_by_hand():
    shifts = np.array([[1.0], [-7.0]])  # they cancel
    logits = np.log([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]]) + shifts
    found = losses.categorical_nll([[0, 0, 1], [1, 0, 0]], logits)
    np.testing.assert_allclose(found, [-math.log(0.5), -math.log(0.1)], rtol=1e-5)
