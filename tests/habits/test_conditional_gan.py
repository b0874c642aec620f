"""As keras.io conditions a GAN: labels beside the noise, and as channels of the pictures."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import kerasgen


def generator():
    latents, label = keras.Input((16,), name="latents"), keras.Input((10,), name="label")
    x = layers.Dense(32, activation="relu")(layers.Concatenate()([latents, label]))
    x = layers.Reshape((8, 8, 1))(layers.Dense(64, activation="tanh")(x))
    return keras.Model({"latents": latents, "label": label}, x)


def discriminator(classes=10):
    image, label = keras.Input((8, 8, 1), name="data"), keras.Input((classes,), name="label")
    planes = layers.UpSampling2D(8)(layers.Reshape((1, 1, classes))(label))
    x = layers.Concatenate()([image, planes])
    x = layers.LeakyReLU(0.2)(layers.Conv2D(8, 3, strides=2, padding="same")(x))
    return keras.Model({"data": image, "label": label}, layers.Dense(1)(layers.Flatten()(x)))


def test_a_data_set_of_pairs_with_one_hot_labels_trains(pictures, classes):
    keras.utils.set_random_seed(0)
    model = kerasgen.ConditionalGAN(generator(), discriminator(), seed=0)
    model.compile(discriminator_optimizer="adam", generator_optimizer="adam")
    data = tf.data.Dataset.from_tensor_slices((2 * pictures - 1, classes)).batch(32)
    model.fit(data.map(lambda x, y: (x, tf.one_hot(y, 10))), epochs=1, verbose=0)
    model.fit(data, epochs=1, verbose=0)
    noise = np.random.default_rng(0).normal(size=(3, 16)).astype("float32")
    given = {"latents": noise, "label": np.eye(10, dtype="float32")[:3]}
    by_network = model.generator.predict(given, verbose=0)
    np.testing.assert_array_equal(
        by_network, model.predict({"latents": noise, "label": np.arange(3)}, verbose=0)
    )
    np.testing.assert_array_equal(
        model.generate(3, seed=1, label=[0, 1, 2])[0], model.generate(3, seed=1, label=0)[0]
    )


def as_channels():
    """keras.io's networks, of which the conditions are a part of the one input."""
    makes = [keras.Input((26,)), layers.Dense(64, "tanh"), layers.Reshape((8, 8, 1))]
    judges = [keras.Input((8, 8, 11)), layers.Flatten(), layers.Dense(1)]
    return keras.Sequential(makes), keras.Sequential(judges)


@pytest.mark.parametrize(
    ("networks", "words"),
    [
        (as_channels, r"What `discriminator` takes must have shape \(8, 8, 1\), not \(8, 8, 11\)"),
        (
            lambda: (as_channels()[0], discriminator()),
            "`generator` must take a dict of lat",
        ),
        (lambda: (generator(), discriminator(9)), r"`label` of `discriminator` .* \(10,\), not"),
    ],
)
def test_networks_that_take_conditions_otherwise_are_refused(networks, words):
    with pytest.raises(ValueError, match=words):
        kerasgen.ConditionalGAN(*networks())
