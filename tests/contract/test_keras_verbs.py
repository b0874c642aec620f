"""What Keras users call on any model."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops
from small_models import (
    OF_THE_CONTRACT,
    arrays_for,
    build,
    every_method,
    first_of_their_kind,
    untouched,
    with_steps_of_its_own,
)

from kerasgen import Autoencoder, load
from kerasgen.catalogue import methods
from kerasgen.errors import InputError
from kerasgen.vaes.vae import VAE

pytestmark = OF_THE_CONTRACT


def rates(model):
    single = "optimizer" in model.players
    optimizers = [model.optimizer] if single else model.optimizer.optimizers
    return np.array([float(optimizer.learning_rate) for optimizer in optimizers])


@every_method
def test_schedules_of_keras_set_every_rate(method):
    """As they are called by `fit`."""
    model = build(method)
    model.compile()
    before = rates(model)
    halving = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    patience = keras.callbacks.ReduceLROnPlateau("loss", factor=0.1, patience=1, mode="min")
    for callback in (halving, patience):
        callback.set_model(model)
        callback.on_train_begin()
        for epoch in range(2):
            callback.on_epoch_begin(epoch)
            callback.on_epoch_end(epoch, {"loss": 1.0})
    np.testing.assert_allclose(rates(model), before / 4 / 10, rtol=1e-5)


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_fit_goes_with_the_callbacks_of_keras(method, images, tmp_path):
    model = build(method)
    model.compile()
    first = model.logged[0]
    history = model.fit(
        *arrays_for(model, images),
        validation_data=arrays_for(model, images[:16]),
        epochs=4,
        verbose=0,
        callbacks=[
            keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2),
            keras.callbacks.ReduceLROnPlateau(f"val_{first}", mode="min"),
            keras.callbacks.EarlyStopping(first, patience=1, mode="max", min_delta=1e9),
            keras.callbacks.ModelCheckpoint(tmp_path / "best.keras", first, mode="min"),
            keras.callbacks.TensorBoard(tmp_path / "logs"),
            keras.callbacks.CSVLogger(tmp_path / "log.csv"),
        ],
    ).history
    assert len(history[first]) == 2 and f"val_{first}" in history
    assert (tmp_path / "best.keras").is_file() and (tmp_path / "log.csv").is_file()


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_a_data_set_of_dicts_trains(method, images):
    labels = np.arange(len(images)) % 10
    grey = np.uint8(255 * images)
    dataset = tf.data.Dataset.from_tensor_slices({"image": grey, "label": labels}).batch(16)
    model = build(method)
    model.compile()
    assert np.isfinite(model.fit(dataset, verbose=0).history[model.logged[0]]).all()


@every_method
def test_models_ship_by_their_own_export_and_are_no_hdf5(method, tmp_path):
    model = untouched(method.name)
    for verb, place, words in (
        (model.export, "ex", r"kerasgen\.export\(model"),
        (model.save, "model.h5", r"save a \.keras file"),
    ):
        with pytest.raises(InputError, match=words):
            verb(tmp_path / place)
    assert not list(tmp_path.iterdir())


@every_method
def test_players_need_optimizers_of_their_own_and_have_rates_of_their_own(method):
    model = build(method)
    if len(model.players) > 1:
        with pytest.raises(TypeError, match="an optimizer of its own"):
            model.compile(**dict.fromkeys(model.players, keras.optimizers.Adam()))
    model.compile()
    if "optimizer" not in model.players:
        first, *_ = model.players
        with pytest.raises(InputError, match=rf"the rate of each player: model\.{first}\."):
            model.optimizer.learning_rate = 1e-6


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_a_model_that_is_not_trainable_stays_as_it_is(method, images):
    model = build(method)
    model.trainable = False
    model.compile()
    before = [v.numpy() for v in model.weights]
    model.train_step(tuple(map(ops.convert_to_tensor, arrays_for(model, images[:16]))))
    for variable, old in zip(model.weights, before):
        np.testing.assert_array_equal(variable, old, err_msg=variable.path)


def test_weights_of_classes_are_of_classes(images):
    model = build(methods()["autoencoder"])
    model.compile()
    for target in (None, images):
        with pytest.raises(InputError, match="class_weight"):
            model.fit(images, target, class_weight={0: 1.0, 1: 2.0}, verbose=0)


class Doubled(layers.Layer):
    def call(self, inputs):
        return 2.0 * inputs


def with_layer(layer):
    data, codes = keras.Input((8, 8, 1)), keras.Input((4,))
    encoder = keras.Model(data, layers.Dense(4)(layer(layers.Flatten()(data))))
    decoder = keras.Model(codes, layers.Reshape((8, 8, 1))(layers.Dense(64)(codes)))
    return Autoencoder(encoder, decoder)


def test_a_layer_that_is_not_registered_is_named_or_given(images, tmp_path):
    model = with_layer(Doubled())
    model.save(tmp_path / "model.keras")
    with pytest.raises(InputError, match=r"Doubled is not known; .*register_keras_serializable"):
        load(tmp_path / "model.keras")
    again = load(tmp_path / "model.keras", custom_objects={"Doubled": Doubled})
    np.testing.assert_array_equal(again.encode(images), model.encode(images))


def test_a_function_that_could_be_anything_is_not_loaded(tmp_path):
    model = with_layer(layers.Lambda(lambda x: 2.0 * x))
    model.save(tmp_path / "model.keras")
    with pytest.raises(InputError, match="Lambda") as refusal:
        load(tmp_path / "model.keras")
    assert "\n" not in str(refusal.value)


def test_a_class_of_ones_own_trains_and_is_loaded(images, tmp_path):
    @keras.saving.register_keras_serializable("mine")
    class Halved(VAE):
        def objective(self, x, training):
            terms = super().objective(x, training)
            return {**terms, "loss": terms["loss"] / 2}

    model = Halved.from_data_shape((8, 8, 1), latent_dim=2, architecture="dense")
    model.compile()
    model.fit(images, verbose=0)
    model.save(tmp_path / "model.keras")
    assert type(load(tmp_path / "model.keras")) is Halved
