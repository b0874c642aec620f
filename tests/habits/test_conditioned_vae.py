"""As tutorials condition a VAE: labels as a second input, one-hot by `to_categorical`."""

import keras
import numpy as np
import pytest
from keras import layers

import kerasgen
from kerasgen.errors import InputError


def networks():
    image, label = keras.Input((8, 8, 1), name="data"), keras.Input((10,), name="label")
    x = layers.Concatenate()([layers.Flatten()(image), label])
    x = layers.Dense(32, activation="relu")(x)
    heads = {"mean": layers.Dense(2)(x), "log_var": layers.Dense(2)(x)}
    encoder = keras.Model({"data": image, "label": label}, heads)
    latents, label = keras.Input((2,), name="latents"), keras.Input((10,), name="label")
    x = layers.Dense(32, activation="relu")(layers.Concatenate()([latents, label]))
    x = layers.Reshape((8, 8, 1))(layers.Dense(64)(x))
    return encoder, keras.Model({"latents": latents, "label": label}, x)


@pytest.fixture
def model():
    keras.utils.set_random_seed(0)
    model = kerasgen.ConditionalVAE(*networks(), seed=0)
    model.compile(optimizer=keras.optimizers.Adam(1e-2))
    return model


def test_labels_are_the_second_argument_as_numbers_or_one_hot(model, pictures, classes):
    one_hot = keras.utils.to_categorical(classes, 10)
    first = model.fit(pictures, one_hot, epochs=3, verbose=0).history["loss"]
    second = model.fit(pictures, classes[:, None], epochs=3, verbose=0).history["loss"]
    assert first[0] > first[-1] > second[-1]
    latents = np.zeros((2, 2), "float32")
    by_verb = model.decode(latents, label=[3, 8])
    given = {"latents": latents, "label": np.eye(10, dtype="float32")[[3, 8]]}
    logits = model.decoder.predict(given, verbose=0)["logits"]
    np.testing.assert_allclose(by_verb, 1 / (1 + np.exp(-logits)), atol=1e-6)
    expected = model.reconstruct(pictures, label=classes)
    for labels in (one_hot, classes):
        found = model.predict({"data": pictures, "label": labels}, verbose=0)
        np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("habit", "words"),
    [
        (lambda m, x, y: m.fit([x, y], x), "labels or a target are the next argument"),
        (lambda m, x, y: m.fit(x), r"train it on pairs \(x, label\)"),
        (lambda m, x, y: m.fit(x, y.astype(str)), r"np\.unique"),
        (lambda m, x, y: m.fit(x, y + 1), "no numbers from 0 to 9"),
        (lambda m, x, y: m.predict(x), "takes a dict of data, label"),
        (lambda m, x, y: m.predict([x, y]), "takes a dict of data, label"),
        (lambda m, x, y: m.reconstruct(x, label=np.eye(10)[y]), r"label of .* not \(10,\)"),
        (lambda m, x, y: m.generate(2, label="three"), "label of .* a number from 0 to 9"),
    ],
)
def test_other_places_and_forms_of_labels_are_refused(habit, words, model, pictures, classes):
    with pytest.raises(InputError, match=words):
        habit(model, pictures, classes)
