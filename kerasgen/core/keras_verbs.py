"""What Keras users call on any model, stopped where it cannot be right."""

import math
import warnings

import keras
import numpy as np
import tensorflow as tf

from kerasgen.core.examples import refuse_other_inputs, refuse_other_shapes
from kerasgen.core.guards import FiniteGuard
from kerasgen.errors import InputError


class KerasVerbs:
    """The verbs of `keras.Model` for a `GenerativeModel`."""

    @property
    def taken_by_call(self):
        """What `call`, and so `predict`, takes: a `keras.KerasTensor`, or a dict of them by name.

        None stands for what `call` looks at itself.
        """
        return self.data_spec

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
            *self._arrays(x, y, sample_weight),
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
            *self._arrays(x, y, sample_weight),
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
        """`keras.Model.predict`, with the errors of `fit` for data and labels."""
        given = x if isinstance(x, (list, tuple)) else _described(x)
        if given is not None:
            refuse_other_inputs(given, self.taken_by_call, f"{type(self).__name__}.predict")
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

    def _arrays(self, x, y, sample_weight):
        """What Keras's verbs are given: arrays, not lists of them, and a `y` beside weights."""
        if isinstance(x, (list, tuple)):
            raise InputError(
                "Give one array (count, ...), not a list: np.stack(x) makes one of examples; "
                "labels or a target are the next argument."
            )
        self.refuse_other_examples(x, type(self).__name__)
        if np.ndim(y) > 2:
            self.refuse_other_examples(y, f"As a target {type(self).__name__}")
        if isinstance(y, (list, tuple, np.ndarray)):
            y = np.asarray(y)
            if y.dtype.kind not in "buif":
                raise InputError(
                    "Labels are numbers of classes: np.unique(y, return_inverse=True) numbers "
                    "others."
                )
            y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 and np.ndim(x) != 2 else y
        if sample_weight is not None and y is None:
            y = np.zeros(len(x))  # Keras drops the weights of examples without one
        return x, y

    def refuse_other_examples(self, x, who):
        """Raise an `InputError` for examples of another shape, as far as can be told beforehand.

        A step that Keras has compiled for a second shape is one for any shape.
        """
        given = _described(x)
        if given is None or self.data_spec is None:
            return
        if isinstance(given, dict):
            given = self.entry_of(given)
        refuse_other_shapes(given, self.data_spec, who)

    def _warn_of_an_unused_half(self, x):
        low, high = self.data_range
        if -math.inf < low < 0 and isinstance(x, np.ndarray) and x.size and x.min() >= 0:
            warnings.warn(
                f"{type(self).__name__} makes values in [{low:g}, {high:g}] and is given none "
                "below 0: give 2 * x - 1 of values in [0, 1], or end in a sigmoid.",
                stacklevel=3,
            )


def _described(x):
    """What has the shapes of the examples in `x`: itself, or the `tf.TensorSpec` of a data set.

    None where they cannot be told.
    """
    if isinstance(x, tf.data.Dataset):
        x, *_ = keras.utils.unpack_x_y_sample_weight(x.element_spec)
    parts = [*x.values()] if isinstance(x, dict) else [x]
    shapes = [part.shape for part in parts if hasattr(part, "shape")]
    known = shapes and all(tf.TensorShape(shape).rank is not None for shape in shapes)
    return x if known else None
