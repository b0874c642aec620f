"""What is drawn of a model: what it generates, or else reconstructs."""

import numpy as np
from scipy.special import expit

from kerasgen import pictures
from kerasgen.data.point_mass import PointMass
from kerasgen.evaluation.metrics.modes import mode_counts
from kerasgen.pictures.points import line, plane, point

# As many in the plane as Lin et al., 2018, count modes with; more for a smooth curve on the line.
POINTS = {(1,): 10_000, (2,): 2500}


def drawn(model, data):
    """A picture of what a model generates, always the same, or else reconstructs.

    Args:
        model: a kerasgen model.
        data: `Data`. Points are drawn beside their density, if it is known.

    Returns:
        uint8 array `(height, width, 3)`, of one size in all states of a model.

    Example:
        >>> pictures.save(drawn(model, load_data("ring")), "samples.png")
    """
    if data.density:
        points = points_of(model, data)
        if isinstance(data.density, PointMass):
            return point(points, data.density, discriminator_output(model))
        if data.data_shape == (2,):
            return plane(points, data.density, modes_reached(points, data.density))
        logits = log_odds(model)
        return line(points, data.density, logits and (lambda x: expit(logits(x))))
    if model.generates:
        return samples(model)
    return over_reconstructions(model, data.test, count=16)


def modes_reached(points, density):
    """A sentence on how many modes of a `Mixture` points reach, and how many are good."""
    found = mode_counts(points, density.centres, density.scale)
    return f"{found['modes']} of {len(density.centres)} modes, {found['good_share']:.0%} good"


def samples(model):
    """A picture of 64 examples that a model generates, or of 10 in a row of each category."""
    for name, count in model.categories.items():
        rows = np.repeat(np.arange(count), 10)
        return pictures.grid(model.generate(len(rows), seed=0, **{name: rows}), columns=10)
    return pictures.grid(model.generate(64, seed=0))


def over_reconstructions(model, split, count):
    """A picture of the first examples of a `Split` over their reconstructions."""
    examples = split.as_floats()[:count]
    labels = [split.labels[:count]] if model.labelled else []
    return pictures.rows(examples, model.reconstruct(examples, *labels))


def points_of(model, data):
    """Points `(count, dimensions)` that a model generates, always the same, or reconstructs."""
    count = POINTS[data.data_shape]
    if model.generates:
        return model.generate(count, seed=0)
    return model.reconstruct(data.test.as_floats()[:count])


def log_odds(model):
    """A discriminator's logits as a function of examples to float64 `(count, 1)`, or None.

    None where logits are not those of the probability that an example is of the data, as
    Proposition 1 of Goodfellow et al., 2014, supposes: other objectives, packs, labels beside.
    """
    probable = model.adversarial and model.objective.log_odds
    return discriminator_output(model) if probable else None


def discriminator_output(model):
    """A discriminator's output as a function of examples to float64 `(count, 1)`, or None.

    None where there is no game, or where it does not take single examples by themselves.
    """
    if not model.adversarial or model.discriminator.input_shape != model.generator.output_shape:
        return None
    return lambda examples: np.array(
        model.discriminator(np.asarray(examples, "float32"), training=False)[model.output],
        "float64",
    )
