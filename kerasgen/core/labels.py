"""Models that are told the class of what they generate."""

import keras
from keras import ops

from kerasgen.core.examples import is_of_unknown_shape
from kerasgen.core.prior import StandardNormalPrior
from kerasgen.errors import InputError
from kerasgen.formulas.distributions import uniform_categories
from kerasgen.formulas.randomness import folded


class ClassLabels(StandardNormalPrior):
    """What a model gains whose networks take a one-hot `label` `(batch, classes)`.

    Its deployed functions take `label` as int32 `(batch,)`, numbers from 0.
    """

    labelled = True

    def labelled_examples(self, batch):
        """`{"data": ..., "label": one-hot}` of what `fit` hands to a step.

        Raises:
            InputError: if there are no labels, or they are no numbers of classes.
        """
        x, labels, _ = self.parts_of(batch)
        self.expect_in_range(x)
        return {"data": x, "label": self.one_hot(labels)}

    def one_hot(self, labels):
        """Numbers of classes as one-hot `(count, classes)`; shares of classes as they are."""
        needed = (
            f"{type(self).__name__} needs labels (count,), numbers from 0 to {self.classes - 1}, "
            f"or one-hot (count, {self.classes})"
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
            whole = ops.abs(ops.sum(shares, axis=-1) - 1.0) < 1e-3
            self.misfits.count("labels", ~whole | ops.any(shares < 0, axis=-1))
            return shares
        given = ops.reshape(labels, (-1,))
        numbers = ops.cast(given, "int32")
        of_class = (numbers >= 0) & (numbers < self.classes)
        self.misfits.count("labels", ~of_class | (ops.cast(numbers, given.dtype) != given))
        return ops.one_hot(numbers, self.classes)

    def complaints(self):
        return {
            **super().complaints(),
            "labels": f"{type(self).__name__} is given labels that are no numbers from 0 to "
            f"{self.classes - 1}, nor shares of classes that sum to 1: give it `classes`, or "
            "number the labels with np.unique.",
        }

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
