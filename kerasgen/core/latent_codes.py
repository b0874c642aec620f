"""Codes that a generator is given and that a recognition network reads from what it makes."""

import math

import keras
from keras import ops

from kerasgen.formulas import losses
from kerasgen.formulas.distributions import standard_normal, standard_uniform, uniform_categories
from kerasgen.formulas.serializable import Serializable


@keras.saving.register_keras_serializable("kerasgen")
class CategoricalCode(Serializable):
    """One of so many categories, each as often.

    `draw` gives numbers of categories, int32 `(count,)`; `encode` what networks take of them,
    one-hot `(count, size)`; a recognition network gives `parameters` logits, which `decode`
    makes probabilities.

    Args:
        size: int >= 2. Number of categories.

    Example:
        >>> CategoricalCode(10).entropy  # log 10 = 2.30 nats
    """

    def __init__(self, size=10):
        self.size = size

    parameters = property(lambda self: self.size)
    entropy = property(lambda self: math.log(self.size))
    shape, dtype = (), "int32"

    def draw(self, count, seed):
        return uniform_categories(count, self.size, seed)

    def encode(self, values):
        return ops.one_hot(values, self.size)

    def nll(self, code, parameters):
        """`-log Q(c | x)` `(batch,)` of encoded values, in nats."""
        return losses.categorical_nll(code, parameters)

    def decode(self, parameters):
        return ops.softmax(parameters)


class _RealCode(Serializable):
    """Real values, read by a recognition network as a Gaussian of scale 1 around its output."""

    def __init__(self, size=1):
        self.size = size

    parameters = property(lambda self: self.size)
    shape, dtype = property(lambda self: (self.size,)), "float32"

    def encode(self, values):
        return values

    def nll(self, code, parameters):
        """`-log Q(c | x)` `(batch,)`, in nats."""
        return losses.gaussian_nll(code, parameters, 0.0)

    def decode(self, parameters):
        return parameters


@keras.saving.register_keras_serializable("kerasgen")
class UniformCode(_RealCode):
    """Independent uniform values on [-1, 1].

    Args:
        size: int >= 1. Number of values.

    Example:
        >>> UniformCode().entropy  # log 2
    """

    entropy = property(lambda self: self.size * math.log(2.0))
    in_words = "codes, drawn from the uniform distribution on [-1, 1]"

    def draw(self, count, seed):
        return 2.0 * standard_uniform((count, self.size), seed) - 1.0


@keras.saving.register_keras_serializable("kerasgen")
class GaussianCode(_RealCode):
    """Independent standard normal values.

    Args:
        size: int >= 1. Number of values.

    Example:
        >>> GaussianCode(2).entropy  # log(2 pi e)
    """

    entropy = property(lambda self: 0.5 * self.size * math.log(2 * math.pi * math.e))
    in_words = "codes, drawn from N(0, I)"

    def draw(self, count, seed):
        return standard_normal((count, self.size), seed)
