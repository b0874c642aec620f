"""Examples as a network takes them, of what a model is given: right, or refused in one line."""

import numpy as np
import tensorflow as tf
from keras import ops

from kerasgen.errors import InputError
from kerasgen.networks.fitting import same_shape


def as_examples(values, spec, who):
    """Examples as floats, in the shape that a network takes; bytes are scaled to [0, 1].

    Args:
        values: array or tensor `(count, ...)`.
        spec: `keras.KerasTensor` or `tf.TensorSpec` `(None, ...)`. Sides that it leaves open can
            have any length; where it is of integers, integers are taken as they are.
        who: str, who takes the examples, for messages.

    Returns:
        float32 tensor, or array if an array was given.

    Raises:
        InputError: for another shape, for integers that are no bytes, and for what is no numbers.

    Example:
        >>> as_examples(np.full((1, 2), 255, "uint8"), keras.Input((2,)), "VAE")  # [[1., 1.]]
    """
    refuse_other_shapes(values, spec, who)
    dtype = tf.as_dtype(values.dtype)
    if dtype.is_integer and tf.as_dtype(spec.dtype).is_integer:
        return values
    if not (dtype.is_floating or dtype in (tf.uint8, tf.bool)):
        raise InputError(
            f"{who} takes floats, or bytes (uint8), which are scaled to [0, 1], not {dtype.name}."
        )
    return in_unit_range(values, np.asarray if isinstance(values, np.ndarray) else ops.cast)


def is_of_unknown_shape(values):
    """Whether not even the number of sides is known, as of what a `tf.data` set may give."""
    return tf.is_tensor(values) and values.shape.rank is None


def require_entries(given, names, who):
    """Raise an `InputError` unless `given` is a dict that has these names."""
    if not isinstance(given, dict) or not set(names) <= set(given):
        raise InputError(f"{who} takes a dict of {', '.join(names)}.")


def refuse_other_inputs(values, needed, who):
    """Raise an `InputError` unless `values` have the shapes of `needed`, inputs of a network.

    None stands for inputs of any shape, by itself and in a dict.
    """
    if isinstance(needed, dict):
        require_entries(values, needed, who)
        for name, spec in needed.items():
            refuse_other_inputs(values[name], spec, f"{name} of {who}")
    elif needed is not None:
        if isinstance(values, (dict, list, tuple)):
            raise InputError(f"{who} takes one array, not a {type(values).__name__}.")
        refuse_other_shapes(values, needed, who)


def refuse_other_categories(values, count, who):
    """Raise an `InputError` unless `values` are numbers of `count` categories."""
    wrong = values[~np.isin(values, np.arange(count))]
    if wrong.size:
        raise InputError(f"{who} is a number from 0 to {count - 1}, not {wrong[0]}.")


def in_unit_range(values, cast):
    """Values as float32, bytes in [0, 1]; `cast` is that of arrays or that of tensors."""
    floats = cast(values, "float32")
    return floats / np.float32(255) if values.dtype == np.uint8 else floats


def refuse_other_shapes(values, spec, who):
    """Raise an `InputError` unless `values` are some of what `spec` `(None, ...)` describes."""
    if is_of_unknown_shape(values):
        raise InputError(f"{who} is given data of unknown shape; batch it, or use `ensure_shape`.")
    needed, given = tuple(spec.shape)[1:], tuple(values.shape)
    if same_shape(needed, given[1:]) and given:
        return
    hint = ""
    if (*given[1:], 1) == needed:
        hint = "; give them an axis of channels, x[..., None]"
    elif same_shape(needed, given):
        hint = "; give a single one as x[None], a data set as x.batch(32)"
    raise InputError(f"{who} takes examples of shape {needed}, not {given[1:]}{hint}.")
