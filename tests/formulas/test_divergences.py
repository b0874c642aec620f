"""Estimated divergences beside enumerations and closed forms."""

import itertools
import math

import numpy as np
import pytest
import tensorflow as tf
from gaussians import NUMBERS, correlated_gaussians
from keras import ops
from scipy import stats

from kerasgen.formulas import losses
from kerasgen.formulas.divergences import (
    gaussian_kernel,
    information_of_pairs,
    inverse_multiquadratic,
    kl_decomposition,
    maximum_mean_discrepancy,
    stratified_weights,
)


def test_the_three_terms_are_the_kl_of_each_draw():
    z, mean, log_var = NUMBERS.standard_normal((3, 16, 4)).astype("float32")
    terms = kl_decomposition(z, mean, log_var, data_size=1000)
    log_posterior = stats.norm(mean, np.exp(log_var / 2)).logpdf(z).sum(axis=1)
    expected = log_posterior - stats.norm.logpdf(z).sum(axis=1)
    np.testing.assert_allclose(sum(np.array(t) for t in terms.values()), expected, atol=1e-4)


def test_aggregated_densities_and_marginals_are_weighted_alike():
    """Far more data than the batch, so that an example's own density hardly counts."""
    z, mean, log_var = NUMBERS.standard_normal((3, 6, 2))
    weights = np.array(stratified_weights(6, 1000))
    densities = stats.norm(mean, np.exp(log_var / 2)).pdf(z[:, None])  # draw, example, latent
    aggregated = np.log((weights * densities.prod(axis=-1)).sum(axis=1))
    marginals = np.log((weights[..., None] * densities).sum(axis=1)).sum(axis=-1)
    tensors = [ops.convert_to_tensor(array, "float32") for array in (z, mean, log_var)]
    terms = kl_decomposition(*tensors, data_size=1000)
    found = terms["total_correlation"], terms["dimension_wise_kl"]
    expected = aggregated - marginals, marginals - stats.norm.logpdf(z).sum(axis=1)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_weights_estimate_the_average_over_all_examples_without_bias():
    """Averaged over all batches that hold example 0, its row weighs every example alike."""
    data_size, batch_size = 5, 3
    row = np.array(stratified_weights(batch_size, data_size))[0]
    total = np.zeros(data_size)
    batches = list(itertools.permutations(range(1, data_size), batch_size - 1))
    for others in batches:
        total[[0, *others]] += row
    np.testing.assert_allclose(total / len(batches), 1 / data_size, rtol=1e-6)


def test_rows_of_weights_sum_to_one():
    sums = ops.sum(stratified_weights(7, 60_000), axis=1)
    np.testing.assert_allclose(sums, 1.0, rtol=1e-5)


def test_an_example_that_is_alone_stands_for_all():
    np.testing.assert_allclose(stratified_weights(1, 60_000), [[1.0]])
    z, mean, log_var = NUMBERS.standard_normal((3, 1, 4)).astype("float32")
    terms = kl_decomposition(z, mean, log_var, data_size=1000)
    np.testing.assert_allclose(terms["mutual_information"], 0.0, atol=1e-5)
    np.testing.assert_allclose(terms["total_correlation"], 0.0, atol=1e-5)


def test_more_examples_than_there_were_said_to_be_are_all():
    np.testing.assert_array_equal(stratified_weights(3, 2), stratified_weights(3, 3))


def test_terms_of_the_kl_on_gaussians_with_known_answers():
    mean, log_var, expected = correlated_gaussians(2000)
    z = mean + np.exp(0.5 * log_var) * NUMBERS.standard_normal(mean.shape)
    arrays = [ops.convert_to_tensor(a, "float32") for a in (z, mean, log_var)]
    terms = kl_decomposition(*arrays, data_size=2000)
    found = {name: float(np.mean(term)) for name, term in terms.items()}
    # The standard error over 2,000 draws of terms that vary by about a nat is .025.
    assert found == pytest.approx(expected, abs=0.08)


def test_discrepancy_at_hand_worked_points():
    def kernel(squared_distances, dimensions):
        return -squared_distances

    x, y = np.float32([[0.0], [2.0]]), np.float32([[1.0], [5.0]])
    # Within: -4 and -16, one pair each. Between: distances 1, 25, 1, 9, mean 9.
    found = maximum_mean_discrepancy(x, y, kernel)
    assert float(found) == pytest.approx(-4 - 16 + 2 * 9)


def test_one_draw_alone_tells_nothing_of_a_discrepancy():
    x = tf.constant([[1.0, 2.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        found = maximum_mean_discrepancy(x, -x, gaussian_kernel)
    assert float(found) == 0.0
    np.testing.assert_array_equal(tape.gradient(found, x), [[0.0, 0.0]])


@pytest.mark.parametrize("kernel", [gaussian_kernel, inverse_multiquadratic])
def test_discrepancy_is_unbiased_and_sees_other_distributions(kernel):
    def draws(shift):
        pairs = NUMBERS.standard_normal((150, 2, 16, 3)).astype("float32")
        return np.array([maximum_mean_discrepancy(a, b + shift, kernel) for a, b in pairs])

    same, shifted = draws(0.0), draws(1.0)
    error = same.std() / 150**0.5
    assert abs(same.mean()) < 4 * error
    assert shifted.mean() > 8 * error


def test_kernels_at_hand_worked_distances():
    assert float(gaussian_kernel(ops.array(2.0), 2)) == pytest.approx(np.exp(-1))
    scales = 4 * np.array([0.1, 0.2, 0.5, 1, 2, 5, 10])
    expected = (scales / (scales + 3)).sum()
    assert float(inverse_multiquadratic(ops.array(3.0), 2)) == pytest.approx(expected)


def test_decomposed_kl_of_draws_tends_to_the_closed_form():
    mean, log_var = np.float32([[0.5, -1.0]]), np.float32([[-0.5, 0.3]])
    mean, log_var = (np.repeat(a, 4000, axis=0) for a in (mean, log_var))
    z = mean + np.exp(log_var / 2) * NUMBERS.standard_normal(mean.shape).astype("float32")
    terms = kl_decomposition(z, mean, log_var, data_size=4000)
    total = sum(np.mean(t) for t in terms.values())
    assert total == pytest.approx(float(losses.gaussian_kl(mean, log_var)[0]), abs=0.1)
    # All examples have one posterior: the code says nothing of them, and its parts are independent.
    assert np.abs(np.mean(terms["mutual_information"])) < 1e-3
    assert np.abs(np.mean(terms["total_correlation"])) < 1e-3


ONE_HOT = np.eye(3)
HALVES = np.full((3, 2), 0.5)
PAIRS = {
    "equal": (ONE_HOT, ONE_HOT, math.log(3)),
    "always the same": (ONE_HOT[[1, 1, 1]], ONE_HOT[[1, 1, 1]], 0.0),
    "unsure": (HALVES, HALVES, 0.0),
    # Every category with every other one as often.
    "independent": (np.repeat(ONE_HOT, 3, axis=0), np.tile(ONE_HOT, (3, 1)), 0.0),
    # Joint probabilities .4 .1 .1 .4: .8 log(.4 / .25) + .2 log(.1 / .25).
    "four of five": (
        np.eye(2)[[0, 0, 0, 0, 0, 1, 1, 1, 1, 1]],
        np.eye(2)[[0, 0, 0, 0, 1, 0, 1, 1, 1, 1]],
        0.8 * math.log(1.6) + 0.2 * math.log(0.4),
    ),
    # Joint .5 .5 0 0 from which order takes what is no agreement: .5 .25 .25 0.
    "one-sided": (
        np.eye(2)[[0, 0]],
        np.eye(2)[[0, 1]],
        0.5 * math.log(0.5)
        + 0.5 * math.log(0.25)
        - 2 * (0.75 * math.log(0.75) + 0.25 * math.log(0.25)),
    ),
}


@pytest.mark.parametrize(("first", "second", "nats"), PAIRS.values(), ids=PAIRS)
def test_information_of_pairs_by_hand(first, second, nats):
    assert float(information_of_pairs(first, second)) == pytest.approx(nats, abs=1e-5)


def test_information_of_categories_that_are_all_but_independent():
    """`p_ij = 1/4 (1 +- e)` has `e^2 / 2` nats, which float32 loses among entropies of log 4."""
    e = 1e-3
    half = np.array([[0.5 + e / 2, 0.5 - e / 2], [0.5 - e / 2, 0.5 + e / 2]])
    found = information_of_pairs(ONE_HOT[:2, :2], half)
    assert float(found) == pytest.approx(e**2 / 2, rel=1e-3)


def test_information_of_pairs_has_a_finite_gradient_where_categories_are_certain():
    logits = tf.constant(200.0 * np.eye(3), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        probabilities = tf.nn.softmax(logits)
        information = information_of_pairs(probabilities, probabilities)
    assert np.isfinite(tape.gradient(information, logits)).all()
