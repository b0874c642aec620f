"""What holds for the autoencoder beyond the contract."""

import keras
import numpy as np
import pytest

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.exporting import export
from kerasgen.loading import load
from kerasgen.networks import Dense, Recurrent
from kerasgen.vaes.vae import VAE


def test_loss_is_the_squared_error_of_an_example(images):
    model = Autoencoder.from_data_shape((8, 8, 1), 4, seed=0)
    model.compile()
    loss = model.evaluate(images, verbose=0, return_dict=True)["loss"]
    expected = np.square(model.reconstruct(images) - images).sum(axis=(1, 2, 3)).mean()
    assert loss == pytest.approx(expected, rel=1e-5)


def test_bernoulli_reconstructions_are_probabilities(images):
    model = Autoencoder.from_data_shape((8, 8, 1), 4, likelihood="bernoulli", seed=0)
    model.decoder.layers[-2].set_weights([np.zeros((512, 64)), np.full(64, np.log(3.0))])
    np.testing.assert_allclose(model.reconstruct(images), 0.75, rtol=1e-6)
    model.compile()
    loss = model.evaluate(images, verbose=0, return_dict=True)["loss"]
    expected = -(images * np.log(0.75) + (1 - images) * np.log(0.25)).sum(axis=(1, 2, 3)).mean()
    assert loss == pytest.approx(expected, rel=1e-5)


def tied_model():
    return Autoencoder.from_data_shape((8, 8, 1), 4, Dense((16,), "tanh"), tied=True, seed=0)


def test_tied_decoder_goes_back_through_the_transposed_kernels(images):
    model = tied_model()
    first, second = (layer for layer in model.encoder.layers if layer.weights)
    codes = model.encode(images)
    expected = np.tanh(codes @ np.array(second.kernel).T) @ np.array(first.kernel).T
    np.testing.assert_allclose(model.decode(codes).reshape(64, 64), expected, atol=1e-5)
    # Two kernels once, and biases of 16, 4, 16 and 64.
    assert sum(np.prod(v.shape) for v in model.trainable_variables) == 64 * 16 + 16 * 4 + 100


def test_tied_kernels_stay_tied_through_training_and_saving(images, tmp_path):
    model = tied_model()
    model.compile()
    model.fit(images, epochs=2, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = load(tmp_path / "model.keras")
    loaded.fit(images, epochs=2, verbose=0)
    for trained in (model, loaded):
        kernels = [v for v in trained.encoder.trainable_variables if v.path.endswith("kernel")]
        for kernel in kernels:
            assert any(kernel is v for v in trained.decoder.trainable_variables)
    copy = loaded.from_config(loaded.get_config())
    copy.set_weights(loaded.get_weights())
    np.testing.assert_allclose(copy.reconstruct(images), loaded.reconstruct(images), atol=1e-6)


@pytest.mark.usefixtures("witnesses_at_hand")
def test_tied_models_ship(tmp_path):
    assert all(comparison.passed for comparison in export(tied_model(), tmp_path / "x"))


def test_what_cannot_be_tied_is_refused():
    with pytest.raises(ValueError, match="dense layers can be tied"):
        Autoencoder.from_data_shape((8, 8, 1), 4, "convolutional", tied=True)
    with pytest.raises(ValueError, match="has one output"):
        Autoencoder.from_data_shape((8, 8, 1), 4, tied=True, likelihood="learned_scale_gaussian")


@pytest.mark.usefixtures("witnesses_at_hand")
@pytest.mark.slow
@pytest.mark.parametrize(("cls", "cell"), [(Autoencoder, "gru"), (VAE, "lstm")])
def test_recurrent_models_train_and_ship(cls, cell, tmp_path):
    model = cls.from_data_shape((3, 2), 2, Recurrent(4, cell), seed=0)
    model.compile()
    series = np.random.default_rng(0).random((32, 3, 2), dtype="float32")
    assert np.isfinite(model.fit(series, verbose=0).history["loss"]).all()
    comparisons = export(model, tmp_path / "x")
    assert all(comparison.passed for comparison in comparisons)
    assert ("onnxruntime", "reconstruct") in {(c.runtime, c.function) for c in comparisons}


def test_recurrent_codes_depend_on_the_order_of_the_steps(images):
    model = Autoencoder.from_data_shape((8, 8, 1), 4, "recurrent", seed=0)
    assert not np.allclose(model.encode(images), model.encode(images[:, ::-1]), atol=1e-3)


@pytest.mark.parametrize("shape", [(6,), (5, 3)])
def test_series_go_through_recurrent_networks(shape):
    model = Autoencoder.from_data_shape(shape, 2, "recurrent")
    series = np.random.default_rng(0).random((7, *shape), dtype="float32")
    assert model.encode(series).shape == (7, 2)
    assert model.reconstruct(series).shape == series.shape


def test_unknown_cells_are_refused():
    with pytest.raises(ValueError, match="there are lstm, gru"):
        Autoencoder.from_data_shape((6,), 2, Recurrent(cell="rnn"))


@pytest.mark.slow
def test_a_small_code_reconstructs_better_than_as_many_principal_components(digits):
    from sklearn.decomposition import PCA

    images = digits.train.as_floats()
    flat = images.reshape(len(images), -1)
    pca = PCA(3).fit(flat)
    linear = np.square(pca.inverse_transform(pca.transform(flat)) - flat).sum(axis=1).mean()
    model = Autoencoder.from_data_shape((8, 8, 1), 3, Dense((128, 64)), seed=0)
    model.compile(optimizer=keras.optimizers.Adam(3e-3))
    history = model.fit(images, batch_size=64, epochs=25, verbose=0).history
    assert history["loss"][-1] < 0.9 * linear
