"""VAE with a weighted total correlation."""

import keras

from kerasgen.formulas.divergences import kl_decomposition
from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class BetaTCVAE(VAE):
    """`VAE` whose latents are drawn to independence.

    Minimises `E_q[-log p(x | z)] + I(x; z) + beta TC(z) + sum_j KL(q(z_j) || p(z_j))` (Eq. 4
    with alpha = gamma = 1), the three terms of the KL estimated by minibatch stratified
    sampling. With `beta = 1` it is the ELBO.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        beta: float >= 0. Weight of the total correlation.
        data_size: int. Number of training examples.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Reference: [Chen et al., 2018](https://arxiv.org/abs/1802.04942)

    Example:
        >>> model = BetaTCVAE.from_data_shape((8, 8, 1), latent_dim=4, data_size=len(images))
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    logged = (
        "loss",
        "reconstruction_nll",
        "mutual_information",
        "total_correlation",
        "dimension_wise_kl",
    )
    separable = False

    def __init__(
        self,
        encoder,
        decoder,
        beta=6.0,
        data_size=60_000,
        likelihood="bernoulli",
        seed=None,
        **kwargs,
    ):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        self.beta = beta
        self.data_size = data_size

    def objective(self, x, training):
        posterior, z, nll = self.reconstruction_terms(x, training)
        terms = kl_decomposition(z, posterior["mean"], posterior["log_var"], self.data_size)
        loss = (
            nll
            + terms["mutual_information"]
            + self.beta * terms["total_correlation"]
            + terms["dimension_wise_kl"]
        )
        return {"loss": loss, "reconstruction_nll": nll, **terms}

    def get_config(self):
        return {**super().get_config(), "beta": self.beta, "data_size": self.data_size}
