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
    """A trainable tensor that is the same for every example.

    Args:
        shape: tuple. Of the tensor, without the batch.
        start: float. All its values at first.

    Example:
        >>> LearnedConstant((2,))(ops.ones((5, 3)))  # (5, 2)
    """

    def __init__(self, shape, start=0.0, **kwargs):
        super().__init__(**kwargs)
        self.shape, self.start = tuple(shape), start

    def build(self, input_shape):
        start = keras.initializers.Constant(self.start)
        self.constant = self.add_weight(shape=self.shape, initializer=start, name="constant")

    def call(self, inputs):
        return ops.broadcast_to(self.constant, (ops.shape(inputs)[0], *self.shape))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.shape)

    def get_config(self):
        return {**super().get_config(), "shape": self.shape, "start": self.start}


class _SpectralNormalization:
    """A layer with a `kernel`, divided by an estimate of its largest singular value.

    Each call in training takes one step of the power iteration. The gradient passes through the
    norm (Eq. 12 of the paper), which `keras.layers.SpectralNormalization` leaves out: that one
    writes the normalised kernel back.
    """

    def build(self, input_shape):
        super().build(input_shape)
        self.left = self.add_weight(
            shape=(super().kernel.shape[-1], 1),
            initializer="random_normal",
            trainable=False,
            name="left_vector",
        )

    @property
    def kernel(self):
        kernel = super().kernel
        if not hasattr(self, "left"):
            return kernel  # while it is built
        return kernel / ops.cast(self.spectral_norm(), kernel.dtype)

    def call(self, inputs, training=None):
        if training:
            self.left.assign(self._power_step()[1])
        return super().call(inputs)

    def save_own_variables(self, store):
        keras.layers.Layer.save_own_variables(self, store)  # Keras's dense layer saves its `kernel`

    def load_own_variables(self, store):
        keras.layers.Layer.load_own_variables(self, store)

    def spectral_norm(self):
        """The estimate of the kernel's largest singular value, as a matrix."""
        right, left = (ops.stop_gradient(vector) for vector in self._power_step())
        return ops.squeeze(ops.matmul(ops.transpose(right), ops.matmul(self._matrix(), left)))

    def _power_step(self):
        matrix = ops.stop_gradient(self._matrix())
        right = ops.normalize(ops.matmul(matrix, self.left), axis=0)
        return right, ops.normalize(ops.matmul(ops.transpose(matrix), right), axis=0)

    def _matrix(self):
        kernel = super().kernel
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


@keras.saving.register_keras_serializable("kerasgen")
class MinibatchStandardDeviation(keras.layers.Layer):
    """Appends how much examples differ, so that a discriminator sees a collapse.

    The standard deviation over groups of the batch, averaged over features, is one more channel.

    Args:
        group: int >= 2. Most examples in a group; a batch that it does not divide is one group.

    Reference: [Karras et al., 2018, Section 3](https://arxiv.org/abs/1710.10196)

    Example:
        >>> MinibatchStandardDeviation()(ops.ones((8, 4, 4, 3))).shape  # (8, 4, 4, 4)
    """

    def __init__(self, group=4, **kwargs):
        super().__init__(**kwargs)
        self.group = group

    def call(self, inputs):
        count, shape = ops.shape(inputs)[0], inputs.shape[1:]
        group = ops.where(count % self.group == 0, ops.minimum(self.group, count), count)
        groups = ops.reshape(inputs, (group, -1, *shape))
        deviation = ops.sqrt(ops.var(groups, axis=0) + 1e-8)
        mean = ops.mean(deviation, axis=tuple(range(1, len(shape) + 1)), keepdims=True)
        channel = ops.tile(mean, (group, *shape[:-1], 1))
        return ops.concatenate([inputs, channel], axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)

    def get_config(self):
        return {**super().get_config(), "group": self.group}
