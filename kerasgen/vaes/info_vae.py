"""VAE that keeps information in its latents."""

import keras
from keras import ops

from kerasgen.formulas import losses
from kerasgen.formulas.divergences import gaussian_kernel, maximum_mean_discrepancy
from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class InfoVAE(VAE):
    """`VAE` with part of its KL replaced by a divergence of the aggregated posterior.

    Minimises `E_q[-log p(x | z)] + (1 - alpha) KL(q(z | x) || p(z)) + (alpha + mmd_weight - 1)
    MMD(q(z), p(z))` with a Gaussian kernel (Eq. 6): `alpha = 0, mmd_weight = 1` is the VAE,
    `alpha = 1` the MMD-VAE, which does not reward posteriors that forget their example.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        alpha: float <= 1. Weight of the mutual information of data and latents.
        mmd_weight: float, lambda, at least `1 - alpha`.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Reference: [Zhao et al., 2019](https://arxiv.org/abs/1706.02262)

    Example:
        >>> model = InfoVAE.from_data_shape((8, 8, 1), latent_dim=4)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    logged = ("loss", "reconstruction_nll", "kl", "mmd")
    separable = False

    def __init__(
        self,
        encoder,
        decoder,
        alpha=1.0,
        mmd_weight=1000.0,
        likelihood="bernoulli",
        seed=None,
        **kwargs,
    ):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        self.alpha = alpha
        self.mmd_weight = mmd_weight

    def objective(self, x, training):
        posterior, z, nll = self.reconstruction_terms(x, training)
        kl = losses.gaussian_kl(posterior["mean"], posterior["log_var"])
        prior_z = self.sample_latents(ops.shape(z)[0])
        mmd = maximum_mean_discrepancy(z, prior_z, gaussian_kernel)
        mmd = ops.broadcast_to(mmd, ops.shape(nll))
        weight = self.alpha + self.mmd_weight - 1.0
        return {
            "loss": nll + (1.0 - self.alpha) * kl + weight * mmd,
            "reconstruction_nll": nll,
            "kl": kl,
            "mmd": mmd,
        }

    def get_config(self):
        return {**super().get_config(), "alpha": self.alpha, "mmd_weight": self.mmd_weight}
