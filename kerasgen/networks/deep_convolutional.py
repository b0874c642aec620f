"""The convolutional networks of DCGAN."""

from dataclasses import dataclass

from keras import layers

from kerasgen.networks.architectures import Convolutional


@dataclass(frozen=True)
class DCGAN(Convolutional):
    """Convolutions alone, normalised over the batch in all layers but the outermost.

    Args:
        filters: of the outermost convolution; each further one has twice as many.
        units: width of a dense layer towards the latents, which the paper leaves out.
        activation: name of a Keras activation.
        batch_normalization: must stay; the paper's networks have it on both sides.
        kernel_size: int.

    Reference: [Radford et al., 2016, Section 3](https://arxiv.org/abs/1511.06434)
    """

    filters: int = 64
    units: int = 0
    batch_normalization: bool = True
    kernel_size: int = 5

    def shrink(self, data):
        """Images to features; normalised from the second convolution on."""
        first, *others = self.filters_of(data.shape[1:])
        x = layers.Conv2D(first, self.kernel_size, 2, "same")(data)
        x = layers.Activation(self.activation)(x)
        for filters in others:
            x = self.hidden(layers.Conv2D(filters, self.kernel_size, 2, "same", use_bias=False), x)
        x = layers.Flatten()(x)
        return self.hidden(layers.Dense(self.units, use_bias=False), x) if self.units else x
