"""Networks that see their data changed by chance while they are trained."""

from dataclasses import dataclass

import keras


@dataclass(frozen=True)
class Augmented:
    """An architecture that shrinks what a random layer leaves of the data in training.

    Args:
        architecture: an object of `kerasgen.networks`.
        augmentation: `keras.layers.Layer` that does nothing outside training, such as
            `RandomAffine` for images; each network gets one like it.

    Example:
        >>> discriminator((28, 28, 1), Augmented(DCGAN(32), RandomAffine()))
    """

    architecture: object
    augmentation: keras.layers.Layer

    def shrink(self, data):
        """Data `(batch, ...)` to features `(batch, n)`."""
        augmentation = type(self.augmentation).from_config(self.augmentation.get_config())
        return self.architecture.shrink(augmentation(data))

    def leaky(self):
        return Augmented(self.architecture.leaky(), self.augmentation)
