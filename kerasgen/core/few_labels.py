"""Models that learn from examples of which few are labelled."""

import keras
from keras import ops

from kerasgen.core.labels import NOT_LABELLED, OneHotLabels
from kerasgen.core.replicas import count_everywhere, total_everywhere


class FewLabels(OneHotLabels):
    """What a `GenerativeModel` gains that learns from labels, which need not all be there.

    It trains on pairs of data and labels, where -1, or a one-hot of zeros, stands for none.
    """

    few_labels = True
    separable = False
    least_label = NOT_LABELLED


class Classifies(FewLabels):
    """What a `GenerativeModel` of few labels with `class_logits` gains: it classifies."""

    classifies = True

    def classifier_network(self):
        """What classifies: `keras.Model`, `features` of data to logits `(batch, classes)`."""
        raise NotImplementedError

    def classify(self, data):
        """Probabilities `(count, classes)` of the classes of `data` `(count, ...)`."""
        return self.apply_deployed("classify", data=data)["probabilities"]

    def class_nll(self, class_logits, label):
        """The cross-entropy of labelled examples `(batch,)`, whose mean is that over them alone.

        Logs it beside the share of labelled examples that are classified as their label.

        Args:
            class_logits: tensor `(batch, classes)`.
            label: one-hot `(batch, classes)`, 0 everywhere where there is none.
        """
        known = ops.sum(label, axis=-1)
        nll = -ops.sum(label * ops.log_softmax(class_logits), axis=-1)
        right = ops.argmax(class_logits, axis=-1) == ops.argmax(label, axis=-1)
        self.log(known, class_nll=nll, accuracy=ops.cast(right, "float32"))
        return nll * count_everywhere(nll) / ops.maximum(total_everywhere(known), 1.0)

    def weights_of_unlabelled(self, label):
        """Weights `(batch,)`, of mean 1, of what is not labelled; 1 where there is no such thing.

        Args:
            label: as of `class_nll`.
        """
        unknown = 1.0 - ops.sum(label, axis=-1)
        total = total_everywhere(unknown)
        weights = unknown * count_everywhere(unknown) / ops.maximum(total, 1.0)
        return ops.where(total > 0, weights, ops.ones_like(weights))

    def deployed(self):
        data = keras.Input(self.data_spec.shape[1:], name="data")
        probabilities = ops.softmax(self.classifier_network()(self.features(data)))
        classify = keras.Model({"data": data}, {"probabilities": probabilities})
        return {**super().deployed(), "classify": classify}
