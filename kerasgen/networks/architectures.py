"""Architectures: how data shrink to features and how latents grow to data."""

import math
from dataclasses import dataclass, replace

from keras import initializers, layers


class _Feedforward:
    """Hidden layers with an activation, normalised or not."""

    def normalised(self):
        return replace(self, batch_normalization=True)

    def leaky(self):
        return replace(self, activation="leaky_relu")

    def hidden(self, layer, x):
        """What a hidden layer makes of `x`: normalised if the others are, and activated."""
        x = layer(x)
        if self.batch_normalization:
            x = layers.BatchNormalization()(x)
        return layers.Activation(self.activation)(x)


@dataclass(frozen=True)
class Dense(_Feedforward):
    """Fully connected layers, for data of any shape.

    Args:
        units: widths from the data inwards; a decoder takes them in reverse.
        activation: name of a Keras activation.
        batch_normalization: whether hidden layers are normalised.
        initial_std: float or None. Of weights drawn at first from a normal distribution around 0;
            None for Keras's own, which depends on the widths.
    """

    units: tuple = (512, 256)
    activation: str = "relu"
    batch_normalization: bool = False
    initial_std: float | None = None

    def shrink(self, data):
        """Data `(batch, ...)` to features `(batch, units[-1])`."""
        x = layers.Flatten()(data)
        for units in self.units:
            x = self.hidden(dense(units, self.initial_std), x)
        return x

    def grow(self, latents, data_shape, head):
        """Latents `(batch, latent_dim)` to one output of `data_shape` per name in `head`."""
        x = latents
        for units in reversed(self.units):
            bias = not self.batch_normalization
            x = self.hidden(dense(units, self.initial_std, use_bias=bias), x)
        size = math.prod(data_shape)
        return {
            name: layers.Reshape(data_shape, dtype="float32", name=name)(
                dense(size, self.initial_std, activation=activation, dtype="float32")(x)
            )
            for name, activation in head.items()
        }


@dataclass(frozen=True)
class PlainDense(Dense):
    """Fully connected layers that are not normalised over the batch in generators either.

    On data of few dimensions the noise of batch statistics is larger than what is to be learnt.
    """

    def normalised(self):
        return self


@dataclass(frozen=True)
class Convolutional(_Feedforward):
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
        for filters in self.filters_of(data.shape[1:]):
            x = self.hidden(layers.Conv2D(filters, self.kernel_size, 2, "same"), x)
        x = layers.Flatten()(x)
        return self.hidden(layers.Dense(self.units), x) if self.units else x

    def grow(self, latents, data_shape, head):
        """Latents `(batch, latent_dim)` to one image `data_shape` per name in `head`."""
        filters = self.filters_of(data_shape)
        height, width, channels = data_shape
        seed_shape = (height >> len(filters), width >> len(filters), filters[-1])
        x = latents
        for units in (self.units, math.prod(seed_shape)):
            if units:
                x = self.hidden(layers.Dense(units, use_bias=not self.batch_normalization), x)
        x = layers.Reshape(seed_shape)(x)
        for count in reversed(filters[:-1]):
            x = self.hidden(self.upsample(count, use_bias=not self.batch_normalization), x)
        return {
            name: self.upsample(channels, activation=activation, dtype="float32", name=name)(x)
            for name, activation in head.items()
        }

    def filters_of(self, data_shape):
        """Filters of each convolution for images of `data_shape`, from the outermost inwards."""
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

    def upsample(self, filters, **options):
        """A transposed convolution that doubles height and width."""
        return layers.Conv2DTranspose(filters, self.kernel_size, 2, "same", **options)


@dataclass(frozen=True)
class Recurrent:
    """One recurrent layer over the first axis of the data: rows of an image, steps of a series.

    Args:
        units: int. Width of the layer's state.
        cell: `"lstm"` or `"gru"`.

    Raises:
        ValueError: for another cell.
    """

    units: int = 128
    cell: str = "lstm"

    def shrink(self, data):
        """Series `(batch, steps, ...)` to the last state `(batch, units)`."""
        steps, *features = data.shape[1:]
        return self._layer()(layers.Reshape((steps, math.prod(features)))(data))

    def grow(self, latents, data_shape, head):
        """Latents, given at every step, to one output of `data_shape` per name in `head`."""
        steps, *features = data_shape
        x = self._layer(return_sequences=True)(layers.RepeatVector(steps)(latents))
        return {
            name: layers.Reshape(data_shape, dtype="float32", name=name)(
                layers.Dense(math.prod(features), activation, dtype="float32")(x)
            )
            for name, activation in head.items()
        }

    def normalised(self):
        return self

    def leaky(self):
        return self

    def _layer(self, **options):
        cells = {"lstm": layers.LSTM, "gru": layers.GRU}
        if self.cell not in cells:
            raise ValueError(f"Unknown cell {self.cell!r}; there are {', '.join(cells)}.")
        # Of a GRU, OpenVINO cannot read the loop that ONNX gets otherwise.
        return cells[self.cell](self.units, unroll=self.cell == "gru", **options)


def dense(units, initial_std, **options):
    """A dense layer whose weights are drawn at first from `N(0, initial_std^2)`, if it is given."""
    if initial_std is not None:
        options["kernel_initializer"] = initializers.RandomNormal(stddev=initial_std)
    return layers.Dense(units, **options)


SINGLE_LAYER = Dense(())
