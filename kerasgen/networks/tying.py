"""Decoders that go back through the kernels of their encoder."""

import keras
from keras import layers

from kerasgen.networks.layers import TransposedDense


def tied_decoder(encoder, data_shape, architecture, heads=("logits",)):
    """The decoder that goes back through the transposed kernels of a dense encoder.

    Args:
        encoder: `keras.Model` of dense layers, as `code_encoder` makes it.
        data_shape: shape of one example.
        architecture: the encoder's `Dense`, for the activation of hidden layers.
        heads: name of the one linear output.

    Returns:
        `keras.Model`, whose kernels are the encoder's and whose biases are its own.

    Raises:
        ValueError: if the encoder has other layers with weights than dense ones, or there is
            more than one head.

    Example:
        >>> tied_decoder(code_encoder((28, 28, 1), 32, Dense()), (28, 28, 1), Dense())
    """
    outermost, *inner = _dense_kernels(encoder)
    if len(heads) != 1:
        raise ValueError(f"A tied decoder has one output, not {', '.join(heads)}.")
    latents = keras.Input(encoder.output.shape[1:], name="latents")
    x = latents
    for kernel in reversed(inner):
        x = TransposedDense(kernel.shape[0], architecture.activation, kernel)(x)
    x = TransposedDense(outermost.shape[0], kernel=outermost, dtype="float32")(x)
    outputs = {heads[0]: layers.Reshape(data_shape, dtype="float32", name=heads[0])(x)}
    return keras.Model(latents, outputs, name="decoder")


def tied(encoder, decoder):
    """A decoder whose transposed layers share the encoder's kernels; others come back as they are.

    Keras saves what is shared once for each network, so a loaded decoder has to be tied again.
    """
    transposed = [layer for layer in decoder.layers if isinstance(layer, TransposedDense)]
    if not transposed:
        return decoder
    kernels = dict(zip((t.name for t in transposed), reversed(_dense_kernels(encoder))))
    if all(layer.kernel is kernels[layer.name] for layer in transposed):
        return decoder

    def sharing(layer):
        kernel = {"kernel": kernels[layer.name]} if layer.name in kernels else {}
        return type(layer).from_config({**layer.get_config(), **kernel})

    return keras.models.clone_model(decoder, clone_function=sharing)


def _dense_kernels(encoder):
    weighted = [layer for layer in encoder.layers if layer.weights]
    if not all(isinstance(layer, layers.Dense) for layer in weighted):
        raise ValueError("Only an encoder of dense layers can be tied to its decoder.")
    return [layer.kernel for layer in weighted]
