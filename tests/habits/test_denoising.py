"""As keras.io denoises pictures: `Sequential` networks, `fit(noisy, clean)`, callbacks."""

import keras
import numpy as np
import pytest
from keras import layers

import kerasgen


def networks():
    encoder = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(8, 3, activation="relu", padding="same"),
            layers.MaxPooling2D(2, padding="same"),
            layers.Flatten(),
        ]
    )
    decoder = keras.Sequential(
        [
            keras.Input((128,)),
            layers.Reshape((4, 4, 8)),
            layers.Conv2DTranspose(8, 3, strides=2, activation="relu", padding="same"),
            layers.Conv2D(1, 3, activation="sigmoid", padding="same"),
        ]
    )
    return encoder, decoder


def noisy(x):
    noise = np.random.default_rng(0).normal(size=x.shape, scale=0.5)
    return np.clip(x + noise, 0, 1).astype("float32")


@pytest.fixture
def model():
    keras.utils.set_random_seed(0)
    noise = layers.GaussianNoise(0.5)
    model = kerasgen.DenoisingAutoencoder(*networks(), corruption=noise, seed=0)
    model.compile(optimizer=keras.optimizers.Adam(1e-2))
    return model


def test_noise_of_ones_own_is_taken_away(model, pictures, unseen, tmp_path):
    best = tmp_path / "best.keras"
    history = model.fit(
        noisy(pictures),
        pictures,
        epochs=12,
        batch_size=32,
        validation_data=(noisy(unseen), unseen),
        callbacks=[
            keras.callbacks.EarlyStopping("val_loss", patience=2, restore_best_weights=True),
            keras.callbacks.ModelCheckpoint(best, save_best_only=True),
            keras.callbacks.TerminateOnNaN(),
        ],
        verbose=0,
    ).history
    error = np.square(model.predict(noisy(unseen), verbose=0) - unseen).sum(axis=(1, 2, 3)).mean()
    assert min(history["val_loss"]) == pytest.approx(error, rel=1e-5)
    kept = keras.models.load_model(best)
    np.testing.assert_allclose(kept.predict(unseen), model.predict(unseen), atol=1e-6)
    before = np.square(noisy(unseen) - unseen).sum(axis=(1, 2, 3)).mean()
    assert error < before


def test_a_saved_model_goes_on_as_the_one_that_was_saved(model, pictures, tmp_path):
    model.fit(noisy(pictures), pictures, epochs=1, verbose=0)
    model.save(tmp_path / "model.keras")
    other = keras.models.load_model(tmp_path / "model.keras")
    for each in (model, other):
        each.fit(noisy(pictures), pictures, epochs=1, shuffle=False, verbose=0)
    np.testing.assert_array_equal(other.predict(pictures), model.predict(pictures))


def test_a_model_without_corruption_says_what_to_give(pictures):
    with pytest.raises(TypeError, match="corruption"):
        kerasgen.DenoisingAutoencoder(*networks())
