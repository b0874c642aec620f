"""Networks around a grid of codes: to one, from one, and a prior over one."""

import keras
from keras import layers

from kerasgen.networks.layers import LearnedConstant


def grid_encoder(data_shape, code_dim, architecture):
    """Images to a vector for every 4 x 4 pixels: `(batch, height / 4 * width / 4 * code_dim)`.

    Two convolutions of stride 2, as in the paper, and one that looks at the neighbours.

    Args:
        data_shape: `(height, width, channels)`, both sides divisible by 4.
        code_dim: int. Size of a vector.
        architecture: `Convolutional`; its `units` have no place here.

    Reference: [van den Oord et al., 2017, Section 4.1](https://arxiv.org/abs/1711.00937)

    Example:
        >>> grid_encoder((28, 28, 1), 16, Convolutional()).output_shape  # (None, 784)
    """
    outer, inner = architecture.filters_of(data_shape)[:2]
    data = keras.Input(data_shape, name="data")
    x = architecture.hidden(layers.Conv2D(outer, architecture.kernel_size, 2, "same"), data)
    x = architecture.hidden(layers.Conv2D(inner, architecture.kernel_size, 2, "same"), x)
    x = architecture.hidden(layers.Conv2D(inner, 3, 1, "same"), x)
    vectors = layers.Conv2D(code_dim, 1, dtype="float32")(x)
    latents = layers.Flatten(dtype="float32", name="latents")(vectors)
    return keras.Model(data, latents, name="encoder")


def grid_decoder(data_shape, code_dim, architecture, heads=("logits",)):
    """The way back: `(batch, height / 4 * width / 4 * code_dim)` to a dict of linear outputs.

    Args:
        data_shape: as in `grid_encoder`.
        code_dim: int.
        architecture: `Convolutional`.
        heads: names of the outputs, as a likelihood's `heads` gives them.

    Example:
        >>> grid_decoder((28, 28, 1), 16, Convolutional()).input_shape  # (None, 784)
    """
    outer, inner = architecture.filters_of(data_shape)[:2]
    height, width, channels = data_shape
    grid = (height // 4, width // 4, code_dim)
    latents = keras.Input((grid[0] * grid[1] * code_dim,), name="latents")
    x = layers.Reshape(grid)(latents)
    x = architecture.hidden(layers.Conv2D(inner, 3, 1, "same"), x)
    x = architecture.hidden(architecture.upsample(outer), x)
    outputs = {
        name: architecture.upsample(channels, dtype="float32", name=name)(x) for name in heads
    }
    return keras.Model(latents, outputs, name="decoder")


def causal_prior(positions, codes, units=64):
    """Codes to the logits of each, given those before it: `(batch, positions, codes)`.

    Causal convolutions along the sequence, residual, whose dilation doubles until the last
    position sees the first.

    Args:
        positions: int. Length of the sequence; a grid is read row by row.
        codes: int. Size of the codebook.
        units: int. Width of the hidden layers.

    Reference: [van den Oord et al., 2016](https://arxiv.org/abs/1609.03499)

    Example:
        >>> causal_prior(positions=49, codes=512)(ops.zeros((4, 49), "int32"))  # (4, 49, 512)
    """
    inputs = keras.Input((positions,), dtype="int32", name="codes")
    x = layers.Embedding(codes, units)(inputs)
    # One position on: the logits of a code must not see it.
    x = layers.Cropping1D((0, 1))(layers.ZeroPadding1D((1, 0))(x))
    x = layers.Add()([x, LearnedConstant((positions, units))(x)])
    dilation = 1
    while dilation < positions:
        hidden = layers.Conv1D(units, 3, padding="causal", dilation_rate=dilation)(x)
        hidden = layers.Conv1D(units, 1)(layers.Activation("relu")(hidden))
        x, dilation = layers.Add()([x, hidden]), 2 * dilation
    logits = layers.Dense(codes, dtype="float32", name="logits")(layers.Activation("relu")(x))
    return keras.Model(inputs, logits, name="prior")
