"""VAE with a weighted KL."""

import keras
from keras.saving import serialize_keras_object

from kerasgen.formulas.schedules import schedule_named
from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class BetaVAE(VAE):
    """`VAE` that minimises `E_q[-log p(x | z)] + beta KL` (Eq. 4).

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        beta: float >= 0, or a schedule of the optimizer's steps: with
            `keras.optimizers.schedules.PolynomialDecay(0.0, 1000, 1.0)`, or
            `"polynomial_decay:0:1000:1"`, the KL is warmed up over 1,000 steps.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Reference: [Higgins et al., 2017](https://openreview.net/forum?id=Sy2fzU9gl)

    Example:
        >>> model = BetaVAE.from_data_shape((8, 8, 1), latent_dim=4, beta=4.0)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    def __init__(self, encoder, decoder, beta=4.0, likelihood="bernoulli", seed=None, **kwargs):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        self.beta = schedule_named(beta)

    def objective(self, x, training):
        terms = super().objective(x, training)
        beta = self.beta(self.optimizer.iterations) if callable(self.beta) else self.beta
        return {**terms, "loss": terms["reconstruction_nll"] + beta * terms["kl"]}

    def get_config(self):
        return {**super().get_config(), "beta": serialize_keras_object(self.beta)}
