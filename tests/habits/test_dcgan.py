"""As keras.io trains a DCGAN: pictures in [-1, 1], a `GANMonitor`, an optimizer for each player."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import kerasgen


def generator(activation="tanh"):
    return keras.Sequential(
        [
            keras.Input((16,)),
            layers.Dense(4 * 4 * 8, use_bias=False),
            layers.BatchNormalization(),
            layers.LeakyReLU(0.2),
            layers.Reshape((4, 4, 8)),
            layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation=activation),
        ]
    )


def discriminator(activation=None):
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(8, 4, strides=2, padding="same"),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(1, activation=activation),
        ]
    )


def adam():
    return keras.optimizers.Adam(1e-3, beta_1=0.5)


@pytest.fixture
def model():
    keras.utils.set_random_seed(0)
    model = kerasgen.GAN(generator(), discriminator(), seed=0)
    model.compile(discriminator_optimizer=adam(), generator_optimizer=adam())
    return model


class Monitor(keras.callbacks.Callback):
    """Makes pictures of fixed noise after every epoch."""

    def __init__(self):
        super().__init__()
        self.pictures = []

    def on_epoch_end(self, epoch, logs=None):
        made = self.model.generator(np.ones((3, 16), "float32"), training=False)
        self.pictures.append(keras.ops.convert_to_numpy(127.5 * (made + 1)))


def test_a_data_set_in_the_range_of_a_tanh_trains_under_a_monitor(model, pictures):
    monitor = Monitor()
    data = tf.data.Dataset.from_tensor_slices(np.uint8(255 * pictures)).shuffle(128, seed=0)
    data = data.batch(32).map(lambda x: tf.cast(x, "float32") / 127.5 - 1)
    history = model.fit(data, epochs=2, callbacks=[monitor], verbose=0).history
    assert set(history) == {"discriminator_loss", "generator_loss"}
    first, second = monitor.pictures
    assert first.shape == (3, 8, 8, 1) and np.abs(first - second).max() > 0
    assert second.min() >= 0 and second.max() <= 255


def test_a_saved_game_goes_on_as_the_one_that_was_saved(model, pictures, tmp_path):
    model.fit(2 * pictures - 1, epochs=1, verbose=0)
    model.save(tmp_path / "game.keras")
    other = keras.models.load_model(tmp_path / "game.keras")
    for each in (model, other):
        each.fit(2 * pictures - 1, epochs=1, shuffle=False, verbose=0)
    np.testing.assert_array_equal(other.generate(4, seed=1), model.generate(4, seed=1))
    model.generator.save(tmp_path / "generator.keras")
    alone = keras.models.load_model(tmp_path / "generator.keras")
    noise = np.ones((4, 16), "float32")
    np.testing.assert_array_equal(alone.predict(noise), model.predict(noise))


def test_a_frozen_player_does_not_move(model, pictures):
    model.discriminator.trainable = False
    model.compile()
    before = model.discriminator.get_weights()
    model.fit(2 * pictures - 1, epochs=1, verbose=0)
    for old, new in zip(before, model.discriminator.get_weights()):
        np.testing.assert_array_equal(old, new)


def test_one_optimizer_for_two_players_is_refused(model):
    one = adam()
    with pytest.raises(TypeError, match="an optimizer of its own"):
        model.compile(discriminator_optimizer=one, generator_optimizer=one)


@pytest.mark.parametrize(
    ("habit", "words"),
    [
        (lambda: kerasgen.GAN(discriminator(), generator()), "the generator comes first"),
        (lambda: kerasgen.GAN(generator(), discriminator("sigmoid")), "leave out its last"),
        (lambda: kerasgen.GAN(generator(), discriminator(), latent_dim=16), "latent_dim"),
    ],
)
def test_networks_in_other_places_or_forms_are_refused(habit, words):
    with pytest.raises(ValueError, match=words):
        habit()


@pytest.mark.parametrize(
    "names", [{"d_optimizer": "adam", "g_optimizer": "adam"}, {"optimizer": "adam"}]
)
def test_other_names_of_optimizers_are_told_the_right_ones(names, model):
    with pytest.raises(TypeError, match="are discriminator_optimizer, generator_optimizer"):
        model.compile(**names)
