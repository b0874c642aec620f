"""Sparse autoencoder."""

import keras
from keras import ops
from keras.saving import serialize_keras_object

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.formulas.naming import made_by_name
from kerasgen.formulas.sparsity import LaplacePrior, TargetActivation
from kerasgen.networks import SINGLE_LAYER


@keras.saving.register_keras_serializable("kerasgen")
class SparseAutoencoder(Autoencoder):
    """`Autoencoder` whose code is drawn to zero.

    Minimises `-log p(x | h) + penalty(h)`. With `LaplacePrior` the penalty is `-log p(h)`, an
    L1 norm: the loss is the negative log-density of data and code together. With
    `TargetActivation` it is `beta sum_j KL(rho || mean activation of unit j)`.

    The L1 norm can be evaded by small codes and a decoder of large weights, so the default
    optimizer decays the weights, as Ng's cost function does.

    Args:
        encoder: `keras.Model`, data to codes `(batch, latent_dim)`; `TargetActivation` needs
            them in [0, 1].
        decoder: `keras.Model`, codes to a dict with the likelihood's `heads`.
        sparsity: `LaplacePrior(scale)` or `TargetActivation(target, weight)`, or such a name in
            snake_case, `"laplace_prior:2.0"`.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of what is random in training.

    Reference: [Ng, 2011](https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf)

    Example:
        >>> model = SparseAutoencoder.from_data_shape((8, 8, 1), latent_dim=128)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> (model.encode(images) > 0).mean()  # share of active units
    """

    logged = ("loss", "reconstruction_nll", "sparsity_penalty", "mean_activation")

    def __init__(
        self,
        encoder,
        decoder,
        sparsity="laplace_prior",
        likelihood="squared_error",
        seed=None,
        **kwargs,
    ):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        self.sparsity = _sparsity_named(sparsity)

    @classmethod
    def from_data_shape(
        cls, data_shape, latent_dim=256, architecture=SINGLE_LAYER, sparsity="laplace_prior",
        likelihood="squared_error", tied=False, **kwargs,
    ):  # fmt: skip
        """A model with default networks; the penalty says the activation of the code.

        Args:
            data_shape: shape of one example.
            latent_dim: int. Size of the code; it may exceed that of the data.
            architecture: an object of `kerasgen.networks` or its name; one dense layer each way.
            sparsity: an object or its name, which also says the activation of the code.
            likelihood: an object or its name, whose `heads` the decoder gets.
            tied: bool. Whether the decoder has the encoder's kernels, transposed; dense
                architectures only.
            **kwargs: further arguments of the constructor.
        """
        sparsity = _sparsity_named(sparsity)
        return super().from_data_shape(
            data_shape,
            latent_dim,
            architecture,
            likelihood,
            tied,
            sparsity.code_activation,
            sparsity=sparsity,
            **kwargs,
        )

    def default_optimizers(self):
        return {"optimizer": keras.optimizers.Adam(1e-3, weight_decay=0.01)}

    @property
    def separable(self):
        return self.sparsity.separable

    def objective(self, x, target, training):
        code = self.codes(x, training)["latents"]
        reconstruction_nll = self.reconstruction_nll(target, code, training)
        penalty = self.sparsity(code)
        return {
            "loss": reconstruction_nll + penalty,
            "reconstruction_nll": reconstruction_nll,
            "sparsity_penalty": penalty,
            "mean_activation": ops.mean(code, axis=-1),
        }

    def get_config(self):
        return {**super().get_config(), "sparsity": serialize_keras_object(self.sparsity)}


def _sparsity_named(sparsity):
    return made_by_name(sparsity, (LaplacePrior, TargetActivation), "sparsity")
