"""Networks whose units are noisy while they are trained."""

from dataclasses import dataclass

from keras import layers

from kerasgen.networks.architectures import Dense


@dataclass(frozen=True)
class NoisyDense(Dense):
    """Fully connected layers with Gaussian noise on data and on every hidden layer's output.

    Args:
        units: widths from the data inwards.
        activation: name of a Keras activation.
        batch_normalization: whether hidden layers are normalised.
        initial_std: float or None, as of `Dense`.
        data_noise: float >= 0. Standard deviation of the noise on data.
        noise: float >= 0. That of the noise on what hidden layers give.

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498)

    Example:
        >>> discriminator((28, 28, 1), NoisyDense((1000, 500, 250)))
    """

    data_noise: float = 0.3
    noise: float = 0.5

    def shrink(self, data):
        return super().shrink(layers.GaussianNoise(self.data_noise)(data))

    def hidden(self, layer, x):
        return layers.GaussianNoise(self.noise)(super().hidden(layer, x))

    def leaky(self):
        return self
