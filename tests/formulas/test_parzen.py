"""Parzen windows beside densities that are known."""

import numpy as np
import pytest
from scipy import stats

from kerasgen.evaluation.metrics import choose_scale, parzen_log_likelihood

RANDOM = np.random.default_rng(0)


def test_one_sample_is_a_gaussian():
    centre, data = RANDOM.standard_normal((1, 4)), RANDOM.standard_normal((30, 4))
    expected = stats.multivariate_normal(centre[0], 0.3**2 * np.eye(4)).logpdf(data)
    np.testing.assert_allclose(parzen_log_likelihood(centre, data, 0.3), expected, atol=1e-9)


def test_many_samples_are_scipys_kernel_density():
    samples, data = RANDOM.standard_normal((200, 3)), RANDOM.standard_normal((50, 3))
    # gaussian_kde measures its width by the samples' covariance: here it is I.
    samples = samples @ np.linalg.inv(np.linalg.cholesky(np.cov(samples.T))).T
    expected = stats.gaussian_kde(samples.T, bw_method=0.4).logpdf(data.T)
    np.testing.assert_allclose(parzen_log_likelihood(samples, data, 0.4), expected, atol=1e-9)


def test_images_are_summed_over_all_their_values_in_many_dimensions():
    samples = RANDOM.random((60, 28, 28, 1)).astype("float32")
    data = RANDOM.random((20, 28, 28, 1)).astype("float32")
    by_sample = stats.norm.logpdf(data[:, None], samples.astype("float64"), 0.2).sum((2, 3, 4))
    expected = np.logaddexp.reduce(by_sample, axis=1) - np.log(60)
    found = parzen_log_likelihood(samples, data, 0.2)
    assert found.shape == (20,)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_far_examples_have_finite_log_likelihoods():
    found = parzen_log_likelihood([[0.0], [1.0]], [[1001.0]], 0.1)
    assert found[0] == pytest.approx(stats.norm.logpdf(1001.0, 1.0, 0.1) - np.log(2), abs=1e-6)


def test_densities_do_not_depend_on_the_size_of_the_blocks(monkeypatch):
    samples, data = RANDOM.standard_normal((40, 3)), RANDOM.standard_normal((50, 3))
    whole = parzen_log_likelihood(samples, data, 0.5)
    monkeypatch.setattr("kerasgen.formulas.parzen.BLOCK", 7)
    np.testing.assert_allclose(parzen_log_likelihood(samples, data, 0.5), whole, atol=1e-12)


def test_the_scale_is_that_of_the_data_around_one_sample():
    for scale in (0.2, 0.5):
        data = scale * RANDOM.standard_normal((5000, 10))
        # The standard deviation of 50,000 values is known to a third of a percent.
        found = choose_scale(np.zeros((1, 10)), data, scales=np.linspace(0.1, 1, 91))
        assert found == pytest.approx(scale, abs=0.011)


def test_the_scales_tried_are_ten_from_a_tenth_to_one():
    # One value is the likeliest under its own size.
    for scale in 10 ** (np.arange(-9, 1) / 9):
        assert choose_scale([[0.0]], [[scale]]) == pytest.approx(scale, abs=1e-12)
    assert choose_scale([[0.0]], [[0.0]]) == pytest.approx(0.1)
    assert choose_scale([[0.0]], [[9.0]]) == pytest.approx(1)
