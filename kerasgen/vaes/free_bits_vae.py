"""VAE whose latents may hold some information at no cost."""

import keras
from keras import ops

from kerasgen.formulas.losses import gaussian_kl_by_latent
from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class FreeBitsVAE(VAE):
    """`VAE` that is not paid for a latent's KL below a floor, so that latents do not collapse.

    Minimises `E_q[-log p(x | z)] + sum_j max(free_nats, KL_j)` with the KL of each latent
    averaged over the batch. `loss` is this objective; `kl` is the KL itself.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        free_nats: float >= 0, lambda, for each latent; 0 is the VAE.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Reference: [Kingma et al., 2016, Appendix C.8](https://arxiv.org/abs/1606.04934)

    Example:
        >>> model = FreeBitsVAE.from_data_shape((8, 8, 1), latent_dim=4, free_nats=0.25)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    separable = False

    def __init__(
        self, encoder, decoder, free_nats=0.1, likelihood="bernoulli", seed=None, **kwargs
    ):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        self.free_nats = free_nats

    def objective(self, x, training):
        posterior, _, nll = self.reconstruction_terms(x, training)
        by_latent = gaussian_kl_by_latent(posterior["mean"], posterior["log_var"])
        paid = ops.sum(ops.maximum(ops.mean(by_latent, axis=0), self.free_nats))
        return {"loss": nll + paid, "reconstruction_nll": nll, "kl": ops.sum(by_latent, axis=-1)}

    def get_config(self):
        return {**super().get_config(), "free_nats": self.free_nats}
