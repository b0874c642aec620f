"""Random images of MNIST's shape."""

import numpy as np

SHAPE = (28, 28, 1)


def grey(count):
    return np.random.default_rng(0).random((count, *SHAPE), dtype="float32")


def binary(count):
    return np.random.default_rng(0).integers(0, 2, (count, *SHAPE)).astype("float32")
