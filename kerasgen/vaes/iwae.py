"""Importance-weighted autoencoder."""

import math

import keras
from keras import ops

from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class IWAE(VAE):
    """`VAE` trained on a tighter bound of the log-likelihood.

    Minimises `-L_k = -E[log 1/k sum_i p(x, z_i) / q(z_i | x)]` over `samples` draws of `z` per
    example (Eq. 8). With one draw it is the negative ELBO with a sampled KL.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        samples: int >= 1. Draws per example, k.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if `samples` is less than 1.

    Reference: [Burda et al., 2016](https://arxiv.org/abs/1509.00519)

    Example:
        >>> model = IWAE.from_data_shape((8, 8, 1), latent_dim=2, samples=5)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    logged = ("loss", "negative_elbo")

    def __init__(self, encoder, decoder, samples=5, likelihood="bernoulli", seed=None, **kwargs):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        if samples < 1:
            raise ValueError(f"`samples` must be 1 or more, got {samples}.")
        self.samples = samples

    def default_optimizers(self):
        return {"optimizer": keras.optimizers.Adam(1e-3, epsilon=1e-4)}

    def objective(self, x, training):
        posterior = self.codes(x, training)
        z = self.posterior_draw(posterior, self.samples)
        return self.bounds(self.log_weights(x, z, posterior, training))

    def bounds(self, log_weights):
        """`-L_k` and `-L_1` from log-weights `(samples, batch)`, each `(batch,)`, in nats."""
        return {
            "loss": math.log(self.samples) - ops.logsumexp(log_weights, axis=0),
            "negative_elbo": -ops.mean(log_weights, axis=0),
        }

    def get_config(self):
        return {**super().get_config(), "samples": self.samples}
