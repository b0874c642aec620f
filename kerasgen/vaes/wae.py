"""Wasserstein autoencoder."""

import keras
from keras import ops

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.core.prior import StandardNormalPrior
from kerasgen.formulas.divergences import inverse_multiquadratic, maximum_mean_discrepancy


@keras.saving.register_keras_serializable("kerasgen")
class WAE(StandardNormalPrior, Autoencoder):
    """Autoencoder whose codes as a whole are drawn to `N(0, I)`: the WAE-MMD of Algorithm 2.

    Minimises `-log p(x | z) + mmd_weight MMD(q(z), N(0, I))` with a deterministic encoder and
    inverse multiquadratic kernels of seven widths.

    Args:
        encoder: `keras.Model`, data to codes `(batch, latent_dim)`.
        decoder: `keras.Model`, codes to a dict with the likelihood's `heads`.
        mmd_weight: float >= 0, lambda, in units of the reconstruction's loss.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of the draws from the prior.

    Reference: [Tolstikhin et al., 2018](https://arxiv.org/abs/1711.01558)

    Example:
        >>> model = WAE.from_data_shape((8, 8, 1), latent_dim=4)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    logged = ("loss", "reconstruction_nll", "mmd")
    separable = False

    def __init__(
        self,
        encoder,
        decoder,
        mmd_weight=10.0,
        likelihood="squared_error",
        seed=None,
        **kwargs,
    ):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        self.mmd_weight = mmd_weight

    def objective(self, x, target, training):
        z = self.codes(x, training)["latents"]
        prior_z = self.sample_latents(ops.shape(z)[0])
        nll = self.reconstruction_nll(target, z, training)
        mmd = maximum_mean_discrepancy(z, prior_z, inverse_multiquadratic)
        mmd = ops.broadcast_to(mmd, ops.shape(nll))
        return {"loss": nll + self.mmd_weight * mmd, "reconstruction_nll": nll, "mmd": mmd}

    def get_config(self):
        return {**super().get_config(), "mmd_weight": self.mmd_weight}
