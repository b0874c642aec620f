"""Builders: data shape in, built functional `keras.Model` out."""

import math
from dataclasses import dataclass, replace

import keras
from keras import layers


@dataclass(frozen=True)
class Dense:
    """Fully connected layers, for data of any shape.

    Args:
        units: widths from the data inwards; a decoder takes them in reverse.
        activation: name of a Keras activation.
        batch_normalization: whether hidden layers are normalised.
    """

    units: tuple = (512, 256)
    activation: str = "relu"
    batch_normalization: bool = False

    def shrink(self, data):
        """Data `(batch, ...)` to features `(batch, units[-1])`."""
        x = layers.Flatten()(data)
        for units in self.units:
            x = self._hidden(layers.Dense(units), x)
        return x

    def grow(self, latents, data_shape, head):
        """Latents `(batch, latent_dim)` to one output of `data_shape` per name in `head`."""
        x = latents
        for units in reversed(self.units):
            x = self._hidden(layers.Dense(units, use_bias=not self.batch_normalization), x)
        return {
            name: layers.Reshape(data_shape, dtype="float32", name=name)(
                layers.Dense(math.prod(data_shape), activation, dtype="float32")(x)
            )
            for name, activation in head.items()
        }

    def _hidden(self, layer, x):
        return _activate(layer(x), self.activation, self.batch_normalization)


@dataclass(frozen=True)
class Convolutional:
    """Convolutions of stride 2 that halve the image at least twice, then one dense layer.

    Args:
        filters: of the first convolution; each further one has twice as many.
        units: width of the dense layer between the convolutions and the code, 0 for none.
        activation: name of a Keras activation.
        batch_normalization: whether hidden layers are normalised.

    Raises:
        ValueError: for data that are not images `(height, width, channels)` with height
            and width divisible by 4.
    """

    filters: int = 32
    units: int = 256
    activation: str = "relu"
    batch_normalization: bool = False
    kernel_size: int = 4

    def shrink(self, data):
        """Images `(batch, height, width, channels)` to features `(batch, n)`."""
        x = data
        for filters in self._filters(data.shape[1:]):
            x = self._hidden(layers.Conv2D(filters, self.kernel_size, 2, "same"), x)
        x = layers.Flatten()(x)
        return self._hidden(layers.Dense(self.units), x) if self.units else x

    def grow(self, latents, data_shape, head):
        """Latents `(batch, latent_dim)` to one image `data_shape` per name in `head`."""
        filters = self._filters(data_shape)
        height, width, channels = data_shape
        seed_shape = (height >> len(filters), width >> len(filters), filters[-1])
        x = latents
        for units in (self.units, math.prod(seed_shape)):
            if units:
                x = self._hidden(layers.Dense(units, use_bias=not self.batch_normalization), x)
        x = layers.Reshape(seed_shape)(x)
        for count in reversed(filters[:-1]):
            x = self._hidden(self._upsample(count, use_bias=not self.batch_normalization), x)
        return {
            name: self._upsample(channels, activation=activation, dtype="float32", name=name)(x)
            for name, activation in head.items()
        }

    def _filters(self, data_shape):
        if len(data_shape) != 3 or data_shape[0] % 4 or data_shape[1] % 4:
            raise ValueError(
                "A convolutional network needs images (height, width, channels) with height and "
                f"width divisible by 4, got {tuple(data_shape)}; use the dense architecture."
            )
        side, filters = min(data_shape[:2]) // 4, [self.filters, 2 * self.filters]
        halvings = math.gcd(*data_shape[:2]) // 4
        while side > 4 and halvings % 2 == 0:
            side, halvings = side // 2, halvings // 2
            filters.append(2 * filters[-1])
        return filters

    def _hidden(self, layer, x):
        return _activate(layer(x), self.activation, self.batch_normalization)

    def _upsample(self, filters, **options):
        return layers.Conv2DTranspose(filters, self.kernel_size, 2, "same", **options)


def _activate(x, activation, batch_normalization):
    if batch_normalization:
        x = layers.BatchNormalization()(x)
    return layers.Activation(activation)(x)


def architecture_named(architecture):
    """`"dense"` or `"convolutional"` to the default of that kind; anything else comes back."""
    named = {"dense": Dense, "convolutional": Convolutional}
    if not isinstance(architecture, str):
        return architecture
    if architecture not in named:
        raise ValueError(f"Unknown architecture {architecture!r}; there are {', '.join(named)}.")
    return named[architecture]()


def code_encoder(data_shape, latent_dim, architecture="dense"):
    """Data to a deterministic code: `(batch, *data_shape)` to `(batch, latent_dim)`.

    Example:
        >>> code_encoder((28, 28, 1), latent_dim=32).output_shape  # (None, 32)
    """
    data = keras.Input(data_shape, name="data")
    features = architecture_named(architecture).shrink(data)
    latents = layers.Dense(latent_dim, dtype="float32", name="latents")(features)
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
        architecture: `"dense"`, `"convolutional"`, or a `Dense` or `Convolutional`.
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
        architecture: `"dense"`, `"convolutional"`, or a `Dense` or `Convolutional`.
        activation: of the output; the sigmoid fits data in [0, 1].

    Reference: [Radford et al., 2016](https://arxiv.org/abs/1511.06434)

    Example:
        >>> generator((28, 28, 1), latent_dim=64, architecture="convolutional")
    """
    latents = keras.Input((latent_dim,), name="latents")
    architecture = replace(architecture_named(architecture), batch_normalization=True)
    outputs = architecture.grow(latents, tuple(data_shape), {"data": activation})
    return keras.Model(latents, outputs["data"], name="generator")


def discriminator(data_shape, architecture="dense"):
    """Data to a dict of `logits` `(batch, 1)` and the `features` below them.

    Leaky rectifiers as in DCGAN; no batch normalisation, so that no example's logit
    depends on the batch it comes in.

    Example:
        >>> discriminator((28, 28, 1), architecture="convolutional")
    """
    data = keras.Input(data_shape, name="data")
    architecture = replace(architecture_named(architecture), activation="leaky_relu")
    features = architecture.shrink(data)
    logits = layers.Dense(1, dtype="float32", name="logits")(features)
    return keras.Model(data, {"logits": logits, "features": features}, name="discriminator")
