import numpy as np
import pytest
import tensorflow as tf

from kerasgen import distributions as d
from kerasgen import losses


def test_standard_normal_has_its_moments():
    draws = d.standard_normal((100_000,), seed=1).numpy()
    # Four standard errors of mean, variance and fourth moment.
    n = len(draws)
    assert abs(draws.mean()) < 4 / np.sqrt(n)
    assert abs(draws.var() - 1) < 4 * np.sqrt(2 / n)
    assert abs((draws**4).mean() - 3) < 4 * np.sqrt(96 / n)


def test_standard_normal_takes_ints_and_pairs():
    np.testing.assert_array_equal(
        d.standard_normal((4,), 7), d.standard_normal((4,), tf.constant([7, 0]))
    )


def test_reparametrise_has_the_posterior_moments_and_gradients():
    mean, log_var = tf.Variable([[1.0]]), tf.Variable([[np.log(4.0)]], dtype=tf.float32)
    with tf.GradientTape() as tape:
        z = d.reparametrise(mean, log_var, tf.constant([[3.0]]))
    assert float(z[0, 0]) == pytest.approx(7.0)  # 1 + 2 * 3
    # dz/dmean = 1, dz/dlog_var = scale * noise / 2 = 3.
    slopes = tape.gradient(z, [mean, log_var])
    np.testing.assert_allclose([float(s[0, 0]) for s in slopes], [1.0, 3.0], rtol=1e-6)


def test_likelihood_means_and_densities():
    x = np.full((1, 2), 0.25, "float32")
    logits = {"logits": tf.zeros((1, 2))}
    np.testing.assert_allclose(d.Bernoulli().mean(logits), 0.5)
    np.testing.assert_allclose(
        d.Bernoulli().nll(x, logits), losses.bernoulli_nll(x, np.zeros((1, 2)))
    )
    np.testing.assert_allclose(d.ContinuousBernoulli().nll(x, logits), 0.0, atol=1e-6)
    mean = {"mean": tf.ones((1, 2))}
    np.testing.assert_allclose(
        d.Gaussian(0.5).nll(x, mean),
        losses.gaussian_nll(x, np.ones((1, 2)), np.log(0.5)),
        rtol=1e-6,
    )
    np.testing.assert_allclose(d.Gaussian(0.5).mean(mean), 1.0)


def test_learned_scale_follows_the_decoder_and_stays_above_its_floor():
    x, mean = np.zeros((1, 1), "float32"), tf.zeros((1, 1))
    likelihood = d.LearnedScaleGaussian(min_scale=0.01)

    def scale(log_scale):  # from the density at the mode, 1 / (scale sqrt(2 pi))
        nll = likelihood.nll(x, {"mean": mean, "log_scale": tf.constant([[log_scale]])})
        return float(np.exp(nll[0]) / np.sqrt(2 * np.pi))

    assert scale(1.0) == pytest.approx(np.e, rel=0.01)
    assert scale(-100.0) == pytest.approx(0.01, rel=1e-5)


@pytest.mark.parametrize(
    "name", ["bernoulli", "continuous_bernoulli", "gaussian", "learned_scale_gaussian"]
)
def test_names_and_config_round_trip(name):
    likelihood = d.likelihood_named(name)
    assert d.likelihood_named(likelihood) is likelihood
    twin = type(likelihood).from_config(likelihood.get_config())
    assert twin.get_config() == likelihood.get_config()


def test_unknown_names_and_scales_are_refused():
    with pytest.raises(ValueError, match="there are bernoulli"):
        d.likelihood_named("bernouli")
    with pytest.raises(ValueError, match="must be positive"):
        d.Gaussian(0.0)
