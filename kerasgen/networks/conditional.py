"""Builders of encoders and decoders that are told the class."""

import math

import keras
from keras import layers

from kerasgen.networks.named import architecture_named


def with_label(data, label):
    """Data `(batch, ..., channels)` with a one-hot label as further channels everywhere."""
    places = data.shape[1:-1]
    everywhere = layers.Reshape((*places, label.shape[-1]))(
        layers.RepeatVector(math.prod(places))(label)
    )
    return layers.Concatenate()([data, everywhere])


def conditional_gaussian_encoder(data_shape, latent_dim, classes, architecture="dense"):
    """`data` and one-hot `label` to a dict of `mean` and `log_var`, each `(batch, latent_dim)`.

    Example:
        >>> conditional_gaussian_encoder((28, 28, 1), latent_dim=16, classes=10)
    """
    data = keras.Input(data_shape, name="data")
    label = keras.Input((classes,), name="label")
    features = architecture_named(architecture).shrink(with_label(data, label))
    heads = {
        name: layers.Dense(latent_dim, dtype="float32", name=name)(features)
        for name in ("mean", "log_var")
    }
    return keras.Model({"data": data, "label": label}, heads, name="encoder")


def conditional_decoder(data_shape, latent_dim, classes, architecture="dense", heads=("logits",)):
    """`latents` and one-hot `label` to the parameters of a likelihood, as `decoder` gives them.

    Example:
        >>> conditional_decoder((28, 28, 1), latent_dim=16, classes=10)
    """
    inputs = {
        "latents": keras.Input((latent_dim,), name="latents"),
        "label": keras.Input((classes,), name="label"),
    }
    joined = layers.Concatenate()(list(inputs.values()))
    linear = dict.fromkeys(heads, "linear")
    outputs = architecture_named(architecture).grow(joined, tuple(data_shape), linear)
    return keras.Model(inputs, outputs, name="decoder")
