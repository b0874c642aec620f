"""Layers whose kernel has spectral norm 1."""

import keras
from keras import ops

from kerasgen.networks.layers.reparametrised import ReparametrisedKernel


class _SpectralNormalization(ReparametrisedKernel):
    """A layer with a `kernel`, divided by an estimate of its largest singular value.

    The estimate is one step of the power iteration away from the vector that is kept, and each
    call in training keeps the vector of that same step (Algorithm 1). The gradient passes through
    the norm (Eq. 12 of the paper), which `keras.layers.SpectralNormalization` leaves out: that
    one writes the normalised kernel back.
    """

    def build(self, input_shape):
        super().build(input_shape)
        self.left = self.add_weight(
            shape=(self.direction.shape[-1], 1),
            initializer="random_normal",
            trainable=False,
            name="left_vector",
        )

    def reparametrised(self, direction):
        return direction / ops.cast(self.spectral_norm(), direction.dtype)

    def call(self, inputs, training=None):
        outputs = super().call(inputs)
        if training and self.trainable:
            self.left.assign(self._power_step()[1])
        return outputs

    def spectral_norm(self):
        """The estimate of the kernel's largest singular value, as a matrix."""
        right, left = (ops.stop_gradient(vector) for vector in self._power_step())
        return ops.squeeze(ops.matmul(ops.transpose(right), ops.matmul(self._matrix(), left)))

    def _power_step(self):
        matrix = ops.stop_gradient(self._matrix())
        right = ops.normalize(ops.matmul(matrix, self.left), axis=0)
        return right, ops.normalize(ops.matmul(ops.transpose(matrix), right), axis=0)

    def _matrix(self):
        kernel = self.direction
        return ops.reshape(ops.cast(kernel, "float32"), (-1, kernel.shape[-1]))


@keras.saving.register_keras_serializable("kerasgen")
class SpectralDense(_SpectralNormalization, keras.layers.Dense):
    """`keras.layers.Dense` with a kernel of spectral norm 1.

    Reference: [Miyato et al., 2018](https://arxiv.org/abs/1802.05957)

    Example:
        >>> SpectralDense(64, activation="leaky_relu")
    """


@keras.saving.register_keras_serializable("kerasgen")
class SpectralConv2D(_SpectralNormalization, keras.layers.Conv2D):
    """`keras.layers.Conv2D` with a kernel of spectral norm 1, as a matrix of all its inputs.

    Reference: [Miyato et al., 2018](https://arxiv.org/abs/1802.05957)

    Example:
        >>> SpectralConv2D(64, 4, strides=2)
    """
