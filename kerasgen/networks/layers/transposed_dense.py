"""A dense layer tied to another."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasgen")
class TransposedDense(keras.layers.Layer):
    """A dense layer whose kernel is the transpose of a `keras.layers.Dense` kernel.

    Args:
        units: int. Size of the output.
        activation: name of a Keras activation.
        kernel: the variable `(units, inputs)` of the dense layer it goes back through. None
            gives the layer a kernel of its own, which `networks.tied` replaces.

    Example:
        >>> TransposedDense(784, kernel=encoder.get_layer("latents").kernel)
    """

    def __init__(self, units, activation="linear", kernel=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)
        self.kernel = kernel

    def build(self, input_shape):
        if self.kernel is None:
            self.kernel = self.add_weight(shape=(self.units, input_shape[-1]), name="kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, inputs):
        return self.activation(ops.matmul(inputs, ops.transpose(self.kernel)) + self.bias)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "units": self.units, "activation": activation}
