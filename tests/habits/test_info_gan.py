"""As tutorials write an InfoGAN: a recognition network with a softmax, a loss for each output."""

import keras
import numpy as np
import pytest
from keras import layers
from scipy import special

import kerasgen
from kerasgen.errors import InputError


def networks(activation=None, features="features"):
    latents, code = keras.Input((8,), name="latents"), keras.Input((10,), name="c1")
    x = layers.Dense(32, activation="relu")(layers.Concatenate()([latents, code]))
    x = layers.Reshape((8, 8, 1))(layers.Dense(64, activation="sigmoid")(x))
    generator = keras.Model({"latents": latents, "c1": code}, x)
    image, taken = keras.Input((8, 8, 1)), keras.Input((16,))
    x = layers.Dense(16, activation="relu")(layers.Flatten()(image))
    discriminator = keras.Model(image, {"logits": layers.Dense(1)(x), features: x})
    return generator, discriminator, keras.Model(taken, layers.Dense(10, activation)(taken))


CODES = {"c1": kerasgen.CategoricalCode(10)}


def test_a_category_is_asked_for_and_read(pictures, classes):
    keras.utils.set_random_seed(0)
    model = kerasgen.InfoGAN(*networks(), codes=CODES, seed=0)
    model.compile(discriminator_optimizer="adam", generator_optimizer="adam")
    history = model.fit(pictures, classes, epochs=2, validation_data=pictures, verbose=0).history
    assert {"mutual_information", "val_mutual_information"} <= set(history)
    made = model.generate(6, seed=1, c1=[0, 0, 0, 1, 1, 1])
    read = model.recognise(made)["c1"]
    assert read.shape == (6, 10)
    np.testing.assert_allclose(read.sum(axis=1), 1.0, rtol=1e-5)
    log_odds = model.recognition.predict(model.discriminator.predict(made)["features"])["c1"]
    np.testing.assert_allclose(read, special.softmax(log_odds, axis=1), rtol=1e-4)
    with pytest.raises(InputError, match="c1 of InfoGAN is a number from 0 to 9, not 10"):
        model.generate(2, c1=10)
    with pytest.raises(InputError, match="generates under no 'label'; it knows c1"):
        model.generate(2, label=3)


@pytest.mark.parametrize(
    ("habit", "words"),
    [
        (lambda: kerasgen.InfoGAN(*networks("softmax"), codes=CODES), "leave out its last activ"),
        (lambda: kerasgen.InfoGAN(*networks(features="x"), codes=CODES), "dict that has features"),
        (lambda: kerasgen.InfoGAN(*networks()), "dict that has c1, c2, c3"),
        (lambda: kerasgen.InfoGAN(*networks(), codes=10), "`codes` are a dict such as"),
        (lambda: kerasgen.InfoGAN(*networks(), codes=CODES).compile(q_optimizer="adam"), "no q_op"),
    ],
)
def test_networks_and_codes_of_another_form_are_refused(habit, words):
    with pytest.raises((TypeError, ValueError), match=words):
        habit()
