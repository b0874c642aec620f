"""A layer that shows a discriminator how much examples differ."""

import keras
from keras import ops


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
