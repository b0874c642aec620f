"""Autoencoder with exactly k active units."""

import keras

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.networks import SINGLE_LAYER
from kerasgen.networks.layers import KSparse


@keras.saving.register_keras_serializable("kerasgen")
class KSparseAutoencoder(Autoencoder):
    """`Autoencoder` whose code keeps its `active_units` largest values, in training and after.

    Gradients pass through the values that are kept (Section 2.2).

    Args:
        encoder: `keras.Model`, data to linear codes `(batch, latent_dim)`.
        decoder: `keras.Model`, codes to a dict with the likelihood's `heads`.
        active_units: int from 1 to `latent_dim`, k.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of what is random in training.

    Raises:
        ValueError: if `active_units` is out of range.

    Reference: [Makhzani and Frey, 2014](https://arxiv.org/abs/1312.5663)

    Example:
        >>> model = KSparseAutoencoder.from_data_shape((8, 8, 1), latent_dim=128, active_units=5)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> (model.encode(images) != 0).sum(axis=1)  # 5 each
    """

    def __init__(
        self, encoder, decoder, active_units, likelihood="squared_error", seed=None, **kwargs
    ):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        self.active_units = active_units
        self.k_sparse = KSparse(active_units, dtype="float32")
        self.k_sparse.build(encoder.output.shape)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=1000,
        architecture=SINGLE_LAYER,
        active_units=None,
        likelihood="squared_error",
        tied=False,
        code_activation="linear",
        **kwargs,
    ):
        """A model with default networks.

        Args:
            data_shape: shape of one example.
            latent_dim: int. Size of the code.
            architecture: an object of `kerasgen.networks` or its name; one dense layer each way.
            active_units: int, or None for a fortieth of the units, the paper's 25 of 1000.
            likelihood: an object or its name, whose `heads` the decoder gets.
            tied: bool. Whether the decoder has the encoder's kernels, transposed; dense
                architectures only.
            code_activation: name of the Keras activation of the code.
            **kwargs: further arguments of the constructor.
        """
        active_units = active_units or max(1, latent_dim // 40)
        return super().from_data_shape(
            data_shape,
            latent_dim,
            architecture,
            likelihood,
            tied,
            code_activation,
            active_units=active_units,
            **kwargs,
        )

    def codes(self, data, training):
        return {"latents": self.k_sparse(self.encoder(data, training=training))}

    def get_config(self):
        return {**super().get_config(), "active_units": self.active_units}
