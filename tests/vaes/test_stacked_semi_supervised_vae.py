"""M1 + M2: which codes are learnt from, what is decoded, and M2 where codes are the data."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from small_models import remade

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.evaluation.metrics import log_likelihood
from kerasgen.networks import Dense
from kerasgen.vaes.semi_supervised_vae import SemiSupervisedVAE
from kerasgen.vaes.stacked_semi_supervised_vae import StackedSemiSupervisedVAE
from kerasgen.vaes.vae import VAE

POINTS = np.random.default_rng(0).normal((3.0, -1.0), (0.5, 2.0), (4000, 2)).astype("float32")
LABELS = np.arange(4000) % 4 - 1


def identity():
    """An autoencoder whose codes are the data, two numbers."""
    data, code = keras.Input((2,)), keras.Input((2,))
    return Autoencoder(
        keras.Model(data, layers.Identity()(data)),
        keras.Model(code, {"mean": layers.Identity()(code)}),
    )


def coder(slopes, deviations):
    """A VAE of two numbers: posterior means `slopes` times them, decoded by adding them up."""
    data, code = keras.Input((2,)), keras.Input((3,))
    mean = ops.matmul(data, np.float32(slopes))
    log_var = 0.0 * mean + 2 * np.log(np.float32(deviations))
    return VAE(
        keras.Model(data, {"mean": mean, "log_var": log_var}),
        keras.Model(code, {"mean": ops.matmul(code, np.float32([[1, 0], [0, 1], [1, 1]]))}),
        likelihood="gaussian:1.0",
    )


def stacked(autoencoder, **kwargs):
    keras.utils.set_random_seed(0)
    return StackedSemiSupervisedVAE.from_data_shape(
        (2,), 2, Dense((8,)), classes=3, autoencoder=autoencoder, seed=0, **kwargs
    )


def test_of_codes_that_are_the_data_it_is_the_semi_supervised_vae():
    model = stacked(identity())
    plain = SemiSupervisedVAE(
        model.encoder, model.decoder, model.classifier, likelihood=model.likelihood
    )
    batch = ops.convert_to_tensor(POINTS[:64]), ops.convert_to_tensor(LABELS[:64])
    losses = []
    for each in (model, plain):
        each.seed_generator.state.assign([3, 0])
        if each is plain:
            each.draw_seed()  # the one that codes are drawn by
        losses.append(each.objective(*each.given(batch), training=False)["loss"])
    np.testing.assert_allclose(*losses, rtol=1e-5)
    np.testing.assert_allclose(
        model.classify(POINTS[:8]), plain.classify(POINTS[:8]), rtol=1e-4, atol=1e-6
    )


def test_codes_are_drawn_afresh_from_the_posteriors_and_scaled():
    deviations = np.array([0.5, 2.0, 1.0])
    vae = coder([[1, 0, 1], [0, 1, 1]], deviations)
    center, spread = np.array([3.0, -1.0, 2.0]), np.array([0.5, 2.0, 4.0])
    model = stacked(vae, center=center, spread=spread)
    batch = ops.convert_to_tensor(POINTS[:1]), ops.convert_to_tensor(LABELS[:1])
    draws = np.concatenate([model.examples(batch)["data"] for _ in range(400)])
    mean = np.array([*POINTS[0], POINTS[0].sum()])
    np.testing.assert_allclose(draws.mean(axis=0), (mean - center) / spread, atol=0.25)
    np.testing.assert_allclose(draws.std(axis=0), deviations / spread, rtol=0.15)


def test_latents_that_are_not_used_are_left_out_and_stay_at_their_mean():
    """The second has the prior for its posterior, whatever the data are."""
    vae = coder([[1, 0, 0], [0, 0, 1]], [0.1, 1.0, 0.1])
    model = stacked(vae, examples=POINTS)
    assert model.kept == [0, 2]
    assert model.examples((POINTS[:5], LABELS[:5]))["data"].shape == (5, 2)
    np.testing.assert_allclose(model.center, [3.0, 0.0, -1.0], atol=0.1)
    codes = np.array(model.scaled(vae.codes(POINTS, training=False)["mean"]))[:, [0, 2]]
    np.testing.assert_allclose(model.features(POINTS), codes, atol=1e-5)
    logits = model.classifier(codes)["class_logits"]
    np.testing.assert_allclose(model.classify(POINTS), ops.softmax(logits), atol=1e-5)


def test_what_is_decoded_is_decoded_where_codes_lie():
    """The decoder's codes are its latents; the sum of the third and each is 1 more than them."""
    latents, label = keras.Input((2,), name="latents"), keras.Input((3,), name="label")
    scale = ops.zeros_like(latents)
    decoder = keras.Model(
        {"latents": latents, "label": label},
        {"mean": layers.Identity()(latents), "log_scale": scale},
    )
    vae = coder([[1, 0, 0], [0, 0, 1]], [0.1, 1.0, 0.1])
    model = stacked(vae, kept=[0, 2], center=[10.0, 20.0, 30.0], spread=[1.0, 5.0, 2.0])
    model = remade(model, decoder=decoder)
    z = np.float32([[0.0, 0.0], [1.0, -1.0]])
    # Codes (10, 20, 30) and (11, 20, 28), of which data are first plus third, second plus third.
    expected = [[40.0, 50.0], [39.0, 48.0]]
    np.testing.assert_allclose(model.decode(z, np.array([0, 1])), expected, rtol=1e-5)


def test_codes_are_generated_with_the_noise_that_the_likelihood_says():
    """The decoder's codes are its latents, of variance 1, and their noise has the variance 4."""
    latents, label = keras.Input((2,), name="latents"), keras.Input((3,), name="label")
    decoder = keras.Model(
        {"latents": latents, "label": label}, {"mean": layers.Identity()(latents)}
    )
    model = stacked(identity(), likelihood="gaussian:2.0", center=[10.0, 0.0], spread=[1.0, 3.0])
    generated = remade(model, decoder=decoder).generate(20_000, seed=1)
    covariance = [[5.0, 0.0], [0.0, 45.0]]
    np.testing.assert_allclose(generated.mean(axis=0), [10.0, 0.0], atol=0.2)
    np.testing.assert_allclose(np.cov(generated.T), covariance, rtol=0.05, atol=0.6)


def test_a_likelihood_that_is_no_gaussians_is_refused():
    with pytest.raises(ValueError, match="Bernoulli is of others"):
        stacked(identity(), likelihood="bernoulli")


def test_the_autoencoder_stays_as_it_is(images):
    vae = VAE.from_data_shape((8, 8, 1), 4, Dense((16,)))
    model = StackedSemiSupervisedVAE.from_data_shape((8, 8, 1), 3, Dense((8,)), autoencoder=vae)
    model.compile()
    before = [model.classifier.get_weights(), model.autoencoder.get_weights()]
    model.fit(images, np.arange(len(images)) % 10, batch_size=16, verbose=0)
    assert any((a != b).any() for a, b in zip(before[0], model.classifier.get_weights()))
    for old, new in zip(before[1], model.autoencoder.get_weights(), strict=True):
        np.testing.assert_array_equal(new, old)


def test_it_has_no_likelihood_of_data():
    with pytest.raises(NotImplementedError, match="none of data"):
        log_likelihood(stacked(identity()), POINTS[:4], samples=2, labels=LABELS[:4])


def test_latents_that_there_are_not_are_refused():
    with pytest.raises(ValueError, match="from 0 to 1"):
        stacked(identity(), kept=[1, 2])
