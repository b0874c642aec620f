"""Missing data, filled in by what a model reconstructs."""

import numpy as np


def inpaint(model, examples, known, steps=50, value_range=(0.0, 1.0)):
    """Fill in what is not known by iterating reconstruction with the known values clamped.

    Every step replaces the missing values, which begin at 0, by their reconstruction, cut to the
    range of the data: an unbounded decoder that is fed its own outputs may otherwise diverge.

    Args:
        model: has `reconstruct(array)`: an autoencoder or a variational autoencoder.
        examples: array `(count, ...)`; missing values may hold anything but NaN.
        known: bool array, broadcast against `examples`.
        steps: int.
        value_range: least and largest value that data can have.

    Returns:
        float32 array shaped as `examples`.

    Reference: [Rezende et al., 2014, Appendix F](https://arxiv.org/abs/1401.4082), there with
    posterior draws in place of means.

    Example:
        >>> inpaint(model, images, lower_half(images.shape[1:]))
    """
    examples = np.asarray(examples, "float32")
    filled = np.where(known, examples, np.float32(0))
    for _ in range(steps):
        filled = np.where(known, examples, np.clip(model.reconstruct(filled), *value_range))
    return filled


def all_but_a_quarter(data_shape):
    """What is known when the upper left quarter of an image is missing: bool, `data_shape`."""
    known = np.ones(data_shape, bool)
    known[: data_shape[0] // 2, : data_shape[1] // 2] = False
    return known


def lower_half(data_shape):
    """What is known when the upper half of an image is missing: bool, `data_shape`."""
    known = np.ones(data_shape, bool)
    known[: data_shape[0] // 2] = False
    return known


def scattered(shape, rate, seed=0):
    """What is known when every value is missing with probability `rate`: bool, `shape`."""
    return np.random.default_rng(seed).random(shape) >= rate
