"""Priors, posteriors and likelihoods, as far as the zoo uses them."""

import math

import keras
import tensorflow as tf
from keras import ops

from kerasgen.formulas import losses
from kerasgen.formulas.naming import made_by_name
from kerasgen.formulas.randomness import as_pair
from kerasgen.formulas.serializable import Serializable

# Left to itself TensorFlow chooses the algorithm by the device.
RANDOM_ALGORITHM = "philox"


def standard_normal(shape, seed):
    """A float32 draw from `N(0, I)`, a function of `seed` on CPU, GPU and in a SavedModel.

    Compiled by XLA it draws other numbers, since XLA counts differently.

    Args:
        shape: shape of the result.
        seed: int, or integer tensor of shape `(2,)`.

    Example:
        >>> standard_normal((16, 2), seed=1)
    """
    return tf.random.stateless_normal(shape, seed=as_pair(seed), alg=RANDOM_ALGORITHM)


def standard_uniform(shape, seed):
    """A float32 draw from the uniform distribution on [0, 1), as `standard_normal` draws.

    Args:
        shape: shape of the result.
        seed: int, or integer tensor of shape `(2,)`.

    Example:
        >>> standard_uniform((16, 2), seed=1)
    """
    return tf.random.stateless_uniform(shape, seed=as_pair(seed), alg=RANDOM_ALGORITHM)


def uniform_categories(count, size, seed):
    """Numbers of categories, each as often, as `standard_normal` draws.

    Args:
        count: int, or int32 tensor `()`.
        size: int. Number of categories.
        seed: int, or integer tensor of shape `(2,)`.

    Returns:
        int32 tensor `(count,)`, from 0 to `size - 1`.

    Example:
        >>> uniform_categories(16, 10, seed=1)
    """
    return tf.random.stateless_uniform(
        (count,), as_pair(seed), maxval=size, dtype=tf.int32, alg=RANDOM_ALGORITHM
    )


def categories(count, shares, seed):
    """Numbers of categories, as often as their shares, as `standard_normal` draws.

    Args:
        count: int, or int32 tensor `()`.
        shares: float tensor `(size,)`, or `(count, size)` of each, whose sums are 1.
        seed: int, or integer tensor of shape `(2,)`.

    Returns:
        int32 tensor `(count,)`, from 0 to `size - 1`.

    Example:
        >>> categories(16, [0.9, 0.1], seed=1)
    """
    cumulative = tf.cumsum(shares, axis=-1)
    # Up to rounding the last sum is 1.
    uniform = standard_uniform((count,), seed) * cumulative[..., -1]
    passed = uniform[:, None] >= cumulative[..., :-1]
    return tf.reduce_sum(tf.cast(passed, tf.int32), axis=-1)


def reparametrise(mean, log_var, noise):
    """`mean + exp(log_var / 2) * noise`: a posterior draw that gradients pass through.

    Reference: [Kingma and Welling, 2014, Eq. 4](https://arxiv.org/abs/1312.6114)

    Example:
        >>> reparametrise(ops.ones((4, 2)), ops.zeros((4, 2)), standard_normal((4, 2), 0))
    """
    return mean + ops.exp(0.5 * log_var) * noise


class Likelihood(Serializable):
    """What a decoder's outputs mean: the density of data given them.

    A likelihood names the decoder outputs that it reads in `heads`, and gives
    `nll(x, parameters)`, `(batch,)` in nats, and, shaped as data, `mean(parameters)` and
    `sample(parameters, seed)`, a draw that is a function of `seed`, an int or `(2,)`. Data are
    between the two values of `support`.
    """

    heads = ()
    support = -math.inf, math.inf


@keras.saving.register_keras_serializable("kerasgen")
class Bernoulli(Likelihood):
    """Independent Bernoullis; data in [0, 1] are taken as probabilities.

    Example:
        >>> Bernoulli().mean({"logits": ops.zeros((1, 28, 28, 1))})  # 0.5
    """

    heads = ("logits",)
    support = 0.0, 1.0

    def nll(self, x, parameters):
        return losses.bernoulli_nll(x, parameters["logits"])

    def mean(self, parameters):
        return ops.sigmoid(parameters["logits"])

    def sample(self, parameters, seed):
        mean = self.mean(parameters)
        return ops.cast(standard_uniform(ops.shape(mean), seed) < mean, "float32")


@keras.saving.register_keras_serializable("kerasgen")
class ContinuousBernoulli(Likelihood):
    """Independent continuous Bernoullis: a density on [0, 1], right for grey values.

    Reference: [Loaiza-Ganem and Cunningham, 2019](https://arxiv.org/abs/1907.06845)

    Example:
        >>> ContinuousBernoulli().mean({"logits": ops.zeros((1, 2))})  # 0.5
    """

    heads = ("logits",)
    support = 0.0, 1.0

    def nll(self, x, parameters):
        return losses.continuous_bernoulli_nll(x, parameters["logits"])

    def mean(self, parameters):
        """`lambda / (2 lambda - 1) + 1 / (2 artanh(1 - 2 lambda))`, Eq. 8, in log-odds."""
        logits = parameters["logits"]
        near_zero = ops.abs(logits) < 0.1
        safe = ops.where(near_zero, 1.0, logits)
        exact = 0.5 + 0.5 / ops.tanh(0.5 * safe) - 1.0 / safe
        series = 0.5 + logits / 12.0 - logits * logits * logits / 720.0
        return ops.where(near_zero, series, exact)

    def sample(self, parameters, seed):
        """The inverse of the distribution function, `log(1 + u (exp(l) - 1)) / l` in log-odds."""
        logits = parameters["logits"]
        # At negative log-odds, where nothing overflows; `1 - x` has the opposite ones.
        size = ops.maximum(ops.abs(logits), 1e-6)
        uniform = standard_uniform(ops.shape(logits), seed)
        x = ops.minimum(-ops.log1p(uniform * ops.expm1(-size)) / size, 1.0)
        return ops.where(logits < 0, x, 1.0 - x)


class AroundTheMean:
    """What a `Likelihood` gains whose draws are the decoder's mean and noise of a scale."""

    heads = ("mean",)

    def log_scale(self, parameters):
        """Log of the standard deviation, in units of the data."""
        raise NotImplementedError

    def mean(self, parameters):
        return parameters["mean"]

    def placed(self, parameters, noise):
        """The draw that `noise` from `N(0, I)`, shaped as data, stands for."""
        return parameters["mean"] + ops.exp(self.log_scale(parameters)) * noise

    def sample(self, parameters, seed):
        return self.placed(parameters, standard_normal(ops.shape(parameters["mean"]), seed))


@keras.saving.register_keras_serializable("kerasgen")
class Gaussian(AroundTheMean, Likelihood):
    """Independent Gaussians of one fixed scale around the decoder's mean.

    Args:
        scale: float > 0. Standard deviation, in units of the data. Directions in which the
            data vary less than this are not encoded.

    Raises:
        ValueError: if `scale` is not positive.

    Example:
        >>> Gaussian(scale=0.1).nll(x, {"mean": reconstruction})
    """

    def __init__(self, scale=0.1):
        if not scale > 0:
            raise ValueError(f"`scale` is a standard deviation and must be positive, got {scale}.")
        self.scale = scale

    def log_scale(self, parameters):
        return math.log(self.scale)

    def nll(self, x, parameters):
        return losses.gaussian_nll(x, parameters["mean"], self.log_scale(parameters))


@keras.saving.register_keras_serializable("kerasgen")
class SquaredError(AroundTheMean, Likelihood):
    """The squared error: a Gaussian of variance 1/2 around the decoder's mean, less a constant.

    Example:
        >>> SquaredError().nll(x, {"mean": reconstruction})
    """

    def log_scale(self, parameters):
        return 0.5 * math.log(0.5)

    def nll(self, x, parameters):
        return losses.squared_error(x, parameters["mean"])


@keras.saving.register_keras_serializable("kerasgen")
class LearnedScaleGaussian(AroundTheMean, Likelihood):
    """Independent Gaussians whose mean and log-scale both come from the decoder.

    The log-scale is kept above `log(min_scale)` by a softplus: on data with constant
    pixels the likelihood is otherwise unbounded.

    Args:
        min_scale: float > 0. Least standard deviation, in units of the data.

    Example:
        >>> LearnedScaleGaussian().nll(x, {"mean": mean, "log_scale": log_scale})
    """

    heads = ("mean", "log_scale")

    def __init__(self, min_scale=0.01):
        self.min_scale = min_scale

    def log_scale(self, parameters):
        """Log of the standard deviation, above its floor."""
        floor = math.log(self.min_scale)
        return floor + ops.softplus(parameters["log_scale"] - floor)

    def nll(self, x, parameters):
        return losses.gaussian_nll(x, parameters["mean"], self.log_scale(parameters))


def likelihood_named(likelihood):
    """`"continuous_bernoulli"` and the like to an object; an object comes back as it is.

    Raises:
        ValueError: for a name that no likelihood has.
    """
    return made_by_name(likelihood, Likelihood.__subclasses__(), "likelihood")
