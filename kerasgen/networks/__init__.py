"""Builders: data shape in, built functional `keras.Model` out."""

import keras
from keras import layers

from kerasgen.networks.architectures import (
    SINGLE_LAYER,
    Convolutional,
    Dense,
    Recurrent,
    architecture_named,
)
from kerasgen.networks.tying import tied, tied_decoder

__all__ = [
    "SINGLE_LAYER",
    "Convolutional",
    "Dense",
    "Recurrent",
    "architecture_named",
    "code_encoder",
    "decoder",
    "discriminator",
    "gaussian_encoder",
    "generator",
    "tied",
    "tied_decoder",
]


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
    data = keras.Input(data_shape, name="data")
    features = architecture_named(architecture).shrink(data)
    heads = {
        name: layers.Dense(latent_dim, dtype="float32", name=name)(features)
        for name in ("mean", "log_var")
    }
    return keras.Model(data, heads, name="encoder")


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


def generator(data_shape, latent_dim, architecture="dense", activation="sigmoid"):
    """Latents to data in the DCGAN manner: batch normalisation in every hidden layer.

    Args:
        data_shape: shape of one example.
        latent_dim: int.
        architecture: a name, or an object of this module.
        activation: of the output; the sigmoid fits data in [0, 1].

    Reference: [Radford et al., 2016](https://arxiv.org/abs/1511.06434)

    Example:
        >>> generator((28, 28, 1), latent_dim=64, architecture="convolutional")
    """
    latents = keras.Input((latent_dim,), name="latents")
    normalised = architecture_named(architecture).normalised()
    outputs = normalised.grow(latents, tuple(data_shape), {"data": activation})
    return keras.Model(latents, outputs["data"], name="generator")


def discriminator(data_shape, architecture="dense"):
    """Data to a dict of `logits` `(batch, 1)` and the `features` below them.

    Leaky rectifiers as in DCGAN; no batch normalisation, so that no example's logit
    depends on the batch it comes in.

    Example:
        >>> discriminator((28, 28, 1), architecture="convolutional")
    """
    data = keras.Input(data_shape, name="data")
    features = architecture_named(architecture).leaky().shrink(data)
    logits = layers.Dense(1, dtype="float32", name="logits")(features)
    return keras.Model(data, {"logits": logits, "features": features}, name="discriminator")
