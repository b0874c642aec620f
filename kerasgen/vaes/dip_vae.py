"""VAE whose latents are drawn to have the covariance of the prior."""

import keras
from keras import ops
from keras.saving import serialize_keras_object

from kerasgen.formulas.losses import gaussian_kl
from kerasgen.formulas.naming import made_by_name
from kerasgen.formulas.serializable import Serializable
from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class CovarianceOfMeans(Serializable):
    """`Cov[mu(x)]` over a batch: what DIP-VAE-I draws to the identity.

    Example:
        >>> CovarianceOfMeans()({"mean": mean, "log_var": log_var})  # (latent_dim, latent_dim)
    """

    def __call__(self, posterior):
        mean = ops.cast(posterior["mean"], "float32")
        centred = mean - ops.mean(mean, axis=0)
        count = ops.cast(ops.shape(mean)[0], "float32")
        return ops.matmul(ops.transpose(centred), centred) / count


@keras.saving.register_keras_serializable("kerasgen")
class CovarianceOfLatents(CovarianceOfMeans):
    """`Cov[z] = Cov[mu(x)] + E[diag sigma^2(x)]` over a batch: that of DIP-VAE-II.

    Example:
        >>> CovarianceOfLatents()({"mean": mean, "log_var": log_var})
    """

    def __call__(self, posterior):
        variances = ops.exp(ops.cast(posterior["log_var"], "float32"))
        return super().__call__(posterior) + ops.diag(ops.mean(variances, axis=0))


@keras.saving.register_keras_serializable("kerasgen")
class DIPVAE(VAE):
    """`VAE` whose aggregated posterior is drawn to a covariance of `I` (DIP-VAE-I and II).

    Minimises `-ELBO + off_diagonal_weight sum_{i != j} C_ij^2 + diagonal_weight sum_i (C_ii - 1)^2`
    with the covariance `C` of the batch's posterior means (I) or of its latents (II), which adds
    their own mean variance to the diagonal.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        covariance: `CovarianceOfMeans()`, of DIP-VAE-I, `CovarianceOfLatents()`, of DIP-VAE-II,
            or such a name in snake_case.
        off_diagonal_weight: float >= 0, lambda_od, in nats.
        diagonal_weight: float >= 0, lambda_d, in nats. The paper's is ten times
            `off_diagonal_weight` for I and as much as it for II.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed.

    Reference: [Kumar et al., 2018](https://arxiv.org/abs/1711.00848)

    Example:
        >>> model = DIPVAE.from_data_shape((8, 8, 1), latent_dim=4)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> np.cov(model.encode(images).T)  # near the identity
    """

    logged = ("loss", "reconstruction_nll", "kl", "covariance_penalty")
    separable = False

    def __init__(
        self,
        encoder,
        decoder,
        covariance="covariance_of_means",
        off_diagonal_weight=1.0,
        diagonal_weight=10.0,
        likelihood="bernoulli",
        seed=None,
        **kwargs,
    ):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        classes = (CovarianceOfMeans, CovarianceOfLatents)
        self.covariance = made_by_name(covariance, classes, "covariance")
        self.off_diagonal_weight = off_diagonal_weight
        self.diagonal_weight = diagonal_weight

    def objective(self, x, training):
        posterior, _, nll = self.reconstruction_terms(x, training)
        kl = gaussian_kl(posterior["mean"], posterior["log_var"])
        penalty = ops.broadcast_to(self.covariance_penalty(posterior), ops.shape(nll))
        return {
            "loss": nll + kl + penalty,
            "reconstruction_nll": nll,
            "kl": kl,
            "covariance_penalty": penalty,
        }

    def covariance_penalty(self, posterior):
        """Weighted squared distances of the covariance's entries from the identity's, scalar."""
        distance = ops.square(self.covariance(posterior) - ops.eye(self.latent_dim))
        diagonal = ops.sum(ops.diagonal(distance))
        off_diagonal = ops.sum(distance) - diagonal
        return self.off_diagonal_weight * off_diagonal + self.diagonal_weight * diagonal

    def get_config(self):
        return {
            **super().get_config(),
            "covariance": serialize_keras_object(self.covariance),
            "off_diagonal_weight": self.off_diagonal_weight,
            "diagonal_weight": self.diagonal_weight,
        }
