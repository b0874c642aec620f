"""The plumbing of every method on models so small that each step can be worked out by hand."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.core.generative_model import GenerativeModel, inference
from kerasgen.gans.gan import GAN
from kerasgen.loading import load
from kerasgen.networks import SINGLE_LAYER, Dense


class Linear(GenerativeModel):
    """Minimises `w x`, whose gradient is the mean of `x`."""

    networks = called_once = ("network",)
    players = {"optimizer": ("network",)}

    def default_optimizers(self):
        return {"optimizer": keras.optimizers.SGD(0.5)}

    def train_step(self, data):
        self.log(loss=self.minimize_of(self.data_of(data)))
        return self.results()

    def minimize_of(self, x):
        with tf.GradientTape() as tape:
            loss = self.network(x, training=True)[:, 0]
        self.minimize(loss, tape, "optimizer")
        return loss


def linear(weight=2.0):
    x = keras.Input((1,))
    start = keras.initializers.Constant(weight)
    slope = keras.layers.Dense(1, use_bias=False, kernel_initializer=start)
    return Linear(network=keras.Model(x, slope(x)))


X = np.float32([[1.0], [2.0], [9.0]])


@pytest.mark.parametrize("scale", [None, 256.0])
def test_a_step_goes_down_the_mean_over_the_examples(scale):
    model, optimizer = linear(), keras.optimizers.SGD(0.5)
    if scale:
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer, initial_scale=scale)
    model.compile(optimizer=optimizer, run_eagerly=True)
    model.train_step(X)
    assert model.network.get_weights()[0].item() == pytest.approx(2 - 0.5 * 4)


def test_a_weighted_step_goes_down_the_weighted_sum_over_their_number():
    """As Keras weights a loss; what is shown is the weighted mean."""
    model = linear()
    model.compile(run_eagerly=True)
    with tf.GradientTape() as tape:
        loss = model.network(X)[:, 0]
    weights = ops.array([1.0, 2.0, 0.0])
    model.minimize(loss, tape, "optimizer", weights)
    assert model.network.get_weights()[0].item() == pytest.approx(2 - 0.5 * (1 + 2 * 2) / 3)
    model.log(weights, loss=loss)
    assert float(model.results()["loss"]) == pytest.approx((2 * 1 + 4 * 2) / 3)


@pytest.mark.parametrize("scale", [None, 256.0])
def test_what_regularisers_ask_is_in_the_gradient(scale):
    """Of `mean(w x) + .1 w^2 + .1 mean((w x)^2)`, at `w = 2`."""
    model, optimizer = linear(), keras.optimizers.SGD(0.5)
    if scale:
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer, initial_scale=scale)
    regularised = keras.layers.ActivityRegularization(l2=0.1)(model.network.output)
    model = Linear(network=keras.Model(model.network.input, regularised))
    model.network.trainable_variables[0].regularizer = keras.regularizers.L2(0.1)
    model.compile(optimizer=optimizer, run_eagerly=True)
    model.train_step(X)
    slope = 4 + 0.1 * 2 * 2 + 0.1 * 2 * 2 * (1 + 4 + 81) / 3
    assert model.network.get_weights()[0].item() == pytest.approx(2 - 0.5 * slope)


def test_what_is_shown_is_the_mean_over_the_examples_of_an_epoch():
    model = linear()
    model.compile(optimizer=keras.optimizers.SGD(0.0), run_eagerly=True)
    history = model.fit(X, batch_size=2, epochs=2, verbose=0).history
    assert history["loss"] == pytest.approx([2 * 4, 2 * 4])


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_no_number_that_is_not_finite_goes_on(value):
    model = linear()
    model.compile(optimizer=keras.optimizers.SGD(0.0), run_eagerly=True)
    with pytest.raises(FloatingPointError, match="loss became infinite or NaN in epoch 1"):
        model.fit(np.float32([[1.0], [value]]), verbose=0)


def test_one_row_of_an_embedding_that_is_looked_up_often_moves_one_rate():
    """Adam's first step is its rate, however long the gradient."""
    codes = keras.Input((4,), dtype="int32")
    embedded = keras.layers.Embedding(3, 1, "zeros")(codes)
    model = Linear(network=keras.Model(codes, ops.sum(embedded, axis=1)))
    model.compile(optimizer=keras.optimizers.Adam(0.1), run_eagerly=True)
    model.train_step(np.int32([[1, 1, 1, 2]]))
    moved = model.network.get_weights()[0][:, 0]
    np.testing.assert_allclose(moved, [0.0, -0.1, -0.1], rtol=1e-5)  # Adam's epsilon


def test_averages_of_weights_come_with_the_statistics_of_now(images):
    """Those of batch normalisation are running means already."""
    model = GAN.from_data_shape((8, 8, 1), 4, Dense((6,)), seed=0)
    averaging = keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.5)
    model.compile(generator_optimizer=averaging, run_eagerly=True)
    for _ in range(2):
        model.averaged("generator")
        model.train_step(ops.convert_to_tensor(images[:8]))
    used, trained = model.averaged("generator"), model.generator
    assert used is not trained and trained.non_trainable_variables
    for one, other in zip(used.non_trainable_variables, trained.non_trainable_variables):
        np.testing.assert_array_equal(one, other)
    assert any((a.numpy() != b).any() for a, b in zip(used.weights, trained.weights))


def test_before_the_first_step_averages_are_the_weights():
    model = GAN.from_data_shape((8, 8, 1), 4, Dense((6,)), seed=0)
    model.compile(generator_optimizer=keras.optimizers.Adam(use_ema=True))
    for one, other in zip(model.averaged("generator").weights, model.generator.weights):
        np.testing.assert_array_equal(one, other)


def test_what_is_deployed_is_not_in_training():
    x = keras.Input((50,), name="x")
    dropped = keras.layers.Dropout(0.5)(x)
    run = inference(keras.Model({"x": x}, {"y": dropped}))
    np.testing.assert_array_equal(run({"x": tf.ones((3, 50))})["y"], np.ones((3, 50)))


def test_batches_of_a_deployed_function_are_put_together_in_order(monkeypatch):
    model, x = linear(), keras.Input((1,), name="x")
    monkeypatch.setattr(model, "deployed", lambda: {"double": keras.Model({"x": x}, {"y": 2 * x})})
    numbers = np.arange(7.0)[:, None]
    found = model.apply_deployed("double", batch_size=3, x=numbers)["y"]
    np.testing.assert_array_equal(found, 2 * numbers)
    assert found.dtype == np.float32


def test_seeds_go_on_where_a_saved_model_had_come_to(tmp_path):
    model = GAN.from_data_shape((3,), 2, Dense((4,)), seed=0)
    first = [tuple(np.array(model.draw_seed())) for _ in range(3)]
    model.save(tmp_path / "model.keras")
    loaded = load(tmp_path / "model.keras")
    later, again = ([tuple(np.array(m.draw_seed())) for _ in range(3)] for m in (model, loaded))
    assert later == again
    assert len({*first, *later}) == 6


def test_gradients_that_keras_adds_up_over_replicas_are_shares(monkeypatch):
    model = linear()
    model.compile(run_eagerly=True)
    two = SimpleNamespace(num_replicas_in_sync=2)
    this_one = SimpleNamespace(all_reduce=lambda operation, value: 2 * value)
    applied = []
    model.optimizer.apply = lambda gradients, variables: applied.append(gradients[0].numpy())
    monkeypatch.setattr("kerasgen.core.replicas.tf.distribute.get_strategy", lambda: two)
    context = "kerasgen.core.replicas.tf.distribute.get_replica_context"
    monkeypatch.setattr(context, lambda: this_one)
    model.minimize_of(X)
    assert applied == [pytest.approx(4 / 2)]


def test_sample_weights_are_refused_and_labels_are_not():
    model = linear()
    with pytest.raises(ValueError, match="takes no sample weights"):
        model.data_of((X, None, np.ones(3)))
    np.testing.assert_array_equal(model.data_of((X, np.ones(3))), X)


def test_kernels_that_networks_share_are_moved_once():
    model = Autoencoder.from_data_shape((3,), 2, SINGLE_LAYER, tied=True)
    kernel, bias, output_bias = model.variables_of("optimizer")
    assert {kernel.shape, bias.shape, output_bias.shape} == {(3, 2), (2,), (3,)}


def test_an_optimizer_of_none_is_the_papers():
    game = GAN.from_data_shape((4,), 2, Dense((4,)))
    game.compile(discriminator_optimizer=keras.optimizers.SGD(0.5), generator_optimizer=None)
    assert float(game.discriminator_optimizer.learning_rate) == 0.5
    assert float(game.generator_optimizer.learning_rate) == pytest.approx(2e-4)


def test_a_model_that_does_not_say_what_it_takes_predicts_from_anything():
    class Called(Linear):
        def call(self, x, training=None):
            return self.network(x, training=training)

    model = Called(network=linear(weight=3.0).network)
    np.testing.assert_allclose(model.predict(X, verbose=0), 3 * X)
