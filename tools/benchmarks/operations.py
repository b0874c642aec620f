"""Floating-point operations of networks per example: 2 per multiply-add of a matrix product."""

import math

from keras import layers


def forward(network):
    """Of one forward pass; the gradient to all weights costs as much, and that to all features."""
    return sum(_of_layer(layer) for layer in _with_kernels(network))


def outermost(network):
    """Of the first layer's forward pass: what a gradient saves that stops before the input."""
    return _of_layer(_with_kernels(network)[0])


def _with_kernels(network):
    return [layer for layer in network.layers if hasattr(layer, "kernel")]


def _of_layer(layer):
    places = 1
    if isinstance(layer, layers.Conv2DTranspose):
        places = math.prod(layer.input.shape[1:3])
    elif isinstance(layer, layers.Conv2D):
        places = math.prod(layer.output.shape[1:3])
    return 2 * places * math.prod(layer.kernel.shape)
