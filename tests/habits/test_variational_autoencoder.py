"""As keras.io trains a VAE: an encoder with a `Sampling` layer, a decoder with a sigmoid."""

import keras
import numpy as np
import pytest
from keras import layers, ops

import kerasgen


@keras.saving.register_keras_serializable("habits")
class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        mean, log_var = inputs
        noise = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_var) * noise


def encoder(outputs):
    image = keras.Input((8, 8, 1))
    x = layers.Conv2D(8, 3, activation="relu", strides=2, padding="same")(image)
    x = layers.Dense(16, activation="relu")(layers.Flatten()(x))
    mean, log_var = layers.Dense(2, name="z_mean")(x), layers.Dense(2, name="z_log_var")(x)
    return keras.Model(image, outputs(mean, log_var))


def as_keras_io(mean, log_var):
    return [mean, log_var, Sampling()([mean, log_var])]


def by_name(mean, log_var):
    return {"mean": mean, "log_var": log_var}


def decoder(activation=None):
    latents = keras.Input((2,))
    x = layers.Reshape((4, 4, 8))(layers.Dense(128, activation="relu")(latents))
    x = layers.Conv2DTranspose(1, 3, activation=activation, strides=2, padding="same")(x)
    return keras.Model(latents, x)


def test_outputs_are_given_by_name_and_without_a_last_sigmoid():
    with pytest.raises(ValueError, match=r"dict that has log_var, mean: keras\.Model\(inputs"):
        kerasgen.VAE(encoder(as_keras_io), decoder())
    with pytest.raises(ValueError, match="leave out its last activation"):
        kerasgen.VAE(encoder(by_name), decoder("sigmoid"))


def test_a_sigmoid_may_stay_before_a_gaussian(pictures):
    model = kerasgen.VAE(encoder(by_name), decoder("sigmoid"), likelihood="gaussian:0.3", seed=0)
    model.compile(optimizer="adam")
    history = model.fit(pictures, epochs=3, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]


def test_it_trains_and_draws_the_plane_of_its_latents(pictures, classes):
    keras.utils.set_random_seed(0)
    model = kerasgen.VAE(encoder(by_name), decoder(), seed=0)
    model.compile(optimizer=keras.optimizers.Adam(1e-2))
    history = model.fit(pictures, epochs=6, batch_size=32, verbose=0).history
    assert set(history) == {"loss", "reconstruction_nll", "kl"}
    assert history["loss"][-1] < history["loss"][0]
    means = model.encoder.predict(pictures, verbose=0)["mean"]
    np.testing.assert_allclose(model.encode(pictures), means, atol=1e-6)
    axis = np.linspace(-1, 1, 5)
    plane = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2).astype("float32")
    logits = model.decoder.predict(plane, verbose=0)["logits"]
    np.testing.assert_allclose(model.decode(plane), 1 / (1 + np.exp(-logits)), atol=1e-6)


def test_bytes_of_a_data_set_are_scaled_and_floats_of_bytes_refused(pictures):
    model = kerasgen.VAE(encoder(by_name), decoder(), seed=0)
    model.compile(optimizer=keras.optimizers.SGD(0.0))
    grey = np.uint8(255 * pictures)
    by_bytes, by_floats = (model.evaluate(x, verbose=0) for x in (grey, grey / np.float32(255)))
    assert by_bytes == pytest.approx(by_floats, rel=1e-2)  # the draws are others
    with pytest.raises(kerasgen.errors.InputError, match=r"outside \[0, 1\].* scale the data"):
        model.fit(grey.astype("float32"), verbose=0)
