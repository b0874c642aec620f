"""Layers that Keras lacks."""

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


@keras.saving.register_keras_serializable("kerasgen")
class KSparse(keras.layers.Layer):
    """Keeps the `active_units` largest values of each code and sets the others to 0.

    Args:
        active_units: int >= 1.

    Raises:
        ValueError: if `active_units` is less than 1 or more than there are units.

    Reference: [Makhzani and Frey, 2014, Section 2.2](https://arxiv.org/abs/1312.5663)

    Example:
        >>> KSparse(2)(ops.array([[3.0, -1.0, 2.0]]))  # [[3, 0, 2]]
    """

    def __init__(self, active_units, **kwargs):
        super().__init__(**kwargs)
        self.active_units = active_units

    def build(self, input_shape):
        if not 1 <= self.active_units <= input_shape[-1]:
            raise ValueError(
                f"`active_units` must be from 1 to {input_shape[-1]}, got {self.active_units}."
            )

    def call(self, inputs):
        # By index: a threshold would keep more than `active_units` where values are equal.
        _, largest = ops.top_k(inputs, self.active_units)
        return inputs * ops.sum(ops.one_hot(largest, inputs.shape[-1], dtype=inputs.dtype), axis=-2)

    def get_config(self):
        return {**super().get_config(), "active_units": self.active_units}


@keras.saving.register_keras_serializable("kerasgen")
class LearnedConstant(keras.layers.Layer):
    """A trainable tensor, 0 at first, that is the same for every example.

    Args:
        shape: tuple. Of the tensor, without the batch.

    Example:
        >>> LearnedConstant((2,))(ops.ones((5, 3)))  # (5, 2)
    """

    def __init__(self, shape, **kwargs):
        super().__init__(**kwargs)
        self.shape = tuple(shape)

    def build(self, input_shape):
        self.constant = self.add_weight(shape=self.shape, initializer="zeros", name="constant")

    def call(self, inputs):
        return ops.broadcast_to(self.constant, (ops.shape(inputs)[0], *self.shape))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.shape)

    def get_config(self):
        return {**super().get_config(), "shape": self.shape}
