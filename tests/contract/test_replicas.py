"""Every method on two replicas."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from small_models import (
    OF_THE_CONTRACT,
    arrays_for,
    build,
    first_of_their_kind,
)

from kerasgen.catalogue import methods
from kerasgen.core.generative_model import GenerativeModel

pytestmark = OF_THE_CONTRACT


@pytest.fixture(scope="module")
def strategy():
    # One for all: the collective operations of two in one process get in each other's way.
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_replicas_stay_in_step(method, strategy, images):
    with strategy.scope():
        model = build(method)
        model.compile()
    arrays = arrays_for(model, images)
    dataset = tf.data.Dataset.from_tensor_slices(arrays).batch(32)
    history = model.fit(dataset, epochs=2, verbose=0).history
    assert np.isfinite(list(history.values())).all()
    for variable in model.variables:
        # Keras's batch normalisation averages over each replica's own part of a batch.
        if variable.name not in ("moving_mean", "moving_variance"):
            one, other = strategy.experimental_local_results(variable.value)
            np.testing.assert_array_equal(one, other, err_msg=variable.path)


class Deterministic(GenerativeModel):
    """The least model without noise: a dense autoencoder under the squared error."""

    networks = ("network",)
    players = {"optimizer": ("network",)}

    def default_optimizers(self):
        return {"optimizer": keras.optimizers.SGD(0.01)}

    def train_step(self, data):
        x = self.data_of(data)
        with tf.GradientTape() as tape:
            loss = ops.sum((self.network(x, training=True) - x) ** 2, axis=(1, 2, 3))
        self.minimize(loss, tape, "optimizer")
        self.log(loss=loss)
        return self.results()


def deterministic_model():
    keras.utils.set_random_seed(1)
    data = keras.Input((8, 8, 1))
    hidden = keras.layers.Dense(4)(keras.layers.Flatten()(data))
    output = keras.layers.Reshape((8, 8, 1))(keras.layers.Dense(64)(hidden))
    return Deterministic(network=keras.Model(data, output))


@pytest.mark.parametrize("count", [64, 35, 33])
def test_two_replicas_equal_one(strategy, images, count):
    """Also where the last batch is two examples for one and one for the other, or one for both."""
    dataset = tf.data.Dataset.from_tensor_slices(images[:count]).batch(32)
    single = deterministic_model()
    single.compile()
    expected = single.fit(dataset, epochs=3, verbose=0).history["loss"]
    with strategy.scope():
        model = deterministic_model()
        model.compile()
    found = model.fit(dataset, epochs=3, verbose=0).history["loss"]
    if count != 33:  # of which one is shown as two
        # Two half sums instead of one whole.
        np.testing.assert_allclose(found, expected, rtol=1e-5)
    for one, other in zip(single.trainable_variables, model.trainable_variables):
        np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_a_replica_without_examples_leaves_all_weights_finite(method, strategy, images):
    with strategy.scope():
        model = build(method)
        model.compile()
    dataset = tf.data.Dataset.from_tensor_slices(arrays_for(model, images[:33])).batch(32)
    model.fit(dataset, verbose=0)
    for variable in model.weights:
        assert np.isfinite(variable).all(), variable.path


def test_replicas_draw_different_noise(strategy):
    with strategy.scope():
        model = deterministic_model()
    seeds = [
        tuple(np.array(seed))
        for _ in range(3)
        for seed in strategy.experimental_local_results(strategy.run(tf.function(model.draw_seed)))
    ]
    assert len(set(seeds)) == 6
