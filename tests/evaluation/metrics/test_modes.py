"""Modes counted on points whose modes, shares and distances can be counted by hand."""

import math

import numpy as np
import pytest

from kerasgen.data.densities import DENSITIES
from kerasgen.evaluation.metrics.modes import mode_counts

CENTRES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0]])


def counted(points, **options):
    return mode_counts(np.array(points, "float32"), CENTRES, scale=0.5, **options)


def test_one_good_sample_makes_a_mode_count():
    found = counted([[0, 0], [0, 1], [10, 0], [0, 12], [6, 10]])
    # (0, 12) and (6, 10) are 2 and 4 away from their modes, the third and the fourth.
    assert found["modes"] == 2
    assert found["good_share"] == pytest.approx(3 / 5)


def test_good_ends_at_three_standard_deviations_in_all_directions():
    # In the corner of a square of 3 standard deviations the distance is larger.
    for point, good in {(1.5, 0): 1, (1.51, 0): 0, (1.1, 1.1): 0, (-1.0, 1.1): 1}.items():
        found = counted([point])
        assert (found["modes"], found["good_share"]) == (good, good), point
    assert counted([[1.51, 0]], within=4)["modes"] == 1
    assert counted([[1.49, 0]], within=2)["modes"] == 0


def test_reverse_kl_of_shares_worked_by_hand():
    even = [[0, 0], [10, 0], [0, 10], [10, 10]]
    assert counted(even)["reverse_kl"] == pytest.approx(0, abs=1e-12)
    assert counted([[0, 0]] * 7)["reverse_kl"] == pytest.approx(math.log(4))
    # Shares of 1/2, 1/4, 1/4 and 0: log 4 less an entropy of 3/2 log 2.
    half = [[0, 0], [0, 0], [10, 0], [0, 10]]
    assert counted(half)["reverse_kl"] == pytest.approx(math.log(4) - 1.5 * math.log(2))


def test_bad_samples_have_a_share_of_the_modes_that_they_do_not_reach():
    found = counted([[4, 0], [6, 0], [0, 6], [6, 6]])
    assert found == {"modes": 0, "good_share": 0, "reverse_kl": pytest.approx(0, abs=1e-12)}


def test_shares_are_of_all_samples_good_or_not():
    """Two of three are near the first mode, and bad: log 4 less the entropy of 2/3 and 1/3."""
    found = counted([[4, 0], [0, 4], [10, 10]])
    entropy = math.log(3) - 2 / 3 * math.log(2)
    assert found["modes"] == 1 and found["reverse_kl"] == pytest.approx(math.log(4) - entropy)


@pytest.mark.parametrize("name", DENSITIES)
def test_samples_of_the_mixture_itself(name):
    mixture = DENSITIES[name]
    count, modes = 20_000, len(mixture.centres)
    found = mode_counts(mixture.sample(count, seed=5)[0], mixture.centres, mixture.scale)
    assert found["modes"] == modes
    good = math.erf(3 / math.sqrt(2)) if modes == 1 else 1 - math.exp(-4.5)
    four_standard_errors = 4 * math.sqrt(good * (1 - good) / count)
    assert found["good_share"] == pytest.approx(good, abs=four_standard_errors)
    # 2 n KL is chi-squared with `modes - 1` degrees of freedom: its mean, and 5 deviations.
    most = modes - 1 + 5 * math.sqrt(2 * (modes - 1))
    assert 0 <= found["reverse_kl"] <= most / (2 * count) + 1e-12
