"""Builders of classifiers."""

import keras
from keras import layers

from kerasgen.networks.named import architecture_named


def classifier(data_shape, classes, architecture="dense"):
    """Data to a dict of `class_logits` `(batch, classes)`.

    Args:
        data_shape: shape of one example.
        classes: int.
        architecture: a name, or an object of this module.

    Example:
        >>> classifier((28, 28, 1), classes=10)
    """
    data = keras.Input(data_shape, name="data")
    features = architecture_named(architecture).shrink(data)
    logits = layers.Dense(classes, dtype="float32", name="class_logits")(features)
    return keras.Model(data, {"class_logits": logits}, name="classifier")
