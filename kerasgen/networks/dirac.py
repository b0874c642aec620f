"""The least networks: the players of the Dirac-GAN."""

from dataclasses import dataclass

from keras import layers

from kerasgen.networks.layers import LearnedConstant


@dataclass(frozen=True)
class Point:
    """One point for all latents, and data as their own features: a discriminator of them is linear.

    Args:
        start: float. All coordinates of the point at first.

    Reference: [Mescheder et al., 2018, Definition 2.1](https://arxiv.org/abs/1801.04406)

    Example:
        >>> GAN.from_data_shape((1,), 1, Point(), output_activation="linear")
    """

    start: float = 1.0

    def shrink(self, data):
        """Data `(batch, ...)` to features, the same numbers in a row."""
        return layers.Flatten()(data)

    def grow(self, latents, data_shape, head):
        """One output of `data_shape` per name in `head`, whatever the latents."""
        return {
            name: layers.Activation(activation, dtype="float32", name=name)(
                LearnedConstant(data_shape, self.start, dtype="float32")(latents)
            )
            for name, activation in head.items()
        }

    def normalised(self):
        return self

    def leaky(self):
        return self
