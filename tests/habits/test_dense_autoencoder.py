"""As the Keras blog builds autoencoders: flat vectors, a layer or two, `fit(x, x)`."""

import keras
import numpy as np
import pytest
from keras import layers

import kerasgen


@pytest.fixture
def flat(pictures):
    return pictures.reshape(-1, 64)


def networks(penalty=None):
    pixels, code = keras.Input((64,)), keras.Input((16,))
    encode = layers.Dense(16, "relu", activity_regularizer=penalty)
    return (
        keras.Model(pixels, encode(pixels), name="encoder"),
        keras.Model(code, layers.Dense(64, "sigmoid")(code), name="decoder"),
    )


def trained(flat, unseen, **options):
    keras.utils.set_random_seed(0)
    model = kerasgen.Autoencoder(*networks(**options))
    model.compile(optimizer=keras.optimizers.Adam(1e-2))
    validation = unseen.reshape(-1, 64), unseen.reshape(-1, 64)
    history = model.fit(
        flat, flat, epochs=8, batch_size=32, shuffle=True, validation_data=validation, verbose=0
    )
    return model, history.history


def test_inputs_are_their_own_targets(flat, unseen):
    model, history = trained(flat, unseen)
    assert history["loss"][-1] < history["loss"][0]
    by_parts = model.decoder.predict(model.encoder.predict(flat, verbose=0), verbose=0)["mean"]
    by_model = model.predict(flat, verbose=0)
    np.testing.assert_allclose(by_model, by_parts, atol=1e-6)
    error = np.square(by_model - flat).sum(axis=1).mean()
    assert model.evaluate(flat, flat, verbose=0) == pytest.approx(error, rel=1e-5)
    unseen = unseen.reshape(-1, 64)
    error = np.square(model.reconstruct(unseen) - unseen).sum(axis=1).mean()
    assert history["val_loss"][-1] == pytest.approx(error, rel=1e-5)


def test_a_penalty_of_activities_makes_codes_sparse(flat, unseen):
    dense, _ = trained(flat, unseen)
    sparse, _ = trained(flat, unseen, penalty=keras.regularizers.L1(0.1))
    assert sparse.encode(flat).mean() < 0.5 * dense.encode(flat).mean()


def test_a_decoder_made_of_the_last_layer_of_the_whole_is_the_same_layer(flat, unseen):
    encoder, _ = networks()
    last = layers.Dense(64, "sigmoid")
    whole = keras.Model(encoder.input, last(encoder.output))
    code = keras.Input((16,))
    model = kerasgen.Autoencoder(encoder, keras.Model(code, whole.layers[-1](code)))
    model.compile(optimizer="adam")
    model.fit(flat, flat, epochs=1, verbose=0)
    np.testing.assert_allclose(whole.predict(flat, verbose=0), model.reconstruct(flat), atol=1e-6)


@pytest.mark.parametrize(
    ("habit", "words"),
    [
        (lambda: kerasgen.Autoencoder(networks()[0]), "decoder"),
        (lambda: kerasgen.Autoencoder(*networks()).compile(optimizer="adam", loss="mse"), "loss"),
        (lambda: kerasgen.Autoencoder(*networks()).compile("adam"), r"compile\(optimizer=\.\.\.\)"),
        (lambda: kerasgen.Autoencoder(*networks()).compile(metrics=["mae"]), "metrics"),
    ],
)
def test_what_has_another_place_here_is_named(habit, words):
    with pytest.raises(TypeError, match=words):
        habit()
