"""Changes by chance that a network in training is to see past."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasgen")
class RandomAffine(keras.layers.Layer):
    """Scales, shears and shifts each image by chance in training, along rows and then columns.

    What comes in from outside the image is 0. The change is linear in the image and its gradient
    exact, so that a generator can learn through it.

    Args:
        scale: float >= 0. Each axis is scaled by a factor from `exp(-scale)` to `exp(scale)`.
        shear: float >= 0, pixels of shift from one row or column to the next, at most.
        shift: float from 0 to 1, a share of the side, at most.
        seed: int or None.

    Raises:
        ValueError: for what is no batch of images `(height, width, channels)`.

    Reference: [Zhao et al., 2020](https://arxiv.org/abs/2006.10738), on why both real and
        generated images have to be changed, before a discriminator.

    Example:
        >>> RandomAffine(shear=0.2)(ops.ones((8, 28, 28, 1)), training=True)
    """

    def __init__(self, scale=0.1, shear=0.2, shift=0.05, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.scale, self.shear, self.shift, self.seed = scale, shear, shift, seed

    def build(self, input_shape):
        if len(input_shape) != 4:
            raise ValueError(
                f"RandomAffine takes images (height, width, channels), got {input_shape[1:]}."
            )
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def call(self, inputs, training=None):
        if not training:
            return inputs
        by_columns = ops.transpose(self._along_rows(inputs), (0, 2, 1, 3))
        return ops.transpose(self._along_rows(by_columns), (0, 2, 1, 3))

    def _along_rows(self, images):
        """Rows of `images` interpolated linearly at new places, as one product of matrices."""
        _, height, width, _ = images.shape
        row, column = (ops.arange(n, dtype="float32") - (n - 1) / 2 for n in (height, width))
        drawn = keras.random.uniform(
            (3, ops.shape(images)[0], 1, 1), -1, 1, seed=self.seed_generator
        )
        source = (
            ops.exp(self.scale * drawn[0]) * column
            + self.shear * drawn[1] * row[:, None]
            + self.shift * width * drawn[2]
        )
        weights = ops.relu(1.0 - ops.abs(source[..., None] - column))
        return ops.matmul(ops.cast(weights, images.dtype), images)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        settings = {"scale": self.scale, "shear": self.shear, "shift": self.shift}
        return {**super().get_config(), **settings, "seed": self.seed}
