"""What holds for the conditional VAE beyond the contract."""

import keras
import numpy as np
import pytest
from scipy import stats

from kerasgen.evaluation.metrics import log_likelihood
from kerasgen.formulas.distributions import Gaussian
from kerasgen.networks import Dense
from kerasgen.vaes.conditional_vae import ConditionalVAE
from kerasgen.vaes.vae import VAE


@pytest.mark.slow
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


def test_likelihoods_are_given_the_class(images):
    model = ConditionalVAE.from_data_shape((8, 8, 1), 3, Dense((16,)), classes=3, seed=0)
    z, label = np.zeros((4, 3), "float32"), np.eye(3, dtype="float32")[[0, 1, 2, 0]]
    x = {"data": np.repeat(images[:1], 4, axis=0), "label": label}
    first, second, third, again = np.array(model.nll(x, z, training=True))
    assert first == again and len({first, second, third}) == 3


def test_training_without_labels_is_refused(images):
    model = ConditionalVAE.from_data_shape((8, 8, 1), 3, Dense((16,)), seed=0)
    model.compile()
    with pytest.raises(ValueError, match="needs labels"):
        model.fit(images, verbose=0)


def test_importance_sampled_likelihood_is_that_of_the_data_given_their_class():
    """x = weight z + bias of the class + noise; a posterior wider than the true one."""
    weight, biases, noise = np.array([[1.0], [0.5]]), np.array([[0.0, 0.0], [3.0, -2.0]]), 0.5
    precision = 1 + (weight**2).sum() / noise**2
    back = weight.T / noise**2 / precision
    data, latents, label = (keras.Input((size,)) for size in (2, 1, 2))
    dense, joined = keras.layers.Dense, keras.layers.Concatenate()
    wider = keras.initializers.Constant(np.log(1.5 / precision))
    encoder = keras.Model(
        {"data": data, "label": label},
        {
            "mean": dense(1, name="mean")(joined([data, label])),
            "log_var": dense(1, kernel_initializer="zeros", bias_initializer=wider)(data),
        },
    )
    decoder = keras.Model(
        {"latents": latents, "label": label},
        {"mean": dense(2, name="mean")(joined([latents, label]))},
    )
    encoder.get_layer("mean").set_weights(
        [np.concatenate([back, -back @ biases.T], 1).T, np.zeros(1)]
    )
    decoder.get_layer("mean").set_weights([np.concatenate([weight.T, biases]), np.zeros(2)])
    model = ConditionalVAE(encoder, decoder, likelihood=Gaussian(noise), seed=0)
    labels = np.arange(150) % 2
    covariance = weight @ weight.T + noise**2 * np.eye(2)
    drawn = stats.multivariate_normal([0, 0], covariance).rvs(150, random_state=0)
    x = (drawn + biases[labels]).astype("float32")
    exact = stats.multivariate_normal([0, 0], covariance).logpdf(x - biases[labels])
    found = log_likelihood(model, x, samples=20_000, labels=labels)
    np.testing.assert_allclose(found, exact, atol=0.03)
    assert np.abs(log_likelihood(model, x, samples=20_000, labels=1 - labels) - exact).min() > 0.03


def test_a_call_reconstructs_as_what_is_deployed_does(images):
    model = ConditionalVAE.from_data_shape((8, 8, 1), 4, Dense((16,)), seed=0)
    labels = np.arange(len(images)) % 10
    called = model({"data": images, "label": np.eye(10, dtype="float32")[labels]})
    np.testing.assert_allclose(called, model.reconstruct(images, labels), atol=1e-6)
