"""Samples beside data, where the answer is known."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from kerasgen.evaluation.metrics import (
    classifier_score,
    covered_classes,
    density_coverage,
    frechet_distance,
    kernel_distance,
    label_agreement,
    mean_pairwise_distance,
    precision_recall,
)

RANDOM = np.random.default_rng(0)
START = RANDOM.bit_generator.state
TWO_SETS = [frechet_distance, kernel_distance, precision_recall, density_coverage]


@pytest.fixture(autouse=True)
def same_draws_in_any_order():
    RANDOM.bit_generator.state = START


def with_moments(count, mean, covariance):
    """Points whose sample mean and covariance are exactly those given."""
    points = RANDOM.standard_normal((count, len(mean)))
    points -= points.mean(axis=0)
    whitened = points @ np.linalg.inv(np.linalg.cholesky(np.cov(points.T))).T
    return whitened @ np.linalg.cholesky(covariance).T + mean


def normal(count, width=3, centre=0.0):
    return RANDOM.standard_normal((count, width)) + centre


# Frechet distance -----------------------------------------------------------------------------


def test_gaussians_of_one_orientation_differ_by_their_standard_deviations():
    rotation = np.linalg.qr(normal(3))[0]
    first, second = (rotation * np.square(s) @ rotation.T for s in ([1, 2, 3], [2, 2, 5]))
    found = frechet_distance(
        with_moments(50, [0, 0, 0], first), with_moments(80, [1, 2, 2], second)
    )
    assert found == pytest.approx(9 + 1 + 0 + 4, abs=1e-9)


def test_gaussians_of_two_orientations():
    # In two dimensions the trace of the root of S is sqrt(tr S + 2 sqrt(det S)).
    first, second = np.array([[2.0, 1.0], [1.0, 2.0]]), np.diag([1.0, 4.0])
    root = np.sqrt(np.trace(first @ second) + 2 * np.sqrt(np.linalg.det(first @ second)))
    assert not np.allclose(first @ second, second @ first)
    found = frechet_distance(with_moments(40, [0, 0], first), with_moments(40, [0, 0], second))
    assert found == pytest.approx(4 + 5 - 2 * root, abs=1e-9)


def test_the_root_of_the_product_is_the_papers():
    real, fake = normal(60, 5) @ normal(5, 5), normal(50, 5) @ normal(5, 5) + 1
    cross = sqrtm(np.cov(real.T) @ np.cov(fake.T)).real
    expected = np.square(real.mean(axis=0) - fake.mean(axis=0)).sum() + np.trace(
        np.cov(real.T) + np.cov(fake.T) - 2 * cross
    )
    assert frechet_distance(real, fake) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("count", [2, 10, 200])
def test_a_shifted_copy_is_its_shift_away_though_covariances_be_singular(count):
    real = 10 * normal(count, 40) * (np.arange(40) != 7)
    shift = np.linspace(0, 1, 40)
    assert frechet_distance(real, real) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(real, real + shift) == pytest.approx(np.square(shift).sum(), abs=1e-9)


def test_one_point_is_all_of_the_variance_away():
    real = with_moments(30, [0, 0], np.diag([1.0, 4.0]))
    assert frechet_distance(real, np.tile([0.0, 3.0], (20, 1))) == pytest.approx(5 + 9, abs=1e-9)


# Kernel distance ------------------------------------------------------------------------------


def test_kernel_distance_worked_by_hand():
    # Kernels: 1 within the real, 8 within the fake, 1 across.
    assert kernel_distance([[0.0], [0.0]], [[1.0], [1.0]]) == pytest.approx((7, 0), abs=1e-12)
    # Within 1 and 8; across 1, 1, 8, 0 between 0, 1 and 1, -1, whose own kernel is 0.
    found, _ = kernel_distance([[0.0], [1.0]], [[1.0], [-1.0]])
    assert found == pytest.approx(1 + 0 - 2 * (1 + 1 + 8 + 0) / 4, abs=1e-12)


def test_kernel_distance_is_zero_in_the_mean_if_there_is_no_difference():
    found, errors = np.transpose(
        [kernel_distance(normal(40, 4), normal(60, 4)) for _ in range(200)]
    )
    assert found.mean() == pytest.approx(0, abs=4 * found.std() / 200**0.5)
    # Too large by sqrt(2), and the spread of 200 repeats is known to some percent.
    assert np.sqrt(np.square(errors).mean()) / found.std() == pytest.approx(2**0.5, abs=0.25)


def test_the_standard_error_is_the_spread_of_repeats_where_there_is_a_difference():
    found, errors = np.transpose(
        [kernel_distance(normal(80, 4), normal(120, 4, centre=1.0)) for _ in range(200)]
    )
    # E(s + 1)^3, where s is a quarter of the sum of four independent products p of two values.
    # Of the real E p = 0, E p^2 = 1, E p^3 = 0; of the fake 1, 4, 16; across 0, 2, 0.
    real = 1 + 3 * 4 * 1 / 16
    fake = 1 + 3 * 1 + 3 * (4 * 4 + 12) / 16 + (4 * 16 + 3 * 12 * 4 + 24) / 64
    across = 1 + 3 * 4 * 2 / 16
    assert found.mean() == pytest.approx(real + fake - 2 * across, abs=4 * found.std() / 200**0.5)
    # The spread of 200 repeats is known to some percent.
    assert np.sqrt(np.square(errors).mean()) / found.std() == pytest.approx(1, abs=0.2)


# Precision, recall, density, coverage ------------------------------------------------------------


def test_balls_worked_by_hand():
    # Balls of one neighbour around 0, 1 and 4 reach 1, 1 and 3; around 2 and 8 they reach 6.
    real, fake = [[0.0], [1.0], [4.0]], [[2.0], [8.0]]
    # 2 is in the balls around 1 and 4, on the border of the first; 8 is in none.
    assert precision_recall(real, fake, neighbours=1) == {"precision": 1 / 2, "recall": 1}
    assert density_coverage(real, fake, neighbours=1) == pytest.approx(
        {"density": 1, "coverage": 2 / 3}
    )
    # Of two neighbours they reach 4, 3 and 4: both fakes are in the ball around 4.
    assert density_coverage(real, fake, neighbours=2) == pytest.approx(
        {"density": (3 + 1) / 2 / 2, "coverage": 1}
    )


def test_a_copy_of_the_data_is_perfect():
    real = normal(300, 20).astype("float32")
    assert precision_recall(real, real) == {"precision": 1, "recall": 1}
    # Each is in its own ball and in that of five others in the mean, borders included.
    assert density_coverage(real, real) == pytest.approx({"density": 6 / 5, "coverage": 1})


def test_other_samples_of_one_distribution_get_what_chance_gives():
    """A ball of k neighbours among n holds a share k / n in the mean, whatever the distribution."""
    n, m, k = 100, 150, 5
    found = [list(density_coverage(normal(n), normal(m), k).values()) for _ in range(100)]
    # None of m fakes is in a ball if the k nearest of all n - 1 + m are real.
    empty = np.prod([(n - 1 - i) / (n - 1 + m - i) for i in range(k)])
    spread = np.std(found, axis=0) / 100**0.5
    assert (abs(np.mean(found, axis=0) - [1, 1 - empty]) < 4 * spread).all()
    assert (spread < 0.02).all()


def test_samples_of_elsewhere_are_worthless():
    real, fake = normal(200), normal(200, centre=100.0)
    assert precision_recall(real, fake) == {"precision": 0, "recall": 0}
    assert density_coverage(real, fake) == {"density": 0, "coverage": 0}


def test_a_missing_mode_costs_recall_and_coverage_but_neither_precision_nor_density():
    real = np.concatenate([normal(200), normal(200, centre=50.0)])
    few, all_modes = normal(400), np.concatenate([normal(200), normal(200, centre=50.0)])
    by_fake = {
        name: {**precision_recall(real, fake), **density_coverage(real, fake)}
        for name, fake in (("few", few), ("all", all_modes))
    }
    assert by_fake["few"]["recall"] <= 0.5 and by_fake["all"]["recall"] > 0.9
    assert by_fake["few"]["coverage"] <= 0.5 and by_fake["all"]["coverage"] > 0.9
    # 400 against 200 in one mode or in two: the spread of both is some hundredths.
    for name in ("precision", "density"):
        assert by_fake["few"][name] == pytest.approx(by_fake["all"][name], abs=0.15)


def test_samples_that_are_one_point_are_precise_and_reach_nothing():
    real = normal(200, 20)
    fake = np.tile(real[0], (100, 1))
    assert precision_recall(real, fake) == {"precision": 1, "recall": 1 / 200}
    # Only balls around its neighbours hold the point.
    assert density_coverage(real, fake)["coverage"] < 0.2


@pytest.mark.parametrize("value", [0.0, 0.3])
def test_features_that_do_not_vary_are_all_alike(value):
    constant = np.full((10, 4), value)
    assert precision_recall(constant, constant) == {"precision": 1, "recall": 1}
    assert density_coverage(constant, constant)["coverage"] == 1
    assert frechet_distance(constant, constant) == pytest.approx(0, abs=1e-12)
    assert kernel_distance(constant, constant) == pytest.approx((0, 0), abs=1e-12)
    assert precision_recall(constant, constant + 1) == {"precision": 0, "recall": 0}


def test_numbers_do_not_depend_on_the_size_of_the_blocks(monkeypatch):
    real, fake = normal(150, 5), normal(130, 5, centre=0.3)
    whole = [metric(real, fake) for metric in TWO_SETS[1:]]
    monkeypatch.setattr("kerasgen.evaluation.metrics.fidelity.BLOCK", 7)
    in_blocks = [metric(real, fake) for metric in TWO_SETS[1:]]
    for one, other in zip(whole, in_blocks):
        assert one == pytest.approx(other, abs=1e-12)


@pytest.mark.parametrize("metric", TWO_SETS)
def test_features_of_two_widths_are_refused(metric):
    with pytest.raises(ValueError, match=r"Real features have shape \(3,\), fake ones \(4,\)"):
        metric(normal(10, 3), normal(10, 4))


# Classes and diversity --------------------------------------------------------------------------


def test_classifier_score_is_the_number_of_classes_that_are_told_apart():
    for classes in (1, 3, 10):
        sure = np.tile(np.eye(10)[:classes], (5, 1))
        assert classifier_score(sure) == pytest.approx(classes, abs=1e-9)
    assert classifier_score(np.full((50, 10), 0.1)) == pytest.approx(1, abs=1e-9)
    # log 2 less the entropy of a coin that falls on one side in three of four throws.
    entropy = 0.75 * np.log(4 / 3) + 0.25 * np.log(4)
    unsure = [[0.75, 0.25], [0.25, 0.75]]
    assert classifier_score(unsure) == pytest.approx(2 * np.exp(-entropy), abs=1e-12)


def test_label_agreement_counts_the_likeliest_class():
    probabilities = [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.3, 0.4, 0.3], [1.0, 0.0, 0.0]]
    assert label_agreement(probabilities, [0, 2, 1, 1]) == 3 / 4


def test_classes_are_covered_by_one_sure_sample_in_fifty():
    probabilities = np.full((100, 4), 0.25)
    probabilities[:2] = np.eye(4)[0]
    probabilities[2:4] = [0.05, 0.9, 0.05, 0]
    probabilities[4] = np.eye(4)[2]
    probabilities[5:] = [0, 0.05, 0.06, 0.89]
    assert covered_classes(probabilities) == 2
    assert covered_classes(probabilities, share=0.01) == 3
    assert covered_classes(probabilities, sure=0.8) == 3


def test_pairs_of_normal_points_are_as_far_apart_as_is_known():
    # The difference has standard deviation sqrt(2) on each of two axes: a Rayleigh length.
    found = mean_pairwise_distance(normal(40_000, 2).reshape(-1, 1, 2))
    # Four standard errors of 20,000 lengths, which vary by sqrt(4 - pi).
    assert found == pytest.approx(np.pi**0.5, abs=4 * (4 - np.pi) ** 0.5 / 20_000**0.5)
    assert mean_pairwise_distance(np.ones((5, 2))) == 0


def test_no_sample_is_paired_with_itself():
    for seed in range(20):
        assert mean_pairwise_distance([[0.0], [3.0], [-3.0]], seed) == pytest.approx(4)
