"""Penalties on slopes: closed forms, and the Dirac-GAN on which they are understood."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from dirac import dirac_players
from keras import layers, ops

from kerasgen.formulas.gradient_penalties import (
    R1,
    R2,
    GradientPenalty,
    penalties_named,
    squared_slopes,
)
from kerasgen.gans.minimax_gan import MinimaxGAN
from kerasgen.gans.wgan_gp import WGANGP

DATA = tf.constant(np.random.default_rng(0).standard_normal((6, 3)).astype("float32"))
FAKE = tf.constant(np.random.default_rng(1).standard_normal((6, 3)).astype("float32"))


def linear(weight):
    return lambda x: ops.matmul(x, np.float32(weight)[:, None])


def test_slopes_of_known_functions():
    np.testing.assert_allclose(squared_slopes(linear([1.0, -2.0, 2.0]), DATA), [9.0] * 6)
    quadratic = squared_slopes(lambda x: 0.5 * ops.sum(x**2, axis=1, keepdims=True), DATA)
    np.testing.assert_allclose(quadratic, np.square(DATA).sum(axis=1), rtol=1e-6)


@pytest.mark.parametrize("length", [0.0, 0.5, 1.0, 3.0])
def test_gradient_penalty_of_a_linear_critic(length):
    """`(|w| - 1)^2` wherever it is taken, and its gradient is finite also at slope 0."""
    weight = tf.Variable([[length], [0.0], [0.0]])
    with tf.GradientTape() as tape:
        penalty = GradientPenalty(10.0)(lambda x: x @ weight, DATA, FAKE, (0, 1))
    np.testing.assert_allclose(penalty, [10.0 * (length - 1.0) ** 2] * 6, atol=1e-4)
    gradient = tape.gradient(penalty, weight)
    expected = 6 * 20.0 * (length - 1.0) if length else 0.0
    np.testing.assert_allclose(gradient[0], [expected], atol=1e-2)


def test_points_between_are_uniform_and_one_share_moves_all_dimensions():
    """Of `|x|^2` from 0 to (1, 1): slope `2 sqrt(2) a`; a normal `a` would exceed it."""
    x, fake = tf.ones((20_000, 2)), tf.zeros((20_000, 2))
    penalty = GradientPenalty(1.0)(lambda x: ops.sum(x**2, -1, keepdims=True), x, fake, (0, 1))
    slopes = np.sqrt(np.array(penalty)) * np.where(np.array(penalty) > 1, 1, np.nan) + 1
    assert np.nanmax(slopes) <= 2 * 2**0.5 + 1e-4
    expected = 8 / 3 - 2 * 2**0.5 + 1
    # The standard deviation of a penalty is under 1.
    assert np.mean(penalty) == pytest.approx(expected, abs=4 / 20_000**0.5)


def test_points_lie_between_an_example_and_a_generated_one():
    seen = []

    def output(x):
        seen.append(x.numpy())
        return ops.sum(x, axis=-1, keepdims=True)

    GradientPenalty(1.0)(output, tf.fill((2000, 1), 2.0), tf.fill((2000, 1), 5.0), (0, 1))
    (points,) = seen
    assert 2 <= points.min() < 2.01 and 4.99 < points.max() <= 5
    # Four standard errors of the mean of a uniform distribution over 3.
    assert points.mean() == pytest.approx(3.5, abs=4 * 3 / (12 * 2000) ** 0.5)


def test_r1_is_of_data_and_r2_of_what_is_generated():
    def output(x):
        return 0.5 * ops.sum(x**2, axis=1, keepdims=True)

    for penalty, at in ((R1(4.0), DATA), (R2(4.0), FAKE)):
        expected = 2.0 * np.square(at).sum(axis=1)
        np.testing.assert_allclose(penalty(output, DATA, FAKE, None), expected, rtol=1e-5)


def dirac_gan(theta, psi, penalties=()):
    return MinimaxGAN(*dirac_players(theta, psi), penalties=penalties, seed=0)


def state_of(model):
    return np.array(
        [model.generator.get_weights()[0].item(), model.discriminator.get_weights()[0].item()]
    )


def test_simultaneous_steps_spiral_outwards_as_predicted():
    """By `sqrt(1 + h^2 / 4)` a step near 0 (Mescheder et al., 2018)."""
    step, model = 0.1, dirac_gan(3e-4, 4e-4)
    before = state_of(model)
    x = tf.zeros((2, 1))
    with tf.GradientTape() as tape:
        fake = model.generated(tf.zeros((2, 1)), training=True)
        value = ops.mean(model.generator_loss(x, fake, training=True))
    by_theta = tape.gradient(value, model.generator.trainable_variables)[0]
    with tf.GradientTape() as tape:
        value = ops.mean(model.discriminator_loss(x, fake, training=True))
    by_psi = tape.gradient(value, model.discriminator.trainable_variables)[0]
    after = before - step * np.array([by_theta[0], by_psi[0, 0]])
    growth = np.linalg.norm(after) / np.linalg.norm(before)
    assert growth == pytest.approx((1 + step**2 / 4) ** 0.5, abs=1e-6)


@pytest.mark.slow
def test_r1_converges_at_the_predicted_rate():
    """The slower eigenvalue is `-g/2 + sqrt(g^2/4 - 1/4)` (Mescheder et al., 2018)."""
    gamma, step = 2.0, 0.01
    model = dirac_gan(1e-2, 1e-2, [R1(gamma)])
    model.compile(**{player: keras.optimizers.SGD(step) for player in model.players})
    x, states = np.zeros((1000, 1), "float32"), []
    for _ in range(3):
        model.fit(x, batch_size=1, verbose=0)
        states.append(state_of(model))
    rate = np.log(np.linalg.norm(states[2]) / np.linalg.norm(states[1])) / (1000 * step)
    assert rate == pytest.approx(-gamma / 2 + (gamma**2 / 4 - 0.25) ** 0.5, rel=0.01)


@pytest.mark.slow
def test_penalties_reach_the_critic_and_come_back_from_the_config(images):
    without, penalised = (
        WGANGP.from_data_shape((8, 8, 1), 4, seed=0, penalties=penalties)
        for penalties in ([], [GradientPenalty(5.0), R1(2.0)])
    )
    twin = type(penalised).from_config(penalised.get_config())
    assert [(type(p), p.weight) for p in twin.penalties] == [(GradientPenalty, 5.0), (R1, 2.0)]
    penalised.set_weights(without.get_weights())
    for model in (without, penalised):
        model.compile(**{player: keras.optimizers.SGD(0.1) for player in model.players})
        model.fit(images, batch_size=64, verbose=0)
    pairs = zip(without.critic.get_weights(), penalised.critic.get_weights())
    assert any(not np.allclose(one, other) for one, other in pairs)


def test_a_critic_that_normalises_over_the_batch_is_refused():
    data = keras.Input((8, 8, 1))
    x = layers.BatchNormalization()(layers.Dense(4)(layers.Flatten()(data)))
    normalised = keras.Model(data, {"scores": layers.Dense(1)(x)})
    generator = WGANGP.from_data_shape((8, 8, 1), 4).generator
    with pytest.raises(ValueError, match="batch normalisation"):
        WGANGP(generator, normalised)


def test_penalties_are_named_with_their_weights():
    named = penalties_named("r1:3,gradient_penalty:0.5")
    assert [(type(p), p.weight) for p in named] == [(R1, 3), (GradientPenalty, 0.5)]
    named = penalties_named([R2(2.0), "r1", "r2", "gradient_penalty"])
    assert [penalty.weight for penalty in named] == [2.0, 10.0, 10.0, 10.0]
    with pytest.raises(ValueError, match="there are r1, r2, gradient_penalty"):
        penalties_named("r3")
