"""Denoising autoencoder."""

import keras
from keras.saving import serialize_keras_object

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.networks.layers.corruptions import corruption_named


@keras.saving.register_keras_serializable("kerasgen")
class DenoisingAutoencoder(Autoencoder):
    """`Autoencoder` that sees corrupted data and reconstructs the clean ones.

    Minimises `-log p(x | decoder(encoder(corrupted x)))` (Section 2.3). Corruption acts in
    training only: `reconstruct` repairs what it is given.

    Args:
        encoder: as in `Autoencoder`.
        decoder: as in `Autoencoder`.
        corruption: Keras layer that is active in training only, such as those of
            `kerasgen.corruptions` or `keras.layers.GaussianNoise`.
        likelihood: as in `Autoencoder`.
        seed: int or None.

    Reference: [Vincent et al., 2008](https://doi.org/10.1145/1390156.1390294)

    Example:
        >>> model = DenoisingAutoencoder.from_data_shape((8, 8, 1), corruption="masking", level=0.3)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> repaired = model.reconstruct(damaged_images)
    """

    def __init__(self, encoder, decoder, corruption, **kwargs):
        super().__init__(encoder, decoder, **kwargs)
        self.corruption = corruption

    @classmethod
    def from_data_shape(
        cls, data_shape, latent_dim=128, architecture="dense", corruption="masking", level=0.3,
        **kwargs,
    ):  # fmt: skip
        """A model with default networks.

        Args:
            data_shape: shape of one example.
            latent_dim: int. Size of the code.
            architecture: as in `Autoencoder.from_data_shape`.
            corruption: `"masking"`, `"gaussian"`, `"salt_and_pepper"`, or a layer.
            level: float. Share of values that are hit; for `"gaussian"` the standard deviation.
            **kwargs: further arguments of `Autoencoder.from_data_shape`.
        """
        corruption = corruption_named(corruption, level)
        return super().from_data_shape(
            data_shape, latent_dim, architecture, corruption=corruption, **kwargs
        )

    def objective(self, x, training):
        code = self.codes(self.corruption(x, training=training), training)["latents"]
        return {"loss": self.reconstruction_nll(x, code, training)}

    def get_config(self):
        return {**super().get_config(), "corruption": serialize_keras_object(self.corruption)}
