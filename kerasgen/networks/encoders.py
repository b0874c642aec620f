"""Builders of encoders, and of the decoders that belong to them."""

import keras
from keras import layers

from kerasgen.networks.named import architecture_named


def code_encoder(data_shape, latent_dim, architecture="dense", activation="linear"):
    """Data to a deterministic code: `(batch, *data_shape)` to `(batch, latent_dim)`.

    Args:
        data_shape: shape of one example.
        latent_dim: int.
        architecture: a name, or an object of this module.
        activation: name of the Keras activation of the code.

    Example:
        >>> code_encoder((28, 28, 1), latent_dim=32).output_shape  # (None, 32)
    """
    data = keras.Input(data_shape, name="data")
    features = architecture_named(architecture).shrink(data)
    latents = layers.Dense(latent_dim, activation, dtype="float32", name="latents")(features)
    return keras.Model(data, latents, name="encoder")


def gaussian_encoder(data_shape, latent_dim, architecture="dense"):
    """Data to a diagonal Gaussian: dict of `mean` and `log_var`, each `(batch, latent_dim)`.

    Example:
        >>> gaussian_encoder((28, 28, 1), latent_dim=16, architecture="convolutional")
    """
    return _of_heads(data_shape, {"mean": latent_dim, "log_var": latent_dim}, architecture)


def classifying_encoder(data_shape, latent_dim, classes, architecture="dense"):
    """Data to a dict of a code, `latents` `(batch, latent_dim)`, and `class_logits`.

    Example:
        >>> classifying_encoder((28, 28, 1), latent_dim=10, classes=10)
    """
    return _of_heads(data_shape, {"latents": latent_dim, "class_logits": classes}, architecture)


def clustering_encoder(data_shape, latent_dim, components, architecture="dense"):
    """Data to a dict of a code, `latents` `(batch, latent_dim)`, and `component_logits`.

    Example:
        >>> clustering_encoder((28, 28, 1), latent_dim=30, components=10)
    """
    sizes = {"latents": latent_dim, "component_logits": components}
    return _of_heads(data_shape, sizes, architecture)


def decoder(data_shape, latent_dim, architecture="dense", heads=("logits",)):
    """Latents to the parameters of a likelihood: a dict of linear outputs of `data_shape`.

    Args:
        data_shape: shape of one example.
        latent_dim: int.
        architecture: a name, or an object of this module.
        heads: names of the outputs, as a likelihood's `heads` gives them.

    Example:
        >>> decoder((8, 8, 1), latent_dim=2, heads=("mean", "log_scale"))
    """
    latents = keras.Input((latent_dim,), name="latents")
    linear = dict.fromkeys(heads, "linear")
    outputs = architecture_named(architecture).grow(latents, tuple(data_shape), linear)
    return keras.Model(latents, outputs, name="decoder")


def _of_heads(data_shape, sizes, architecture):
    """An encoder to linear outputs, a dict from name to size."""
    data = keras.Input(data_shape, name="data")
    features = architecture_named(architecture).shrink(data)
    heads = {
        name: layers.Dense(size, dtype="float32", name=name)(features)
        for name, size in sizes.items()
    }
    return keras.Model(data, heads, name="encoder")
