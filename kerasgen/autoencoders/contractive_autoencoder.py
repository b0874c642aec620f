"""Contractive autoencoder."""

import keras
from keras.saving import serialize_keras_object

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.formulas.jacobians import ClosedFormJacobian, ExactJacobian, HutchinsonJacobian
from kerasgen.formulas.naming import made_by_name


@keras.saving.register_keras_serializable("kerasgen")
class ContractiveAutoencoder(Autoencoder):
    """`Autoencoder` whose code changes little with the data.

    Minimises `-log p(x | h) + contraction_weight |dh / dx|^2` with the squared Frobenius norm of
    the encoder's Jacobian (Eq. 7).

    Args:
        encoder: `keras.Model`, data to codes `(batch, latent_dim)`; without batch normalisation.
        decoder: `keras.Model`, codes to a dict with the likelihood's `heads`.
        contraction_weight: float >= 0, lambda.
        jacobian: how the norm is found: `ExactJacobian()` for any encoder,
            `ClosedFormJacobian()` for one dense sigmoid layer, `HutchinsonJacobian(probes)` as an
            estimate, or such a name in snake_case, `"hutchinson_jacobian:4"`.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of what is random in training.

    Raises:
        ValueError: from the first step, if the encoder has no such closed form.

    Reference: [Rifai et al., 2011](https://icml.cc/2011/papers/455_icmlpaper.pdf)

    Example:
        >>> model = ContractiveAutoencoder.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
    """

    logged = ("loss", "reconstruction_nll", "jacobian_norm")

    def __init__(
        self,
        encoder,
        decoder,
        contraction_weight=0.1,
        jacobian="exact_jacobian",
        likelihood="squared_error",
        seed=None,
        **kwargs,
    ):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        self.contraction_weight = contraction_weight
        jacobians = (ExactJacobian, ClosedFormJacobian, HutchinsonJacobian)
        self.jacobian = made_by_name(jacobian, jacobians, "jacobian")

    def objective(self, x, target, training):
        code, norm = self.jacobian(self.encoder, x, training, self.draw_seed())
        return self.weighted(target, code, norm, training)

    def weighted(self, target, code, norm, training):
        """The objective, given the code and the squared norm of its Jacobian, `(batch,)`."""
        reconstruction_nll = self.reconstruction_nll(target, code, training)
        return {
            "loss": reconstruction_nll + self.contraction_weight * norm,
            "reconstruction_nll": reconstruction_nll,
            "jacobian_norm": norm,
        }

    def get_config(self):
        return {
            **super().get_config(),
            "contraction_weight": self.contraction_weight,
            "jacobian": serialize_keras_object(self.jacobian),
        }
