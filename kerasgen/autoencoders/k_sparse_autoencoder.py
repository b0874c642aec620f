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
        encoder: as in `Autoencoder`, with a linear code.
        decoder: as in `Autoencoder`.
        active_units: int from 1 to `latent_dim`, k.
        likelihood: as in `Autoencoder`.
        seed: int or None.

    Raises:
        ValueError: if `active_units` is out of range.

    Reference: [Makhzani and Frey, 2014](https://arxiv.org/abs/1312.5663)

    Example:
        >>> model = KSparseAutoencoder.from_data_shape((8, 8, 1), latent_dim=128, active_units=5)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> (model.encode(images) != 0).sum(axis=1)  # 5 each
    """

    def __init__(self, encoder, decoder, active_units, **kwargs):
        super().__init__(encoder, decoder, **kwargs)
        self.active_units = active_units
        self.k_sparse = KSparse(active_units, dtype="float32")
        self.k_sparse.build(encoder.output.shape)

    @classmethod
    def from_data_shape(
        cls, data_shape, latent_dim=1000, architecture=SINGLE_LAYER, active_units=None, **kwargs
    ):
        """A model with default networks.

        Args:
            data_shape: shape of one example.
            latent_dim: int. Size of the code.
            architecture: as in `Autoencoder.from_data_shape`; one dense layer each way.
            active_units: int, or None for a fortieth of the units, the paper's 25 of 1000.
            **kwargs: further arguments of `Autoencoder.from_data_shape`.
        """
        active_units = active_units or max(1, latent_dim // 40)
        return super().from_data_shape(
            data_shape, latent_dim, architecture, active_units=active_units, **kwargs
        )

    def codes(self, data, training):
        return {"latents": self.k_sparse(self.encoder(data, training=training))}

    def get_config(self):
        return {**super().get_config(), "active_units": self.active_units}
