"""What points that a model generates are worth, beside the density of its data."""

import math

import numpy as np
from scipy.special import expit, log_expit
from scipy.stats import wasserstein_distance

from kerasgen.data.point_mass import PointMass
from kerasgen.evaluation.drawing import discriminator_output, log_odds, points_of
from kerasgen.evaluation.metrics.modes import mode_counts
from kerasgen.pictures.report import Section, words

# Half of that over which the slope of an output is taken.
STEP = 0.05


def evaluate_density(model, data):
    """All that is measured of a model of points whose density is known.

    Args:
        model: a kerasgen model with `generate`.
        data: `Data` with a `density`, in one dimension or two, or of one point.

    Returns:
        dict of numbers, fit for JSON, and a `report.Section`.

    Example:
        >>> numbers, section = evaluate_density(model, load_data("ring"))
    """
    measure = on_line if data.data_shape == (1,) else in_plane
    measure = at_point if isinstance(data.density, PointMass) else measure
    numbers, controls, sentence = measure(model, data)
    rows = [(words(name), value, controls[name]) for name, value in numbers.items()]
    return numbers, Section("Beside the density", sentence, ("", "samples", "at best"), rows)


def in_plane(model, data):
    """Which modes samples reach: numbers, what test points get, and a sentence."""
    points, mixture = points_of(model, data), (data.density.centres, data.density.scale)
    return (
        mode_counts(points, *mixture),
        mode_counts(data.test.examples[: len(points)], *mixture),
        f"Of {len(points):,} samples those within 3 standard deviations of a mode are good, and "
        "one good sample makes a mode count. The reverse KL, in nats, is that of the shares of "
        "samples nearest to each mode to equal shares. At best: what as many test points get.",
    )


def on_line(model, data):
    """How far apart samples and data are: numbers, their best values, and a sentence."""
    points = points_of(model, data)
    train, test = (split.examples[: len(points)] for split in (data.train, data.test))
    name = "wasserstein_1_over_std"
    numbers, controls = (
        {name: float(wasserstein_distance(others[:, 0], test[:, 0]) / test.std())}
        for others in (points, train)
    )
    sentence = (
        f"The Wasserstein-1 distance of {len(points):,} samples to as many test points is over "
        "the standard deviation of the data; at best, it is that of training points."
    )
    logits = log_odds(model)
    if not logits:
        return numbers, controls, sentence
    of_test, of_samples = logits(test), logits(points)
    reach = 2 * data.density.scale
    of_usual = logits(data.density.centres.mean() + np.linspace(-reach, reach, 401)[:, None])
    numbers |= {
        "mean_discriminator_of_data": float(expit(of_test).mean()),
        "largest_distance_from_half": float(np.abs(expit(of_usual) - 0.5).max()),
        "value_of_the_game": value_of_the_game(of_test, of_samples),
    }
    controls |= {
        "mean_discriminator_of_data": 0.5,
        "largest_distance_from_half": 0.0,
        "value_of_the_game": -math.log(4),
    }
    sentence += (
        " D is the probability that the discriminator gives to a point being data: its mean over "
        "the test points, and its largest distance from 1/2 within 2 standard deviations of their "
        "mean. The value of the game is E log D(x) + E log(1 - D(G(z))). A weak discriminator says "
        "1/2 of all points, too: what samples are worth is the distance above."
    )
    return numbers, controls, sentence


def at_point(model, data):
    """How far a game is from its equilibrium: numbers, their best values, and a sentence."""
    points = points_of(model, data)
    numbers = {"distance_from_data": data.density.distance(points)}
    controls = {"distance_from_data": 0.0, "slope_at_data": 0.0, "value_of_the_game": -math.log(4)}
    output, logits = discriminator_output(model), log_odds(model)
    if output:
        before, after = output(data.density.point + np.array([[-STEP], [STEP]]))[:, 0]
        numbers["slope_at_data"] = float(abs(after - before) / (2 * STEP))
    if logits:
        of_data, of_samples = logits(data.density.point[None]), logits(points)
        numbers["value_of_the_game"] = value_of_the_game(of_data, of_samples)
    return (
        numbers,
        controls,
        "All data are one point. At the equilibrium samples are there too, and the "
        "discriminator is flat; a game that does not converge goes round it. The "
        "value of the game is E log D(x) + E log(1 - D(G(z))).",
    )


def value_of_the_game(of_data, of_samples):
    """`E log D(x) + E log(1 - D(G(z)))` of logits, in nats."""
    return float(log_expit(of_data).mean() + log_expit(-of_samples).mean())
