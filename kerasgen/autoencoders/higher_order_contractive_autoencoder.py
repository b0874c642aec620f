"""Contractive autoencoder whose Jacobian changes little too."""

import keras

from kerasgen.autoencoders.contractive_autoencoder import ContractiveAutoencoder
from kerasgen.formulas.distributions import standard_normal
from kerasgen.formulas.losses import squared_error


@keras.saving.register_keras_serializable("kerasgen")
class HigherOrderContractiveAutoencoder(ContractiveAutoencoder):
    """`ContractiveAutoencoder` that also keeps the encoder's second derivatives small.

    Minimises `-log p(x | h) + contraction_weight |J(x)|^2 + curvature_weight E |J(x) - J(x +
    e)|^2` with `e ~ N(0, noise_scale^2 I)`. As the noise becomes small the last term is
    `noise_scale^2` times the squared norm of the Hessian.

    Args:
        encoder: `keras.Model`, data to codes `(batch, latent_dim)`; without batch normalisation.
        decoder: `keras.Model`, codes to a dict with the likelihood's `heads`.
        contraction_weight: float >= 0, lambda.
        curvature_weight: float >= 0, gamma.
        noise_scale: float > 0. Standard deviation of the noise, in units of the data.
        jacobian: how the norms are found: `ExactJacobian()`, `ClosedFormJacobian()` for one
            dense sigmoid layer, `HutchinsonJacobian(probes)`, or such a name in snake_case.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of the noise.

    Raises:
        ValueError: from the first step, if the encoder has no such closed form.

    Reference: [Rifai et al., 2011, ECML](https://doi.org/10.1007/978-3-642-23783-6_41)

    Example:
        >>> model = HigherOrderContractiveAutoencoder.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
    """

    logged = ("loss", "reconstruction_nll", "jacobian_norm", "curvature")
    called_once = ("decoder",)

    def __init__(
        self,
        encoder,
        decoder,
        contraction_weight=0.1,
        curvature_weight=0.1,
        noise_scale=0.3,
        jacobian="exact_jacobian",
        likelihood="squared_error",
        seed=None,
        **kwargs,
    ):
        super().__init__(encoder, decoder, contraction_weight, jacobian, likelihood, seed, **kwargs)
        self.curvature_weight = curvature_weight
        self.noise_scale = noise_scale

    def objective(self, x, target, training):
        seed = self.draw_seed()
        noisy = x + self.noise_scale * standard_normal(keras.ops.shape(x), self.draw_seed())
        code, here = self.jacobian.image(self.encoder, x, training, seed)
        _, there = self.jacobian.image(self.encoder, noisy, training, seed)
        norm, curvature = squared_error(here, 0.0), squared_error(here, there)
        terms = self.weighted(target, code, norm, training)
        return {
            **terms,
            "loss": terms["loss"] + self.curvature_weight * curvature,
            "curvature": curvature,
        }

    def get_config(self):
        return {
            **super().get_config(),
            "curvature_weight": self.curvature_weight,
            "noise_scale": self.noise_scale,
        }
