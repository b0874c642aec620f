"""Data of known density, and what is measured of models beside it."""

import math

import numpy as np
import pytest
from scipy import stats

from kerasgen.data import load_data
from kerasgen.data.densities import DENSITIES
from kerasgen.data.mixtures import Mixture
from kerasgen.errors import InputError
from kerasgen.evaluation import drawing
from kerasgen.evaluation.known_density import evaluate_density, value_of_the_game
from kerasgen.formulas.adversarial import NonSaturating, Wasserstein


@pytest.fixture(scope="module", params=DENSITIES)
def data(request):
    return load_data(request.param)


def test_a_mixture_is_a_density_and_known_at_its_centres():
    mixture = Mixture(np.array([[0.0], [3.0]]), scale=0.5)
    x = np.linspace(-5, 8, 2001)[:, None]
    p = (stats.norm.pdf(x, 0, 0.5) + stats.norm.pdf(x, 3, 0.5)) / 2
    np.testing.assert_allclose(mixture.log_density(x), np.log(p[:, 0]), rtol=1e-9)
    assert np.trapezoid(np.exp(mixture.log_density(x)), x[:, 0]) == pytest.approx(1)
    ring = DENSITIES["ring"]
    # The seven others are 70 standard deviations away or more.
    at_centres = -math.log(8) - math.log(2 * math.pi * 0.01**2)
    np.testing.assert_allclose(ring.log_density(ring.centres), at_centres, rtol=1e-9)


def test_modes_are_where_the_papers_have_them():
    ring, grid = DENSITIES["ring"].centres, DENSITIES["grid"].centres
    np.testing.assert_allclose(np.linalg.norm(ring, axis=1), 1)
    chords = np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1)
    np.testing.assert_allclose(chords, 2 * math.sin(math.pi / 8))
    assert {tuple(centre) for centre in grid} == {
        (x, y) for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)
    }
    assert [DENSITIES[name].scale for name in ("gaussian_1d", "ring", "grid")] == [0.5, 0.01, 0.05]


def test_points_are_drawn_from_their_density(data):
    centres, scale = data.density.centres, data.density.scale
    assert (len(data.train), len(data.test)) == (100_000, 10_000)
    for split in (data.train, data.test):
        modes = np.zeros(len(split), int) if split.labels is None else split.labels
        noise = (split.examples - centres[modes]) / scale
        # Four standard errors of a mean, of a standard deviation and of a share.
        error = 4 / math.sqrt(len(split))
        np.testing.assert_allclose(noise.mean(axis=0), 0, atol=error)
        np.testing.assert_allclose(noise.std(axis=0), 1, atol=error / math.sqrt(2))
        shares = np.bincount(modes) / len(split)
        share = 1 / len(centres)
        np.testing.assert_allclose(shares, share, atol=error * math.sqrt(share * (1 - share)))


def test_points_are_always_the_same_and_test_points_are_others(data):
    again = load_data(data.name)
    assert again.fingerprint() == data.fingerprint()
    np.testing.assert_array_equal(again.test.examples, data.test.examples)
    train = {point.tobytes() for point in data.train.examples}
    shared = sum(point.tobytes() in train for point in data.test.examples)
    # On the line float32 values meet by chance.
    assert shared < len(data.test) / 10


def test_labels_are_numbers_of_modes_where_there_are_several(data):
    if len(data.density.centres) == 1:
        assert data.train.labels is None and data.class_names == ()
    else:
        assert data.class_names == tuple(str(mode) for mode in range(len(data.density.centres)))


def test_points_go_into_training_as_they_are(data):
    np.testing.assert_array_equal(data.test.as_floats(), data.test.examples)
    assert data.test.as_floats().dtype == np.float32
    assert data.test.examples.min() < 0 and data.test.examples.max() > 1
    batches = [batch[0] for batch in data.test.batches(1000, seed=0).as_numpy_iterator()]
    fed = np.concatenate(batches)
    assert fed.dtype == np.float32
    np.testing.assert_array_equal(np.sort(fed, axis=0), np.sort(data.test.examples, axis=0))


def test_points_are_no_probabilities_to_draw_from(data):
    with pytest.raises(InputError, match="made of points"):
        data.binarised()


# What is measured beside the density ------------------------------------------------------


class Network:
    """A function of points in the place of a network."""

    input_shape = output_shape = (None, 1)

    def __init__(self, logits):
        self.logits = logits

    def __call__(self, points, training):
        assert not training
        return {"logits": self.logits(points)}


class Shifted:
    """A generator of data that are moved by `shift`, and a discriminator."""

    adversarial = generates = True
    output, objective = "logits", NonSaturating()

    def __init__(self, density, shift, logits=np.zeros_like):
        self.density, self.shift = density, shift
        self.generator = self.discriminator = Network(logits)

    def generate(self, count, seed):
        return self.density.sample(count, seed + 1000)[0] + np.float32(self.shift)


@pytest.fixture(scope="module")
def line():
    return load_data("gaussian_1d")


def test_the_optimum_of_the_game_is_measured_as_such(line):
    numbers, _ = evaluate_density(Shifted(line.density, shift=0.0), line)
    assert numbers["mean_discriminator_of_data"] == 0.5
    assert numbers["largest_distance_from_half"] == 0
    assert numbers["value_of_the_game"] == pytest.approx(-math.log(4))
    # Between two draws of 10,000 of a normal distribution the distance is about .016.
    assert 0 < numbers["wasserstein_1_over_std"] < 0.05


def test_the_best_discriminator_of_a_shifted_generator(line):
    """With `D*` the value is `2 JSD - log 4` (Goodfellow et al., Theorem 1)."""
    shift, scale = 0.3, line.density.scale

    def log_ratio(x):  # of N(1, scale^2) and N(1 + shift, scale^2)
        return (shift**2 - 2 * shift * (np.asarray(x) - 1)) / (2 * scale**2)

    numbers, _ = evaluate_density(Shifted(line.density, shift, log_ratio), line)
    x = np.linspace(-3, 5, 4001)
    p, q = stats.norm.pdf(x, 1, scale), stats.norm.pdf(x, 1 + shift, scale)
    best = p / (p + q)
    value = np.trapezoid(p * np.log(best) + q * np.log1p(-best), x)
    # Five standard errors of means of 10,000 values with deviations of less than .5.
    assert numbers["value_of_the_game"] == pytest.approx(value, abs=0.05)
    assert numbers["value_of_the_game"] > -math.log(4) + 0.05
    mean = np.trapezoid(p * best, x)
    assert numbers["mean_discriminator_of_data"] == pytest.approx(mean, abs=0.01)
    usual = best[np.abs(x - 1) <= 2 * scale]
    assert numbers["largest_distance_from_half"] == pytest.approx(
        np.abs(usual - 0.5).max(), abs=1e-6
    )
    # A shift moves every quantile by itself; the tolerance is the noise of two draws.
    assert numbers["wasserstein_1_over_std"] == pytest.approx(shift / scale, abs=0.05)


def test_the_value_of_a_game_by_hand():
    of_data, of_samples = np.array([0.0, math.log(3)]), np.array([-math.log(4)])
    expected = (math.log(0.5) + math.log(0.75)) / 2 + math.log(0.8)
    assert value_of_the_game(of_data, of_samples) == pytest.approx(expected)


def test_a_confident_discriminator_has_a_finite_value(line):
    sure = Shifted(line.density, 0.0, lambda x: np.full_like(x, 200.0))
    assert evaluate_density(sure, line)[0]["value_of_the_game"] == pytest.approx(-200)


def test_logits_of_other_games_are_no_probabilities(line):
    model = Shifted(line.density, 0.0)
    assert drawing.log_odds(model) is not None
    model.objective = Wasserstein()
    assert drawing.log_odds(model) is None
    assert set(evaluate_density(model, line)[0]) == {"wasserstein_1_over_std"}
    packed = Shifted(line.density, 0.0)
    packed.discriminator = Network(np.zeros_like)
    packed.discriminator.input_shape = (None, 2)
    assert drawing.log_odds(packed) is None


def test_modes_of_samples_are_counted_beside_those_of_test_points():
    ring = load_data("ring")
    numbers, section = evaluate_density(Shifted(ring.density, 0.0), ring)
    assert numbers["modes"] == 8
    assert numbers["good_share"] == pytest.approx(1 - math.exp(-4.5), abs=0.01)
    # At (.1, .1) from its mode a sample is 14 standard deviations away.
    numbers, section = evaluate_density(Shifted(ring.density, 0.1), ring)
    assert (numbers["modes"], numbers["good_share"]) == (0, 0)
    (_, modes, of_test), *_ = section.rows
    assert (modes, of_test) == (0, 8)
