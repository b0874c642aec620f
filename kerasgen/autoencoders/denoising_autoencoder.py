"""Denoising autoencoder."""

import keras
from keras.saving import serialize_keras_object

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.networks.layers.corruptions import corruption_named


@keras.saving.register_keras_serializable("kerasgen")
class DenoisingAutoencoder(Autoencoder):
    """`Autoencoder` that sees corrupted data and reconstructs the clean ones.

    Minimises `-log p(x | decoder(encoder(corrupted x)))` (Section 2.3). Corruption acts in
    training only: `reconstruct` repairs what it is given. In `fit(corrupted, clean)` the data are
    taken as they are, whatever they were corrupted by.

    Args:
        encoder: `keras.Model`, data to codes `(batch, latent_dim)`.
        decoder: `keras.Model`, codes to a dict with the likelihood's `heads`.
        corruption: Keras layer that is active in training only, such as `MaskingNoise(rate)`,
            `SaltAndPepperNoise(rate)` or `keras.layers.GaussianNoise(stddev)`.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of what is random in training beside the corruption.

    Reference: [Vincent et al., 2008](https://doi.org/10.1145/1390156.1390294)

    Example:
        >>> model = DenoisingAutoencoder.from_data_shape((8, 8, 1), corruption="masking", level=0.3)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> repaired = model.reconstruct(damaged_images)
    """

    def __init__(
        self, encoder, decoder, corruption, likelihood="squared_error", seed=None, **kwargs
    ):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        self.corruption = corruption

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=128,
        architecture="dense",
        corruption="masking",
        level=0.3,
        likelihood="squared_error",
        tied=False,
        code_activation="linear",
        **kwargs,
    ):
        """A model with default networks.

        Args:
            data_shape: shape of one example.
            latent_dim: int. Size of the code.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            corruption: `"masking"`, `"gaussian"`, `"salt_and_pepper"`, or a layer.
            level: float. Share of values that are hit; for `"gaussian"` the standard deviation.
            likelihood: an object or its name, whose `heads` the decoder gets.
            tied: bool. Whether the decoder has the encoder's kernels, transposed; dense
                architectures only.
            code_activation: name of the Keras activation of the code.
            **kwargs: further arguments of the constructor.
        """
        corruption = corruption_named(corruption, level)
        return super().from_data_shape(
            data_shape,
            latent_dim,
            architecture,
            likelihood,
            tied,
            code_activation,
            corruption=corruption,
            **kwargs,
        )

    def objective(self, x, target, training):
        seen = x if target is not x else self.corruption(x, training=training)
        return super().objective(seen, target, training)

    def get_config(self):
        return {**super().get_config(), "corruption": serialize_keras_object(self.corruption)}
