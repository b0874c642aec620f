"""Every method computes the same however it is compiled, and in whatever precision."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from small_models import (
    OF_THE_CONTRACT,
    batch_for,
    build,
    first_of_their_kind,
    fit,
    sgd,
    with_steps_of_its_own,
)

from kerasgen.catalogue import methods

pytestmark = OF_THE_CONTRACT


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_eager_and_graph_agree(method, images, same_noise):
    assert_agree(eager_logs(method, images), logs(method, images, jit_compile=False))


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_graph_and_xla_agree(method, images, same_noise):
    assert_agree(*(logs(method, images, jit_compile=compiled) for compiled in (False, True)))


def assert_agree(one, other):
    # Sums in another order, over 2 steps; a difference of two logs is rounded as they are.
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def eager_logs(method, images):
    model = build(method)
    model.compile(**sgd(model))
    arrays = batch_for(model, images)
    for half in (slice(32), slice(32, 64)):
        found = model.train_step(tuple(array[half] for array in arrays))
    return [float(found[name]) for name in model.logged]


def logs(method, images, **compiled):
    model = build(method)
    model.compile(**sgd(model), **compiled)
    history = fit(model, images, batch_size=32).history
    return [history[name][0] for name in model.logged]


@pytest.fixture
def same_noise(monkeypatch):
    """XLA's own draws differ."""

    def same_noise(shape, seed, **_):
        grid = ops.cast(ops.reshape(ops.arange(ops.prod(shape)), shape), "float32")
        return 1.4 * ops.sin(grid + ops.cast(ops.sum(seed), "float32"))

    def same_uniform(shape, seed, minval=0.0, maxval=1.0, dtype=tf.float32, **_):
        share = 0.5 + same_noise(shape, seed) / 2.9
        return tf.cast(minval + (maxval - minval) * share, dtype)

    monkeypatch.setattr(tf.random, "stateless_normal", same_noise)
    monkeypatch.setattr(tf.random, "stateless_uniform", same_uniform)


# A forgotten loss scale is off by thousands; rounding to 8 bits by some percent.
@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
@pytest.mark.parametrize(
    ("policy", "tolerance"),
    [("mixed_bfloat16", 0.15), pytest.param("mixed_float16", 0.05, marks=pytest.mark.slow)],
)
def test_mixed_precision_takes_the_same_step(method, policy, tolerance, images):
    moves = []
    for chosen in ("float32", policy):
        keras.config.set_dtype_policy(chosen)
        model = build(method)
        optimizers = sgd(model)
        if chosen == "mixed_float16":  # the default scale begins with steps that overflow
            scaled = keras.optimizers.LossScaleOptimizer
            optimizers = {p: scaled(o, initial_scale=256.0) for p, o in optimizers.items()}
        model.compile(**optimizers)
        before = [v.numpy() for v in model.trainable_variables]
        model.train_step(batch_for(model, images))
        moves.append(
            np.concatenate(
                [np.ravel(v.numpy() - old) for v, old in zip(model.trainable_variables, before)]
            )
        )
    exact, rounded = moves
    assert np.linalg.norm(rounded - exact) <= tolerance * np.linalg.norm(exact)
