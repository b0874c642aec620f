"""Denoising and stacked denoising autoencoders beyond the contract."""

import keras
import numpy as np
import pytest

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.autoencoders.denoising_autoencoder import DenoisingAutoencoder
from kerasgen.autoencoders.stacked_denoising import classifier, pretrain
from kerasgen.evaluation.metrics import squared_error
from kerasgen.evaluation.restoration import masking_noise
from kerasgen.networks import SINGLE_LAYER, Dense
from kerasgen.networks.layers.corruptions import MaskingNoise


def identity(level):
    """Passes on what it sees: its error is what the corruption did."""
    model = DenoisingAutoencoder.from_data_shape(
        (8, 8, 1), 64, SINGLE_LAYER, "masking", level, seed=0
    )
    for network in (model.encoder, model.decoder):
        (layer,) = (layer for layer in network.layers if layer.weights)
        layer.set_weights([np.eye(64), np.zeros(64)])
    model.compile(optimizer=keras.optimizers.SGD(0.0))
    return model


def test_the_loss_compares_with_clean_data(digits):
    """Masking loses a share of |x|^2; compared with what it saw, the identity would lose 0."""
    images = digits.train.as_floats()
    squares = np.square(images)
    loss = identity(0.3).fit(images, batch_size=512, verbose=0).history["loss"][0]
    deviation = np.sqrt(0.3 * 0.7 * np.square(squares).sum()) / len(images)
    assert loss == pytest.approx(0.3 * squares.sum() / len(images), abs=4 * float(deviation))


def test_corruption_acts_in_training_only(images):
    model = identity(0.3)
    assert model.evaluate(images, verbose=0, return_dict=True)["loss"] == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(model.reconstruct(images), images, atol=1e-6)


def test_corrupted_data_are_taken_as_they_are(images):
    """What the identity loses of halved data is a quarter of the squares."""
    loss = identity(0.3).fit(images / 2, images, verbose=0).history["loss"][0]
    assert loss == pytest.approx(np.square(images).sum() / 4 / len(images), rel=1e-5)


@pytest.mark.slow
def test_it_repairs_better_than_a_plain_autoencoder(digits):
    train, test = digits.train.as_floats(), digits.test.as_floats()
    damaged, errors = masking_noise(test, 0.4), []
    for cls, settings in ((Autoencoder, {}), (DenoisingAutoencoder, {"level": 0.4})):
        model = cls.from_data_shape((8, 8, 1), 64, Dense((128,)), seed=0, **settings)
        model.compile()
        model.fit(train, batch_size=64, epochs=20, verbose=0)
        errors.append(squared_error(test, model.reconstruct(damaged)))
    assert errors[1] < 0.7 * errors[0] and errors[1] < squared_error(test, damaged)


def test_a_corruption_comes_back_with_the_model(tmp_path):
    model = DenoisingAutoencoder.from_data_shape((4,), 2, corruption=MaskingNoise(0.7, seed=3))
    copy = model.from_config(model.get_config())
    assert copy.corruption.get_config() == model.corruption.get_config()


@pytest.mark.slow
def test_stacked_layers_learn_to_denoise_the_codes_below_and_classify(digits):
    images, labels = digits.train.as_floats(), digits.train.labels
    encoder = pretrain(images, units=(128, 64), levels=(0.1, 0.2), epochs=5, batch_size=16)
    first, second = (layer for layer in encoder.layers if layer.weights)
    flat = images[:5].reshape(5, -1)
    below = keras.ops.sigmoid(flat @ first.kernel + first.bias)
    expected = keras.ops.sigmoid(below @ second.kernel + second.bias)
    np.testing.assert_allclose(encoder(images[:5]), expected, atol=1e-5)
    model = classifier(encoder, classes=10)
    model.fit(images, labels, batch_size=16, epochs=15, verbose=0)
    accuracy = model.evaluate(digits.test.as_floats(), digits.test.labels, verbose=0)[1]
    assert accuracy > 0.9


def test_layers_are_trained_one_after_the_other_on_the_codes_below(monkeypatch):
    trained = []
    monkeypatch.setattr(
        DenoisingAutoencoder, "fit", lambda model, x, **options: trained.append((model, x, options))
    )
    data = np.random.default_rng(0).random((6, 2, 4, 1), "float32")
    pretrain(data, units=(5, 3), levels=(0.1, 0.4), epochs=7, batch_size=2, seed=11)
    (first, below, options), (second, codes, _) = trained
    np.testing.assert_array_equal(below, data.reshape(6, 8))
    np.testing.assert_array_equal(codes, first.encode(below))
    assert [model.corruption.rate for model in (first, second)] == [0.1, 0.4]
    assert [model.seed for model in (first, second)] == [11, 12]
    assert (options["epochs"], options["batch_size"]) == (7, 2)


def test_a_level_for_each_layer():
    with pytest.raises(ValueError, match="zip"):
        pretrain(np.zeros((4, 3)), units=(2, 2), levels=(0.1,), epochs=1)
