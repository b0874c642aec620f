"""Models and data that are Gaussian, of which all is known in closed form."""

import keras
import numpy as np
from scipy import stats

from kerasgen.formulas.distributions import Gaussian
from kerasgen.vaes.vae import VAE

NUMBERS = np.random.default_rng(0)
WEIGHT = np.array([[1.0, 0.2], [0.5, -0.4], [0.1, 0.3]])
NOISE = 0.5
MARGINAL = stats.multivariate_normal(np.ones(3), WEIGHT @ WEIGHT.T + NOISE**2 * np.eye(3))


def linear_model(width=1.5):
    """A diagonal posterior beside the true one, wider by `width`, so that weights vary."""
    precision = np.eye(2) + WEIGHT.T @ WEIGHT / NOISE**2
    encoder_weight = np.linalg.solve(precision, WEIGHT.T / NOISE**2)
    variance = width**2 * np.diag(np.linalg.inv(precision))
    return linear_gaussian_vae(
        WEIGHT, np.ones(3), NOISE, encoder_weight, -encoder_weight @ np.ones(3), variance
    )


def linear_gaussian_vae(weight, bias, noise, encoder_weight, encoder_bias, variance):
    """x = weight z + bias + noise; q(z | x) = N(encoder_weight x + encoder_bias, variance)."""
    data, latents = keras.Input((len(bias),)), keras.Input((weight.shape[1],))
    dense = keras.layers.Dense
    mean = dense(weight.shape[1], name="mean")(data)
    log_var = dense(weight.shape[1], kernel_initializer="zeros", name="log_var")(data)
    encoder = keras.Model(data, {"mean": mean, "log_var": log_var})
    decoder = keras.Model(latents, {"mean": dense(len(bias))(latents)})
    model = VAE(encoder, decoder, likelihood=Gaussian(noise), seed=0)
    encoder.get_layer("mean").set_weights([encoder_weight.T, encoder_bias])
    encoder.get_layer("log_var").set_weights([np.zeros_like(weight), np.log(variance)])
    decoder.layers[-1].set_weights([weight.T, bias])
    return model


def correlated_gaussians(count):
    """Means of correlation r, posteriors of variance s, and the terms of their KL to N(0, I).

    The aggregated posterior is Gaussian: TC = -1/2 log(1 - (r / (1 + s))^2).
    """
    correlation, variance = 0.9, 0.1
    mean = NUMBERS.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], count)
    covariance = np.array([[1 + variance, correlation], [correlation, 1 + variance]])
    expected = {
        "mutual_information": 0.5 * np.log(np.linalg.det(covariance) / variance**2),
        "total_correlation": -0.5 * np.log(1 - (correlation / (1 + variance)) ** 2),
        "dimension_wise_kl": variance - np.log(1 + variance),
    }
    return mean, np.full((count, 2), np.log(variance)), expected
