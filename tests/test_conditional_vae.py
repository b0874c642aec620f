"""What holds for the conditional VAE beyond the contract."""

import keras
import numpy as np
import pytest

from kerasgen.networks import Dense
from kerasgen.vaes.conditional_vae import ConditionalVAE
from kerasgen.vaes.vae import VAE


def test_latents_hold_nothing_that_the_class_says():
    """Data that are their class: the VAE needs log 4 nats of KL, this one none."""
    labels = np.arange(2000) % 4
    x = np.repeat(np.eye(4, dtype="float32")[labels], 3, axis=1)
    found = {}
    for cls in (VAE, ConditionalVAE):
        keras.utils.set_random_seed(0)
        model = cls.from_data_shape(
            (12,), 2, Dense((16,)), seed=0, **({"classes": 4} if cls is ConditionalVAE else {})
        )
        model.compile(optimizer=keras.optimizers.Adam(1e-2), jit_compile=True)
        arrays = (x, labels) if cls is ConditionalVAE else (x,)
        history = model.fit(*arrays, batch_size=50, epochs=15, verbose=0).history
        found[cls] = {name: values[-1] for name, values in history.items()}
    assert found[ConditionalVAE]["loss"] == pytest.approx(0.0, abs=0.1)
    assert found[ConditionalVAE]["kl"] < 0.05
    assert found[VAE]["kl"] > 0.9 * np.log(4)
    for label in range(4):
        drawn = model.generate(5, seed=0, label=label)
        np.testing.assert_allclose(drawn, np.repeat(np.eye(4)[[label] * 5], 3, axis=1), atol=0.05)


def test_encoder_and_decoder_are_told_the_class(images):
    model = ConditionalVAE.from_data_shape((8, 8, 1), 3, Dense((16,)), classes=3, seed=0)
    ones, twos = np.full(len(images), 1), np.full(len(images), 2)
    assert not np.allclose(model.encode(images, ones), model.encode(images, twos))
    codes = model.encode(images, ones)
    assert not np.allclose(model.decode(codes, ones), model.decode(codes, twos))
    np.testing.assert_allclose(
        model.reconstruct(images, ones), model.decode(codes, ones), atol=1e-6
    )


def test_training_without_labels_is_refused(images):
    model = ConditionalVAE.from_data_shape((8, 8, 1), 3, Dense((16,)), seed=0)
    model.compile()
    with pytest.raises(ValueError, match="needs labels"):
        model.fit(images, verbose=0)
