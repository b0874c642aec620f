"""Models that are told the class of what they generate."""

import keras
from keras import ops

from kerasgen.core.prior import StandardNormalPrior
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
            ValueError: if there are no labels.
        """
        _, labels, _ = keras.utils.unpack_x_y_sample_weight(batch)
        if labels is None:
            raise ValueError(f"{type(self).__name__} needs labels: train it on pairs (x, label).")
        label = ops.one_hot(ops.cast(labels, "int32"), self.classes)
        return {"data": self.data_of(batch), "label": label}

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
