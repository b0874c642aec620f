"""The game on codes: the discriminator that is best, and what the encoder makes of it."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.formulas.priors import GaussianPrior, Prior
from kerasgen.hybrids.adversarial_autoencoder import AdversarialAutoencoder
from kerasgen.networks import Dense

MEAN = np.array([1.0, -0.5])
COVARIANCE = np.array([[1.5, 0.6], [0.6, 0.8]])


def quadratic_discriminator():
    """Codes in the plane to a logit that is any polynomial of degree 2."""
    code = keras.Input((2,))
    x, y = code[:, :1], code[:, 1:]
    terms = layers.Concatenate()([x, y, x * x, x * y, y * y])
    return keras.Model(code, layers.Dense(1, name="logits")(terms))


def linear(discriminator, **kwargs):
    """Codes that are the data themselves, until the encoder moves."""
    identity = keras.initializers.Identity()
    data, code = keras.Input((2,)), keras.Input((2,))
    encoder = keras.Model(data, layers.Dense(2, kernel_initializer=identity)(data))
    decoder = keras.Model(code, {"mean": layers.Dense(2, kernel_initializer=identity)(code)})
    return AdversarialAutoencoder(encoder, decoder, discriminator, seed=0, **kwargs)


def gaussian_codes(count):
    noise = np.random.default_rng(1).standard_normal((count, 2))
    return (MEAN + noise @ np.linalg.cholesky(COVARIANCE).T).astype("float32")


def log_ratio():
    """Coefficients of `log N(z; 0, I) - log N(z; MEAN, COVARIANCE)`, and its constant."""
    precision = np.linalg.inv(COVARIANCE)
    quadratic = 0.5 * (precision - np.eye(2))
    by_mean = -precision @ MEAN
    constant = 0.5 * MEAN @ precision @ MEAN + 0.5 * np.log(np.linalg.det(COVARIANCE))
    kernel = [*by_mean, quadratic[0, 0], 2 * quadratic[0, 1], quadratic[1, 1]]
    return np.array(kernel)[:, None], np.array([constant])


def slope_at(kernel, bias):
    """The gradient of the discriminator's loss between the prior and Gaussian codes."""
    model = linear(quadratic_discriminator())
    model.discriminator.set_weights([kernel, bias])
    code = tf.constant(gaussian_codes(200_000))
    z = model.sample_latents(len(code))
    with tf.GradientTape() as tape:
        loss = ops.mean(model.discriminator_loss(z, code, training=True))
    slopes = tape.gradient(loss, model.discriminator.trainable_variables)
    return np.concatenate([np.ravel(slope) for slope in slopes])


def test_the_best_discriminator_of_gaussian_codes_is_the_quadratic_of_their_log_ratio():
    """Sampling leaves the slope some thousandths; it is convex, so there is one minimum."""
    kernel, bias = log_ratio()
    assert np.abs(slope_at(kernel, bias)).max() < 0.01
    for wrong in (0.8, -1.0):  # too flat; codes for the prior
        assert np.abs(slope_at(wrong * kernel, wrong * bias)).max() > 0.03


def test_of_codes_that_have_the_prior_the_game_is_worth_log_4():
    model = linear(quadratic_discriminator())
    model.discriminator.set_weights([np.zeros((5, 1)), np.zeros(1)])
    z = model.sample_latents(6)
    assert np.array(model.discriminator_loss(z, z, training=True)) == pytest.approx(np.log(4))
    assert np.array(model.encoder_loss(z, z, training=True)) == pytest.approx(np.log(2))


def small(cls, **kwargs):
    keras.utils.set_random_seed(0)
    model = cls.from_data_shape((8, 8, 1), 3, Dense((16,)), seed=0, **kwargs)
    model.compile()
    return model


def test_a_game_of_no_weight_leaves_the_autoencoder(images):
    plain, hybrid = small(Autoencoder), small(AdversarialAutoencoder, adversarial_weight=0.0)
    for name in ("encoder", "decoder"):
        getattr(hybrid, name).set_weights(getattr(plain, name).get_weights())
    for model in (plain, hybrid):
        for start in (0, 32):
            model.train_step(images[start : start + 32])
    for name in ("encoder", "decoder"):
        pairs = zip(getattr(plain, name).get_weights(), getattr(hybrid, name).get_weights())
        for one, other in pairs:
            np.testing.assert_array_equal(one, other)


def test_codes_take_the_prior():
    """Without reconstruction, whose mean and covariance are the data's own."""
    model = linear(quadratic_discriminator(), prior=GaussianPrior(2.0))
    model.compile(
        optimizer=keras.optimizers.SGD(0.0),
        discriminator_optimizer=keras.optimizers.Adam(2e-2, beta_1=0.5),
        encoder_optimizer=keras.optimizers.Adam(5e-3, beta_1=0.5),
    )
    data = gaussian_codes(20_000)
    model.fit(data, batch_size=500, epochs=30, verbose=0)
    codes = model.encode(data)
    np.testing.assert_allclose(codes.mean(axis=0), 0.0, atol=0.3)
    np.testing.assert_allclose(np.cov(codes.T), 4.0 * np.eye(2), atol=0.8)


def test_what_is_generated_is_decoded_from_the_prior():
    class One(Prior):
        def draw(self, count, latent_dim, seed):
            return ops.ones((count, latent_dim))

    model = small(AdversarialAutoencoder, prior=One())
    np.testing.assert_array_equal(model.generate(2, seed=1), model.decode(np.ones((2, 3))))


def test_a_prior_of_other_dimensions_is_refused():
    with pytest.raises(ValueError, match=r"RingPrior is of 2 dimensions .* 3 latents"):
        small(AdversarialAutoencoder, prior="ring_prior")
