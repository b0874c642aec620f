"""Layers whose kernel has a length of its own for each unit."""

import keras
from keras import ops

from kerasgen.networks.layers.reparametrised import ReparametrisedKernel


class WeightNormalization(ReparametrisedKernel):
    """A layer whose kernel is `scale * v / |v|`, for each unit by itself (Eq. 2).

    It begins as the layer without: `scale` is the length that `v` has at first.

    Args:
        learn_scale: bool. Whether `scale` is trained, or only the direction is.
        **kwargs: arguments of the layer without.
    """

    def __init__(self, *args, learn_scale=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.learn_scale = learn_scale

    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(
            shape=(self.direction.shape[self.unit_axis],),
            initializer="ones",
            trainable=self.learn_scale,
            name="scale",
        )
        self.scale.assign(ops.reshape(self._lengths(), (-1,)))

    def begin_on(self, inputs):
        """Give each unit the length and bias at which it has mean 0 and variance 1 on inputs.

        Of what the layer gives without its activation. Where a unit does not vary, its length
        stays as it is; without a bias the mean is not moved.
        """
        activation, self.activation = self.activation, keras.activations.linear
        outputs = ops.cast(self(inputs), "float32")
        self.activation = activation
        mean, variance = ops.moments(outputs, axes=list(range(len(outputs.shape) - 1)))
        share = ops.where(variance > 0, ops.rsqrt(variance), 1.0)
        self.scale.assign(self.scale * share)
        if self.use_bias:
            self.bias.assign((self.bias - mean) * share)

    def reparametrised(self, direction):
        shape = [1] * len(direction.shape)
        shape[self.unit_axis] = -1
        scale = ops.reshape(ops.cast(self.scale, "float32"), shape) / self._lengths()
        return direction * ops.cast(scale, direction.dtype)

    def _lengths(self):
        direction = ops.cast(self.direction, "float32")
        axes = [
            a for a in range(len(direction.shape)) if a != self.unit_axis % len(direction.shape)
        ]
        return ops.sqrt(ops.sum(ops.square(direction), axis=axes, keepdims=True))

    def get_config(self):
        return {**super().get_config(), "learn_scale": self.learn_scale}


@keras.saving.register_keras_serializable("kerasgen")
class WeightNormalizedDense(WeightNormalization, keras.layers.Dense):
    """`keras.layers.Dense` with weight normalisation.

    Args:
        learn_scale: bool. Whether the length of each unit's weights is trained.
        **kwargs: arguments of `keras.layers.Dense`.

    Reference: [Salimans and Kingma, 2016](https://arxiv.org/abs/1602.07868)

    Example:
        >>> WeightNormalizedDense(64, activation="relu")
    """

    unit_axis = -1


@keras.saving.register_keras_serializable("kerasgen")
class WeightNormalizedConv2D(WeightNormalization, keras.layers.Conv2D):
    """`keras.layers.Conv2D` with weight normalisation.

    Args:
        learn_scale: bool. Whether the length of each filter's weights is trained.
        **kwargs: arguments of `keras.layers.Conv2D`.

    Reference: [Salimans and Kingma, 2016](https://arxiv.org/abs/1602.07868)

    Example:
        >>> WeightNormalizedConv2D(64, 4, strides=2)
    """

    unit_axis = -1


@keras.saving.register_keras_serializable("kerasgen")
class WeightNormalizedConv2DTranspose(WeightNormalization, keras.layers.Conv2DTranspose):
    """`keras.layers.Conv2DTranspose` with weight normalisation.

    Args:
        learn_scale: bool. Whether the length of each filter's weights is trained.
        **kwargs: arguments of `keras.layers.Conv2DTranspose`.

    Reference: [Salimans and Kingma, 2016](https://arxiv.org/abs/1602.07868)

    Example:
        >>> WeightNormalizedConv2DTranspose(64, 4, strides=2)
    """

    unit_axis = -2

    @property
    def direction(self):
        return self._direction

    @ReparametrisedKernel.kernel.setter
    def kernel(self, direction):  # which Keras sets while it builds a transposed convolution
        self._direction = direction
