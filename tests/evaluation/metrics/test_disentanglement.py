import numpy as np
import pytest

from kerasgen.data import load_data
from kerasgen.data.shapes import FACTORS, SIZES
from kerasgen.evaluation.metrics.disentanglement import (
    dci,
    factor_vae_score,
    mutual_information_gap,
)

RANDOM = np.random.default_rng(0)
GRID = RANDOM.permutation(np.tile(np.indices((3, 4, 5, 6)).reshape(4, -1).T, (10, 1)))
# Latents 0 to 3 hold factors 2, 0, 3 and 1.
PERFECT = np.sqrt(1 + GRID[:, [2, 0, 3, 1]]) * [5, -0.7, 2, 1] + [0, 3, -10, 1]
TWO = np.tile(np.indices((8, 8)).reshape(2, -1).T, (50, 1))
VOTES = 800


def four_standard_errors(share):
    return 4 * np.sqrt(share * (1 - share) / VOTES)


def halves(codes, factors):
    half = len(codes) // 2
    return codes[:half], factors[:half], codes[half:], factors[half:]


def scores(codes, factors):
    return {
        "mig": mutual_information_gap(codes, factors),
        "votes": factor_vae_score(codes, factors, VOTES),
        **dci(*halves(codes, factors)),
    }


def expected(**values):
    return pytest.approx(values, abs=0.02)


def test_perfect_codes():
    ones = expected(mig=1, votes=1, disentanglement=1, completeness=1, informativeness=1)
    assert scores(PERFECT, GRID) == ones
    noise = RANDOM.standard_normal((len(GRID), 3))
    assert scores(np.hstack([noise, PERFECT]), GRID) == ones


def test_useless_codes():
    factors = RANDOM.integers([3, 4, 5, 6], size=(40_000, 4))
    codes = RANDOM.standard_normal((40_000, 5))
    assert mutual_information_gap(codes, factors) == pytest.approx(0, abs=0.02)
    assert factor_vae_score(codes, factors, VOTES) == pytest.approx(
        1 / 4, abs=four_standard_errors(1 / 4)
    )
    found = dci(*halves(codes[:8000], factors[:8000]))
    # By chance a value of n is right once in n times; 4 standard errors of 4000 x 4 tries.
    chance = np.mean([1 / 3, 1 / 4, 1 / 5, 1 / 6])
    assert found == pytest.approx(
        {"disentanglement": 0, "completeness": 0, "informativeness": chance}, abs=0.02
    )


def test_factors_held_twice_cost_completeness_but_not_disentanglement():
    assert scores(np.hstack([PERFECT, PERFECT]), GRID) == expected(
        mig=0,
        votes=1,
        disentanglement=1,
        completeness=1 - np.log(2) / np.log(8),
        informativeness=1,
    )


def test_turning_two_factors_by_45_degrees_shares_them_evenly():
    found = scores(TWO @ [[1, 1], [1, -1]], TWO)
    assert found.pop("votes") == pytest.approx(1 / 2, abs=four_standard_errors(1 / 2))
    assert found.pop("informativeness") > 0.9
    assert found == expected(mig=0, disentanglement=0, completeness=0)


def test_mixed_codes_are_worse_but_as_informative():
    rotation = np.linalg.qr(RANDOM.standard_normal((4, 4)))[0]
    found = scores((PERFECT - PERFECT.mean(axis=0)) / PERFECT.std(axis=0) @ rotation, GRID)
    assert found.pop("informativeness") > 0.9
    assert 1 / 4 < found.pop("votes") <= 1
    assert all(0 < value < 0.8 for value in found.values())


def test_constant_codes_tell_nothing():
    found = scores(np.ones((len(TWO), 3)), TWO)
    assert found.pop("votes") == pytest.approx(1 / 2, abs=four_standard_errors(1 / 2))
    assert found == expected(mig=0, disentanglement=0, completeness=0, informativeness=1 / 8)


def test_mutual_information_gap_worked_by_hand():
    factor = [[0], [0], [1], [1]]
    # Bits: H(z) + H(v) - H(z, v) = 0.8113 + 1 - 1.5 for the second latent.
    assert mutual_information_gap([[0, 0], [0, 1], [1, 1], [1, 1]], factor) == pytest.approx(
        1 - 0.3113, abs=1e-4
    )
    assert mutual_information_gap([[0], [1], [1], [1]], factor) == pytest.approx(0.3113, abs=1e-4)
    # In two bins 0, 1 and 2 are one value, and the information is that of the case above.
    found = mutual_information_gap([[0], [9], [8], [9]], factor, bins=2)
    assert found == pytest.approx(0.3113, abs=1e-4)


def test_dci_worked_by_hand():
    value = np.arange(100) % 2
    codes = np.stack([value, np.zeros(100)], axis=1)
    both = np.stack([value, 1 - value], axis=1)
    # One latent for two factors; the test factors are right for one of them.
    assert dci(codes, both, codes, np.stack([value, value], axis=1)) == pytest.approx(
        {"disentanglement": 0, "completeness": 1, "informativeness": 0.5}, abs=1e-9
    )
    assert dci(codes[:, :1], both[:, :1], codes[:, :1], both[:, :1]) == pytest.approx(
        {"disentanglement": 1, "completeness": 1, "informativeness": 1}, abs=1e-9
    )


def test_factor_vae_score_worked_by_hand():
    # Without a latent of its own the third of three factors is taken for one of the others.
    factors = np.tile(np.indices((6, 6, 6)).reshape(3, -1).T, (10, 1))
    assert factor_vae_score(factors[:, :2], factors, VOTES) == pytest.approx(
        2 / 3, abs=four_standard_errors(2 / 3)
    )


def test_votes_do_not_depend_on_the_scales_of_the_latents():
    noisy = TWO + 0.3 * RANDOM.standard_normal(TWO.shape)  # or no variance could be compared
    for scale in (1.0, 0.2, 1e-3):
        assert factor_vae_score(noisy * [1, scale], TWO, VOTES) == 1.0


def test_votes_are_a_function_of_the_seed():
    codes = RANDOM.standard_normal((500, 3))
    first, again, other = (
        factor_vae_score(codes, GRID[:500], VOTES, seed=seed) for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize(
    "metric", [mutual_information_gap, factor_vae_score, lambda *pair: dci(*pair, *pair)]
)
def test_factors_that_do_not_vary_are_refused(metric):
    with pytest.raises(ValueError, match="Factor 1 has a single value"):
        metric(RANDOM.standard_normal((10, 2)), [[i % 2, 5] for i in range(10)])


@pytest.fixture(scope="module")
def data():
    return load_data("shapes")


@pytest.fixture(scope="module")
def grid(data):
    """All images by their factors: `(3, 4, 8, 8, 8, 32, 32)`."""
    images = np.full((*FACTORS.values(), 32, 32), np.nan, "float32")
    for split in (data.train, data.test):
        images[tuple(split.factors.T)] = split.examples[..., 0]
    return images


def moments(images, power_of_x, power_of_y, centre=(0, 0)):
    """`y` upwards."""
    x = np.arange(32) - np.expand_dims(centre[0], (-1, -2))
    y = -np.arange(32)[:, None] - np.expand_dims(centre[1], (-1, -2))
    return (images * x**power_of_x * y**power_of_y).sum((-1, -2)) / images.sum((-1, -2))


def test_shapes_hold_each_combination_once(data, grid):
    count = np.prod(list(FACTORS.values()))
    assert len(data.train) + len(data.test) == count
    assert len(data.test) == round(0.2 * count)
    # All places of the grid are filled, so the splits share nothing.
    assert not np.isnan(grid).any()
    assert len({image.tobytes() for image in grid.reshape(-1, 32, 32)}) == count
    assert data.name == "shapes" and data.class_names == ("square", "ellipse", "heart")
    for split in (data.train, data.test):
        assert split.examples.dtype == np.float32
        np.testing.assert_array_equal(split.labels, split.factors[:, 0])


def test_shapes_are_the_same_every_time(data):
    again = load_data("shapes")
    assert again.fingerprint() == data.fingerprint()
    np.testing.assert_array_equal(again.test.factors, data.test.factors)


def test_shapes_lie_inside(grid):
    assert grid.min() == 0 and grid.max() == 1
    inside = np.zeros((32, 32), bool)
    inside[1:-1, 1:-1] = True
    assert grid[..., ~inside].max() == 0


def test_places_are_two_pixels_apart(grid):
    x, y = moments(grid, 1, 0), moments(grid, 0, 1)
    np.testing.assert_allclose(np.diff(x, axis=3), 2, atol=1e-4)
    np.testing.assert_allclose(np.diff(x, axis=4), 0, atol=1e-4)
    np.testing.assert_allclose(np.diff(y, axis=4), -2, atol=1e-4)
    np.testing.assert_allclose(np.diff(y, axis=3), 0, atol=1e-4)


def test_areas_are_the_squares_of_the_sizes(grid):
    # Along an edge at 45 degrees the 256 points per pixel miss the area by up to a hundredth.
    areas = np.square(SIZES)[:, None, None, None]
    np.testing.assert_allclose(grid.sum((-1, -2)) / areas, 1, atol=0.01)


def test_ellipses_turn_counterclockwise(grid):
    ellipses = grid[1]
    centre = moments(ellipses, 1, 0), moments(ellipses, 0, 1)
    xx, xy, yy = (moments(ellipses, i, 2 - i, centre) for i in (2, 1, 0))
    angles = np.degrees(np.arctan2(2 * xy, xx - yy) / 2)
    turned = np.broadcast_to(11.25 * np.arange(8)[:, None, None], angles.shape)
    np.testing.assert_allclose(angles, turned, atol=1)
