"""A trainable tensor that is the same for every example."""

import keras
from keras import ops


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
