"""Fresh seeds for the stateless random functions."""

import tensorflow as tf
from keras import ops


def draw_seed(generator):
    """The next seed of a `keras.random.SeedGenerator`, other on each replica.

    Args:
        generator: `keras.random.SeedGenerator`.

    Returns:
        int32 tensor `(2,)`.

    Example:
        >>> tf.random.stateless_uniform((2,), draw_seed(keras.random.SeedGenerator(0)))
    """
    seed = ops.cast(generator.next(), "int32")
    context = tf.distribute.get_replica_context()
    replica = context.replica_id_in_sync_group if context else 0
    return seed + ops.stack([ops.cast(replica, "int32"), 0])


def folded(seed, number):
    """Another seed `(2,)` for each number, a function of `seed` on every device.

    Example:
        >>> folded(1, 2)
    """
    return tf.random.experimental.stateless_fold_in(as_pair(seed), number)


def as_pair(seed):
    """A seed as the stateless random functions take it: int32 `(2,)`, of an int or of two.

    Example:
        >>> as_pair(1)  # [1, 0]
    """
    return tf.cast((seed, 0) if isinstance(seed, int) else seed, tf.int32)
