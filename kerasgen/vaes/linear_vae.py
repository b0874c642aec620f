"""Linear VAE, which is probabilistic principal component analysis."""

import math

import keras
import numpy as np
from keras import layers, ops
from scipy.stats import multivariate_normal

from kerasgen.formulas import losses
from kerasgen.networks.layers import LearnedConstant
from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class LinearVAE(VAE):
    """`VAE` with one linear layer each way and one learned noise scale.

    `p(x | z) = N(W z + mu, sigma^2 I)` and `q(z | x) = N(V (x - m), D)` with one diagonal `D`
    for all examples. The ELBO is then known in closed form, without draws (Eq. 7 to 9); its
    maximum is the maximum of the likelihood, which is probabilistic PCA.

    Args:
        encoder: `keras.Model` of linear layers, as `from_data_shape` makes it.
        decoder: `keras.Model` of one linear dense layer and a `log_scale`.
        likelihood: a `LearnedScaleGaussian(min_scale)`, or its name; the closed form is of one.
        seed: int or None. Of the draws of latents.

    Reference: [Lucas et al., 2019](https://arxiv.org/abs/1911.02469)

    Example:
        >>> model = LinearVAE.from_data_shape((8, 8, 1), latent_dim=4)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.log_marginal(images).mean()
    """

    def __init__(self, encoder, decoder, likelihood="learned_scale_gaussian", seed=None, **kwargs):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)

    @classmethod
    def from_data_shape(cls, data_shape, latent_dim=10, **kwargs):
        """A model for examples of `data_shape`.

        Args:
            data_shape: shape of one example.
            latent_dim: int. Number of principal components.
            **kwargs: further arguments of the constructor.
        """
        data = keras.Input(data_shape, name="data")
        mean = layers.Dense(latent_dim, dtype="float32", name="mean")(layers.Flatten()(data))
        log_var = LearnedConstant((latent_dim,), dtype="float32", name="log_var")(mean)
        latents = keras.Input((latent_dim,), name="latents")
        flat = layers.Dense(math.prod(data_shape), dtype="float32", name="linear")(latents)
        decoded = layers.Reshape(data_shape, dtype="float32", name="mean")(flat)
        scale_shape = (1,) * len(data_shape)
        log_scale = LearnedConstant(scale_shape, dtype="float32", name="log_scale")(latents)
        return cls(
            encoder=keras.Model(data, {"mean": mean, "log_var": log_var}, name="encoder"),
            decoder=keras.Model(latents, {"mean": decoded, "log_scale": log_scale}, name="decoder"),
            **kwargs,
        )

    def objective(self, x, training):
        posterior = self.codes(x, training)
        parameters = self.decoder(posterior["mean"], training=training)
        log_scale = self.likelihood.log_scale(parameters)
        lengths = ops.sum(ops.square(self.decoder.get_layer("linear").kernel), axis=1)
        precision = ops.reshape(ops.exp(-2.0 * log_scale), (-1,))
        spread = ops.sum(ops.exp(posterior["log_var"]) * lengths, axis=-1)
        nll = self.likelihood.nll(x, parameters) + 0.5 * precision * spread
        kl = losses.gaussian_kl(posterior["mean"], posterior["log_var"])
        return {"loss": nll + kl, "reconstruction_nll": nll, "kl": kl}

    def log_marginal(self, data):
        """`log p(x)` itself: `log N(x; mu, W W^T + sigma^2 I)`.

        Args:
            data: array `(count, ...)`.

        Returns:
            float64 array `(count,)`, in nats.
        """
        weight, mean = (np.array(v, "float64") for v in self.decoder.get_layer("linear").weights)
        parameters = self.decoder(np.zeros((1, self.latent_dim), "float32"))
        variance = np.exp(2.0 * np.array(self.likelihood.log_scale(parameters), "float64").item())
        covariance = weight.T @ weight + variance * np.eye(len(mean))
        flat = np.reshape(data, (len(data), -1))
        return np.atleast_1d(multivariate_normal(mean, covariance).logpdf(flat))
