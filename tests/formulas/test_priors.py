"""What priors draw: moments and shares that follow from how they are made."""

import math

import numpy as np
import pytest

from kerasgen.formulas.priors import (
    GaussianPrior,
    MixturePrior,
    RingPrior,
    SwissRollPrior,
    UniformPrior,
    prior_named,
)

COUNT = 40_000
PLANE = [MixturePrior(5), RingPrior(5), SwissRollPrior(5)]
in_the_plane = pytest.mark.parametrize("prior", PLANE, ids=lambda prior: type(prior).__name__)


def polar(codes):
    x, y = np.asarray(codes).T
    return np.hypot(x, y), np.arctan2(y, x) % (2 * math.pi)


def test_a_gaussian_prior_has_its_scale_in_every_direction():
    codes = np.array(GaussianPrior(5.0).draw(COUNT, 3, seed=1))
    np.testing.assert_allclose(np.cov(codes.T), 25 * np.eye(3), atol=0.8)
    np.testing.assert_allclose(codes.mean(axis=0), 0, atol=0.15)


def test_a_uniform_prior_is_flat_between_its_bounds():
    codes = np.array(UniformPrior(2.0).draw(COUNT, 3, seed=1))
    assert np.abs(codes).max() == pytest.approx(2.0, abs=1e-3)
    shares = np.histogram(codes, bins=4, range=(-2.0, 2.0))[0] / codes.size
    np.testing.assert_allclose(shares, 0.25, atol=0.01)
    np.testing.assert_allclose(np.cov(codes.T), 4 / 3 * np.eye(3), atol=0.05)


def test_the_standard_normal_is_known_as_such():
    priors = GaussianPrior(), GaussianPrior(2.0), UniformPrior(), RingPrior()
    assert [prior.is_standard_normal for prior in priors] == [True, False, False, False]


def test_a_petal_points_outward():
    prior = MixturePrior(modes=4, radius=3.0, along=0.8, across=0.3)
    codes = np.array(prior.draw_of(np.ones(COUNT, "int32"), seed=1))
    np.testing.assert_allclose(codes.mean(axis=0), [0.0, 3.0], atol=0.02)
    np.testing.assert_allclose(codes.std(axis=0), [0.3, 0.8], atol=0.02)
    # Half of a right angle: x and y are (outward -+ sideways) / sqrt(2).
    prior = MixturePrior(modes=8, radius=3.0, along=0.8, across=0.3)
    codes = np.array(prior.draw_of(np.ones(COUNT, "int32"), seed=1))
    np.testing.assert_allclose(codes.mean(axis=0), 3.0 / math.sqrt(2), atol=0.02)
    alike, between = (0.64 + 0.09) / 2, (0.64 - 0.09) / 2
    np.testing.assert_allclose(np.cov(codes.T), [[alike, between], [between, alike]], atol=0.02)


def test_arcs_of_a_ring_follow_one_another():
    prior = RingPrior(modes=4, radius=3.0, scale=0.2)
    for mode in range(4):
        distance, angle = polar(prior.draw_of(np.full(COUNT, mode, "int32"), seed=1))
        assert (distance.mean(), distance.std()) == pytest.approx((3.0, 0.2), abs=0.01)
        quarter = math.pi / 2
        assert (angle.min(), angle.max()) == pytest.approx(
            (mode * quarter, (mode + 1) * quarter), abs=0.01
        )
        for part in range(4):  # wherever on the arc
            of_part = distance[(angle - mode * quarter) // (quarter / 4) == part]
            assert (of_part.mean(), of_part.std()) == pytest.approx((3.0, 0.2), abs=0.01)


def test_every_stretch_of_a_spiral_is_as_likely():
    """At half of the radius a quarter of the way lies behind it; angle grows with the distance."""
    prior = SwissRollPrior(modes=4, radius=3.0, turns=0.9, scale=1e-4)
    distance, angle = polar(prior.draw(COUNT, 2, seed=1))
    assert np.mean(distance < 1.5) == pytest.approx(0.25, abs=0.01)
    np.testing.assert_allclose(angle, 2 * math.pi * 0.9 * distance / 3.0, atol=0.05)
    distance, _ = polar(prior.draw_of(np.full(COUNT, 3, "int32"), seed=1))
    assert distance.min() == pytest.approx(3.0 * math.sqrt(3 / 4), abs=0.01)


@in_the_plane
def test_a_prior_is_its_modes_in_equal_shares(prior):
    whole = np.array(prior.draw(COUNT, 2, seed=1))
    modes = [np.array(prior.draw_of(np.full(COUNT, m, "int32"), seed=m)) for m in range(5)]
    np.testing.assert_allclose(whole.mean(axis=0), np.mean(modes, axis=(0, 1)), atol=0.05)
    np.testing.assert_allclose(
        whole.T @ whole / COUNT,
        np.mean([m.T @ m for m in modes], axis=0) / COUNT,
        atol=0.1,
    )


@in_the_plane
def test_draws_are_a_function_of_the_seed(prior):
    first, again, other = (np.array(prior.draw(8, 2, seed=seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).min() > 0


def test_names():
    assert prior_named("gaussian_prior:5.0").scale == 5.0
    assert prior_named("swiss_roll_prior:4").modes == 4
    with pytest.raises(ValueError, match="ring_prior"):
        prior_named("torus_prior")
