"""Adversarial objectives beside values and slopes worked out by hand."""

import math

import numpy as np
import pytest
import tensorflow as tf

from kerasgen.formulas.adversarial import (
    Hinge,
    LeastSquares,
    Minimax,
    NonSaturating,
    Relativistic,
    Wasserstein,
    objective_named,
)

REAL, FAKE = np.float32([[0.5], [3.0]]), np.float32([[-0.25], [2.0]])


def log1pexp(x):
    return math.log1p(math.exp(x))


@pytest.mark.parametrize(
    ("objective", "of_discriminator", "of_generator"),
    [
        # -log D(x) = log(1 + exp(-l)), -log(1 - D(G(z))) = log(1 + exp(l)).
        (
            Minimax(),
            [log1pexp(-0.5) + log1pexp(-0.25), log1pexp(-3) + log1pexp(2)],
            [-log1pexp(-0.25), -log1pexp(2)],
        ),
        (
            NonSaturating(),
            [log1pexp(-0.5) + log1pexp(-0.25), log1pexp(-3) + log1pexp(2)],
            [log1pexp(0.25), log1pexp(-2)],
        ),
        (
            LeastSquares(),
            [0.5 * (0.25 + 0.0625), 0.5 * (4 + 4)],
            [0.5 * 1.25**2, 0.5],
        ),
        (Hinge(), [0.5 + 0.75, 0.0 + 3.0], [0.25, -2.0]),
        (Wasserstein(), [-0.75, -1.0], [0.25, -2.0]),
        (Relativistic(), [log1pexp(-0.75), log1pexp(-1)], [log1pexp(0.75), log1pexp(1)]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_losses_by_hand(objective, of_discriminator, of_generator):
    found = objective.discriminator_loss(REAL, FAKE)
    np.testing.assert_allclose(found, of_discriminator, rtol=1e-6)
    real = REAL if objective.generator_sees_data else None
    np.testing.assert_allclose(objective.generator_loss(real, FAKE), of_generator, rtol=1e-6)


@pytest.mark.parametrize(
    ("objective", "expected"),
    [
        (Minimax(), [-log1pexp(-0.5) - log1pexp(-0.25), -log1pexp(-3) - log1pexp(2)]),
        (NonSaturating(), [log1pexp(0.5) + log1pexp(0.25), log1pexp(3) + log1pexp(-2)]),
        (LeastSquares(), [0.5 * (0.25 + 1.5625), 0.5 * (9 + 1)]),
        (Hinge(), [0.75, 1.0]),
        (Wasserstein(), [0.75, 1.0]),
        (Relativistic(), [log1pexp(0.75), log1pexp(1)]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_of_both_sides_by_hand(objective, expected):
    """What a generator minimises of its examples, and the mirror image of it of the data."""
    np.testing.assert_allclose(objective.joint_loss(REAL, FAKE), expected, rtol=1e-6)


def test_at_the_equilibrium():
    nothing = [[0.0]]
    assert float(Minimax().discriminator_loss(nothing, nothing)[0]) == pytest.approx(math.log(4))
    assert float(Minimax().generator_loss(None, nothing)[0]) == pytest.approx(-math.log(2))
    assert float(NonSaturating().generator_loss(None, nothing)[0]) == pytest.approx(math.log(2))
    for loss in (Relativistic().discriminator_loss, Relativistic().generator_loss):
        assert float(loss(nothing, nothing)[0]) == pytest.approx(math.log(2))


def test_a_constant_in_the_output_is_nothing_to_a_relativistic_discriminator():
    for loss in (Relativistic().discriminator_loss, Relativistic().generator_loss):
        np.testing.assert_allclose(loss(REAL, FAKE), loss(REAL + 100, FAKE + 100), rtol=1e-5)


@pytest.mark.parametrize(
    ("objective", "slope"),
    [(Minimax(), lambda d: -d), (NonSaturating(), lambda d: d - 1.0)],
)
@pytest.mark.parametrize("logit", [-12.0, -1.0, 0.0, 3.0])
def test_slopes_of_generators(objective, slope, logit):
    fake = tf.Variable([[logit]])
    with tf.GradientTape() as tape:
        value = objective.generator_loss(None, fake)
    expected = slope(1.0 / (1.0 + math.exp(-logit)))
    assert float(tape.gradient(value, fake)[0, 0]) == pytest.approx(expected, rel=1e-4, abs=1e-9)


def test_names():
    assert isinstance(objective_named("least_squares"), LeastSquares)
    own = Hinge()
    assert objective_named(own) is own
    with pytest.raises(ValueError, match="there are minimax, non_saturating, least_squares"):
        objective_named("leastsquares")
