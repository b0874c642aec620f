"""As keras.io trains a VQ-VAE: embeddings counted, `fit(x)`, codes and a prior over them."""

import keras
import numpy as np
import pytest

import kerasgen
from kerasgen.errors import InputError


@pytest.fixture
def model():
    keras.utils.set_random_seed(0)
    model = kerasgen.VQVAE.from_data_shape((8, 8, 1), 4, codes=16, positions=4, seed=0)
    model.compile(optimizer=keras.optimizers.Adam(1e-2))
    return model


def test_pictures_become_rows_of_a_codebook(model, pictures, unseen, tmp_path):
    history = model.fit(
        pictures, epochs=4, batch_size=32, validation_data=(unseen,), verbose=0
    ).history
    assert history["loss"][-1] < history["loss"][0] and "val_loss" in history
    codes = model.encode(unseen).reshape(-1, 4)
    codebook = np.concatenate([w for w in model.get_weights() if w.shape == (16, 4)])
    nearest = np.abs(codes[:, None] - codebook[None]).sum(axis=2).min(axis=1)
    np.testing.assert_allclose(nearest, 0.0, atol=1e-5)
    np.testing.assert_allclose(model.predict(unseen), model.reconstruct(unseen), atol=1e-6)
    model.save_weights(tmp_path / "vq.weights.h5")
    other = kerasgen.VQVAE.from_config(model.get_config())
    other.load_weights(tmp_path / "vq.weights.h5")
    np.testing.assert_array_equal(other.reconstruct(unseen), model.reconstruct(unseen))


@pytest.mark.parametrize(
    ("habit", "words"),
    [
        (lambda: kerasgen.VQVAE(train_variance=0.1, num_embeddings=128), "encoder"),
        (lambda: kerasgen.VQVAE.from_data_shape((8, 8, 1), num_embeddings=64), "num_embeddings"),
    ],
)
def test_what_has_another_name_here_is_named(habit, words):
    with pytest.raises((TypeError, ValueError), match=words):
        habit()


def test_there_is_no_target_but_the_data(model, pictures):
    with pytest.raises(InputError, match="learns from examples alone"):
        model.fit(pictures, pictures, verbose=0)
