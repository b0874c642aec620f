"""Examples, and what stands beside them, as a model takes them: right, or refused in one line."""

import functools
import math

import keras
import tensorflow as tf

from kerasgen.core.examples import as_examples, refuse_other_categories, refuse_other_shapes
from kerasgen.core.guards import MisfitGuard
from kerasgen.core.replicas import everywhere
from kerasgen.errors import InputError
from kerasgen.networks.fitting import same_shape


class Doors:
    """How data come into a `GenerativeModel`.

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
            x, y = self.entry_of(x), x.get("label") if y is None else y
        return self.as_data(x), y, weights

    def as_data(self, values):
        """Examples as the networks take them: see `as_examples`."""
        if self.data_spec is None:
            return values
        self._refuse_bytes_beside_negatives(values)
        return as_examples(values, self.data_spec, type(self).__name__)

    def entry_of(self, given):
        """The examples in a dict: its one entry of the shape that the model takes."""
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
