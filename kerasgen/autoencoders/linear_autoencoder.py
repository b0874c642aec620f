"""Linear autoencoder, which finds the principal subspace."""

import keras
import numpy as np
from keras import ops

from kerasgen import networks
from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.networks import SINGLE_LAYER


@keras.saving.register_keras_serializable("kerasgen")
class LinearAutoencoder(Autoencoder):
    """`Autoencoder` of one linear layer each way: its optimum is principal component analysis.

    Minimises `|x - W2 (W1 x + b1) - b2|^2 + l2 (|W1|^2 + |W2|^2)`. Without `l2` every basis of
    the principal subspace is an optimum. With it the decoder's left singular vectors are the
    principal directions, and its singular values are `sqrt(1 - l2 / variance)` (Theorem 2);
    directions of less variance than `l2` are lost.

    Args:
        encoder: `keras.Model` of one linear dense layer.
        decoder: `keras.Model` of one linear dense layer.
        l2: float >= 0, in squared units of the data.
        likelihood: `SquaredError()`, for which the equivalence holds, or another, or its name.
        seed: int or None. Of what is random in training.

    Raises:
        ValueError: if `l2` is negative.

    Reference: [Kunin et al., 2019](https://arxiv.org/abs/1901.08168)

    Example:
        >>> model = LinearAutoencoder.from_data_shape((8, 8, 1), latent_dim=4)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.principal_directions().shape  # (4, 64)
    """

    logged = ("loss", "squared_error")

    def __init__(self, encoder, decoder, l2=0.0, likelihood="squared_error", seed=None, **kwargs):
        super().__init__(encoder, decoder, likelihood, seed, **kwargs)
        if l2 < 0:
            raise ValueError(f"`l2` must not be negative, got {l2}.")
        self.l2 = l2

    @classmethod
    def from_data_shape(cls, data_shape, latent_dim=16, **kwargs):
        """A model for examples of `data_shape`.

        Args:
            data_shape: shape of one example.
            latent_dim: int. Number of directions.
            **kwargs: further arguments of the constructor.
        """
        return cls(
            encoder=networks.code_encoder(data_shape, latent_dim, SINGLE_LAYER),
            decoder=networks.decoder(data_shape, latent_dim, SINGLE_LAYER, heads=("mean",)),
            **kwargs,
        )

    def objective(self, x, target, training):
        code = self.codes(x, training)["latents"]
        squared_error = self.reconstruction_nll(target, code, training)
        weights = sum(ops.sum(ops.square(kernel)) for kernel in self._kernels())
        return {"loss": squared_error + self.l2 * weights, "squared_error": squared_error}

    def _kernels(self):
        return [v for v in self.trainable_variables if v.path.endswith("kernel")]

    def principal_directions(self):
        """Orthonormal directions in data space, that of the largest singular value first.

        After training with `l2` they are the principal directions, in order; without it they
        are some orthonormal basis of the principal subspace.

        Returns:
            float32 array `(latent_dim, features)`, the features flattened.
        """
        return np.linalg.svd(self._kernels()[1], full_matrices=False)[2]

    def explained_variances(self):
        """Variance of the data along each principal direction: `l2 / (1 - s^2)` (Theorem 2).

        Returns:
            float32 array `(latent_dim,)`, in squared units of the data; 0 for a lost direction.

        Raises:
            ValueError: without `l2`, which they are read from.
        """
        if not self.l2:
            raise ValueError("Variances can be read from the decoder of a training with `l2`.")
        singular_values = np.linalg.svd(self._kernels()[1], compute_uv=False)
        return np.where(singular_values > 1e-3, self.l2 / (1 - singular_values**2), 0.0)

    def get_config(self):
        return {**super().get_config(), "l2": self.l2}
