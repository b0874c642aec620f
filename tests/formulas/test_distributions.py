import numpy as np
import pytest
import tensorflow as tf

from kerasgen.formulas import distributions as d
from kerasgen.formulas import losses


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


def test_standard_uniform_has_its_moments_and_takes_ints_and_pairs():
    draws = d.standard_uniform((100_000,), seed=1).numpy()
    assert 0 <= draws.min() < draws.max() < 1
    # Four standard errors of mean and second moment.
    n = len(draws)
    assert abs(draws.mean() - 1 / 2) < 4 * np.sqrt(1 / 12 / n)
    assert abs((draws**2).mean() - 1 / 3) < 4 * np.sqrt(4 / 45 / n)
    pair = tf.constant([7, 0])
    np.testing.assert_array_equal(d.standard_uniform((4,), 7), d.standard_uniform((4,), pair))


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


SAMPLED = [
    (d.Bernoulli(), {"logits": -1.5}),
    (d.ContinuousBernoulli(), {"logits": 0.0}),
    (d.ContinuousBernoulli(), {"logits": 1e-4}),
    (d.ContinuousBernoulli(), {"logits": -3.0}),
    (d.ContinuousBernoulli(), {"logits": 20.0}),
    (d.Gaussian(0.3), {"mean": 2.0}),
    (d.SquaredError(), {"mean": 2.0}),
    (d.LearnedScaleGaussian(), {"mean": 2.0, "log_scale": 0.5}),
]


def sampled(likelihood, parameters, count, seed=0):
    parameters = {name: tf.fill((count, 1), value) for name, value in parameters.items()}
    return likelihood.sample(parameters, seed).numpy().astype("float64")


@pytest.mark.parametrize(("likelihood", "parameters"), SAMPLED)
def test_samples_are_distributed_as_the_density_says(likelihood, parameters):
    """Kolmogorov's distance to the distribution function that the density sums up to."""
    count = 40_000
    found = np.sort(sampled(likelihood, parameters, count)[:, 0])
    if isinstance(likelihood, d.Bernoulli):
        support, width = np.array([0.0, 1.0]), 1.0
    else:
        low, high = (0.0, 1.0) if "logits" in parameters else (-10.0, 14.0)
        width = (high - low) / 100_000
        support = low + width * (np.arange(100_000) + 0.5)
    rows = {name: np.full((len(support), 1), v, "float32") for name, v in parameters.items()}
    nll = likelihood.nll(support[:, None].astype("float32"), rows)
    cumulative = np.cumsum(np.exp(-np.array(nll, "float64"))) * width
    if isinstance(likelihood, d.SquaredError):
        cumulative /= np.sqrt(np.pi)  # the constant that it leaves out
    assert cumulative[-1] == pytest.approx(1.0, abs=1e-4)
    empirical = np.searchsorted(found, support + 0.5 * width) / count
    # Exceeded once in 10,000 seeds.
    assert np.abs(empirical - cumulative).max() < 2.23 / np.sqrt(count)


def test_samples_are_functions_of_the_seed_shaped_as_data():
    mean, log_scale = tf.zeros((5, 8, 8, 1)), tf.zeros((5, 1, 1, 1))
    for likelihood, heads in [
        (d.Bernoulli(), {"logits": mean}),
        (d.ContinuousBernoulli(), {"logits": mean}),
        (d.Gaussian(), {"mean": mean}),
        (d.SquaredError(), {"mean": mean}),
        (d.LearnedScaleGaussian(), {"mean": mean, "log_scale": log_scale}),
    ]:
        first, again, other = (likelihood.sample(heads, seed) for seed in (1, 1, 2))
        assert first.shape == mean.shape
        assert first.dtype == "float32"
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, other)


def test_continuous_bernoulli_samples_stay_in_range_at_any_log_odds():
    logits = tf.repeat([[-100.0, -16.0, -1e-30, 0.0, 1e-30, 16.0, 100.0]], 100_000, axis=0)
    x = d.ContinuousBernoulli().sample({"logits": logits}, seed=0).numpy()
    assert np.isfinite(x).all()
    assert 0 <= x.min() < x.max() <= 1


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
