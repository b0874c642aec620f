"""A bound on the memory that a model takes while it is loaded."""

import contextlib

import tensorflow as tf

from kerasgen.errors import InputError

UNSUSPICIOUS = 1 << 26
# Of the weights in the file: parts of models that are made again, and what is not saved.
EXPANSION = 4


@contextlib.contextmanager
def variables_within(size):
    """Refuse variables of more bytes than a file's weights need, before they are made.

    Args:
        size: int, bytes of the weights in the file.

    Raises:
        InputError: when they are more.

    Example:
        >>> with variables_within(1_000_000):
        ...     keras.layers.Dense(10**9).build((None, 10**9))
    """
    allowed = left = max(UNSUSPICIOUS, EXPANSION * size)

    def create(following, **settings):
        nonlocal left
        value = settings["initial_value"]
        if callable(value):
            # Traced, an initialiser tells what it would make, and makes nothing.
            value = tf.function(value, autograph=False).get_concrete_function().structured_outputs
        else:
            value = tf.convert_to_tensor(value)
        left -= value.shape.num_elements() * value.dtype.size
        if left < 0:
            raise InputError(
                f"it describes a model of more than {allowed:,} bytes, and has weights of "
                f"{size:,}; do not use it."
            )
        return following(**settings)

    with tf.variable_creator_scope(create):
        yield
