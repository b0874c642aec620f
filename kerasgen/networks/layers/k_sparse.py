"""A layer that keeps the largest values of each code."""

import keras
from keras import ops


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
