"""What a model is given: right, or refused in one line that says what to do."""

import functools
import math
import warnings

import keras
import numpy as np
import tensorflow as tf

from kerasgen.core.examples import (
    as_examples,
    refuse_other_categories,
    refuse_other_shapes,
)
from kerasgen.core.guards import FiniteGuard, MisfitGuard
from kerasgen.core.replicas import everywhere
from kerasgen.errors import InputError
from kerasgen.networks.fitting import same_shape


class Doors:
    """How data come into a `GenerativeModel`, in steps and by the verbs of Keras.

    A method declares:

        data_spec: `keras.KerasTensor` `(None, ...)` of examples.
        data_range: the least and the largest value that it can make.
        separable: whether an example's loss is its own, so that it can be weighted.
        categories: input of a deployed function -> number of categories, where it is one of them.
    """

    data_spec = None
    data_range = -math.inf, math.inf
    separable = False
    categories = {}

    # What a step is given ---------------------------------------------------------------

    def parts_of(self, batch):
        """Examples, what stands beside them, and weights, of what `fit` hands to a step.

        Returns:
            tuple of a float32 tensor and two tensors or None. Of a dict, the examples are the one
            entry of the shape that the model takes, beside its `label` if it has one.

        Raises:
            InputError: for examples that the model cannot take.
        """
        x, y, weights = keras.utils.unpack_x_y_sample_weight(everywhere(batch))
        if weights is not None and not self.separable:
            raise InputError(
                f"{type(self).__name__} takes no sample weights: its loss is of whole batches."
            )
        if isinstance(x, dict):
            x, y = self._entries_of(x), x.get("label") if y is None else y
        return self.as_data(x), y, weights

    def as_data(self, values):
        """Examples as the networks take them: see `as_examples`."""
        if self.data_spec is None:
            return values
        self._refuse_bytes_beside_negatives(values)
        return as_examples(values, self.data_spec, type(self).__name__)

    def _entries_of(self, given):
        shape = tuple(self.data_spec.shape[1:])
        tensors = {name: x for name, x in given.items() if not isinstance(x, (dict, tuple, list))}
        of_shape = [x for x in tensors.values() if same_shape(shape, tuple(x.shape)[1:])]
        if len(of_shape) != 1:
            shapes = ", ".join(f"{name} {tuple(x.shape)[1:]}" for name, x in tensors.items())
            raise InputError(
                f"{type(self).__name__} takes dicts with one entry of shape {shape}, not {shapes}."
            )
        return of_shape[0]

    def data_of(self, batch):
        """The examples in what `fit` hands to a step, for a model that takes nothing else.

        Numbers of classes may stand beside them, as in labelled data sets, and are not used.

        Raises:
            InputError: as `parts_of`, and for targets.
        """
        x, y, _ = self.parts_of(batch)
        self.refuse_targets(y)
        self.expect_in_range(x)
        return x

    def weights_of(self, batch):
        """Weights `(batch,)` of the examples in what `fit` hands to a step, or None."""
        _, _, weights = keras.utils.unpack_x_y_sample_weight(batch)
        return None if weights is None else everywhere(weights)

    def refuse_targets(self, y):
        """Raise an `InputError` if `y` is more than numbers of classes, which are not used."""
        if y is not None and tuple(y.shape)[1:] not in ((), (1,)):
            raise InputError(
                f"{type(self).__name__} learns from examples alone and would not use y of shape "
                f"{tuple(y.shape)[1:]}; leave it out."
            )

    def expect_in_range(self, x):
        """Have a training refused in which data are out of `data_range`."""
        low, high = self.data_range
        rounding = 1e-3
        if low > -math.inf or high < math.inf:
            self.misfits.count("values", (x < low - rounding) | (x > high + rounding))

    def _refuse_bytes_beside_negatives(self, values):
        """Raise an `InputError` for bytes, of which shares of 255 are half of what it makes."""
        low, high = self.data_range
        if -math.inf < low < 0 and tf.as_dtype(values.dtype) == tf.uint8:
            raise InputError(
                f"{type(self).__name__} makes values in [{low:g}, {high:g}], and bytes would be "
                "scaled to [0, 1]: give x / 127.5 - 1, or end in a sigmoid."
            )

    def _warn_of_an_unused_half(self, x):
        low, high = self.data_range
        if -math.inf < low < 0 and isinstance(x, np.ndarray) and x.size and x.min() >= 0:
            warnings.warn(
                f"{type(self).__name__} makes values in [{low:g}, {high:g}] and is given none "
                "below 0: give 2 * x - 1 of values in [0, 1], or end in a sigmoid.",
                stacklevel=3,
            )

    @functools.cached_property
    def misfits(self):
        """What training and evaluation are stopped by; no part of what is saved."""
        return MisfitGuard(self.complaints())

    def complaints(self):
        """Kinds of wrong values to the sentences that refuse them."""
        low, high = self.data_range
        return {
            "values": f"{type(self).__name__} is given values outside [{low:g}, {high:g}], which "
            "it cannot make: scale the data, or choose another likelihood or output activation."
        }

    # The verbs of Keras -----------------------------------------------------------------

    def fit(self, x=None, y=None, *args, sample_weight=None, callbacks=None, **kwargs):
        """`keras.Model.fit`, stopped where it cannot be right.

        Raises:
            InputError: for data that the model cannot take or make.
            FloatingPointError: when a logged mean is not finite.
        """
        if isinstance(x, tf.data.Dataset):
            kwargs.setdefault("shuffle", False)  # Keras warns of its own default
        if kwargs.get("class_weight") and (y is None or np.ndim(y) == np.ndim(x) > 1):
            raise InputError("class_weight is by numbers of classes: give them as y.")
        self._warn_of_an_unused_half(x)
        self.misfits.forget()
        guards = [FiniteGuard(), self.misfits]
        return super().fit(
            *_arrays(x, y, sample_weight),
            *args,
            sample_weight=sample_weight,
            callbacks=[*guards, *(callbacks or [])],
            **kwargs,
        )

    def evaluate(self, x=None, y=None, *args, sample_weight=None, callbacks=None, **kwargs):
        """`keras.Model.evaluate`, with the errors of `fit` for data."""
        if not isinstance(callbacks, keras.callbacks.CallbackList):  # as `fit` has it
            self.misfits.forget()
            callbacks = [self.misfits, *(callbacks or [])]
        return super().evaluate(
            *_arrays(x, y, sample_weight),
            *args,
            sample_weight=sample_weight,
            callbacks=callbacks,
            **kwargs,
        )

    def train_on_batch(self, *args, **kwargs):
        """`keras.Model.train_on_batch`, with the errors of `fit` for data."""
        logs = super().train_on_batch(*args, **kwargs)
        self.misfits.refuse()
        return logs

    def predict(self, x, *args, callbacks=None, **kwargs):
        """`keras.Model.predict`, with the errors of `fit` for labels."""
        self.misfits.forget()
        return super().predict(x, *args, callbacks=[self.misfits, *(callbacks or [])], **kwargs)

    def export(self, filepath, *args, **kwargs):
        raise InputError(
            f"Ship {type(self).__name__} by kerasgen.export(model, {str(filepath)!r}): it writes "
            "a SavedModel and ONNX with every function of the model, and verifies them."
        )

    def save(self, filepath, *args, **kwargs):
        """`keras.Model.save` into a `.keras` file, which holds all that training goes on with.

        Raises:
            InputError: for a file of HDF5, which would not.
        """
        if str(filepath).endswith((".h5", ".hdf5")):
            raise InputError(f"{filepath} would be HDF5, which holds no game: save a .keras file.")
        super().save(filepath, *args, **kwargs)

    # What deployed functions are given --------------------------------------------------

    def as_input(self, name, values, spec):
        """An array as an input of a deployed function takes it."""
        if name == "data":
            self._refuse_bytes_beside_negatives(values)
            return as_examples(values, spec, type(self).__name__)
        who = f"{name} of {type(self).__name__}"
        refuse_other_shapes(values, spec, who)
        if name in self.categories:
            refuse_other_categories(values, self.categories[name], who)
        return values.astype(spec.dtype.as_numpy_dtype)


def _arrays(x, y, sample_weight):
    """What Keras's verbs are given: arrays, not lists of them, and a `y` beside weights."""
    if isinstance(x, (list, tuple)):
        raise InputError(
            "Give one array (count, ...), not a list: np.stack(x) makes one of examples; labels or "
            "a target are the next argument."
        )
    if isinstance(y, (list, tuple, np.ndarray)):
        y = np.asarray(y)
        if y.dtype.kind not in "buif":
            raise InputError(
                "Labels are numbers of classes: np.unique(y, return_inverse=True) numbers others."
            )
        y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 and np.ndim(x) != 2 else y
    if sample_weight is not None and y is None:
        y = np.zeros(len(x))  # Keras drops the weights of examples without one
    return x, y
