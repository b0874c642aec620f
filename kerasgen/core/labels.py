"""Labels as networks take them, and models that are told the class of what they generate."""

import keras
from keras import ops

from kerasgen.core.examples import is_of_unknown_shape
from kerasgen.core.prior import StandardNormalPrior
from kerasgen.errors import InputError
from kerasgen.formulas.distributions import uniform_categories
from kerasgen.formulas.randomness import folded

NOT_LABELLED = -1


class OneHotLabels:
    """What a `GenerativeModel` of so many `classes` gains that learns from labels.

    `least_label` is 0, or `NOT_LABELLED` where not all examples need one.
    """

    least_label = 0

    def labelled_examples(self, batch):
        """`{"data": ..., "label": one-hot}` of what `fit` hands to a step.

        The label of what is not labelled is 0 everywhere.

        Raises:
            InputError: if there are no labels, or they are no numbers of classes.
        """
        x, labels, _ = self.parts_of(batch)
        self.expect_in_range(x)
        return {"data": x, "label": self.one_hot(labels, self.least_label)}

    def features(self, data):
        """What the networks take of data `(batch, ...)`: the data themselves."""
        return data

    def one_hot(self, labels, least=0):
        """Numbers of classes as one-hot `(count, classes)`; shares of classes as they are."""
        needed = (
            f"{type(self).__name__} needs labels (count,), {self.known_labels}, or one-hot "
            f"(count, {self.classes})"
        )
        if labels is None:
            raise InputError(f"{needed}: train it on pairs (x, label).")
        if is_of_unknown_shape(labels):
            raise InputError(f"{needed}, in the form that was given first, or `compile` it again.")
        shape = tuple(labels.shape)[1:]
        if labels.dtype == "string" or shape not in ((), (1,), (self.classes,)):
            raise InputError(f"{needed}, not {labels.dtype} (count, {', '.join(map(str, shape))}).")
        if shape == (self.classes,):
            shares = ops.cast(labels, "float32")
            total = ops.sum(shares, axis=-1)
            whole = (ops.abs(total - 1.0) < 1e-3) | ((total == 0.0) & (least == NOT_LABELLED))
            self.misfits.count("labels", ~whole | ops.any(shares < 0, axis=-1))
            return shares
        given = ops.reshape(labels, (-1,))
        numbers = ops.cast(given, "int32")
        of_class = (numbers >= least) & (numbers < self.classes)
        self.misfits.count("labels", ~of_class | (ops.cast(numbers, given.dtype) != given))
        return ops.one_hot(numbers, self.classes)

    def complaints(self):
        return {
            **super().complaints(),
            "labels": f"{type(self).__name__} is given labels that are no {self.known_labels}, "
            "nor shares of classes that sum to 1: give it `classes`, or number the labels with "
            "np.unique.",
        }

    @property
    def known_labels(self):
        """What labels can be, in words."""
        none = ", or -1 for none" if self.least_label == NOT_LABELLED else ""
        return f"numbers from 0 to {self.classes - 1}{none}"


class ClassLabels(OneHotLabels, StandardNormalPrior):
    """What a model gains whose networks take a one-hot `label` `(batch, classes)`.

    Its deployed functions take `label` as int32 `(batch,)`, numbers from 0.
    """

    labelled = True

    def prior_inputs(self, count, seed):
        """Latents, and a `label` `(count,)` that is each class as often."""
        label = uniform_categories(count, self.classes, folded(seed, 1))
        return {**super().prior_inputs(count, seed), "label": label}

    @property
    def categories(self):
        return {"label": self.classes}

    def label_input(self):
        """A `keras.Input` of numbers of classes, and what networks take of it."""
        label = keras.Input((), name="label", dtype="int32")
        return label, ops.one_hot(label, self.classes)
