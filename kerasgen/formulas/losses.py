"""Objectives: pure functions from logits, in float32, one value per example."""

import math

from keras import ops


def _sum_over_dimensions(values):
    return ops.sum(ops.reshape(values, (ops.shape(values)[0], -1)), axis=-1)


FACTORS = 16  # of 1 to 2 each, in a product that float32 holds as exactly as the factors


@ops.custom_gradient
def _sum_of_softplus(logits):
    """`sum log(1 + exp(l))` of logits `(batch, ...)`, with one logarithm for many of them.

    Logarithms are most of what a likelihood costs beside the decoder's matrix products.
    """
    sizes = logits.shape[1:]
    factors = 1 if None in sizes else math.gcd(FACTORS, math.prod(sizes))
    terms = ops.reshape(1.0 + ops.exp(-ops.abs(logits)), (ops.shape(logits)[0], -1, factors))
    total = ops.sum(ops.log(ops.prod(terms, axis=-1)), axis=-1)

    def gradient(upstream):
        upstream = ops.reshape(upstream, (-1, *(1 for _ in sizes)))
        return upstream * ops.sigmoid(logits)

    return total + _sum_over_dimensions(ops.relu(logits)), gradient


def _float32(*tensors):
    return [ops.cast(tensor, "float32") for tensor in tensors]


def bernoulli_nll(x, logits):
    """Negative log-likelihood of `x` under independent Bernoullis, in nats.

    `x` in [0, 1]; a value strictly between 0 and 1 is taken as a probability, which
    makes the result the cross-entropy averaged over binarisations of `x`.

    Args:
        x: tensor `(batch, ...)` in [0, 1].
        logits: tensor of the same shape, log-odds.

    Returns:
        float32 tensor `(batch,)`.

    Example:
        >>> bernoulli_nll([[1.0, 0.0]], [[0.0, 0.0]])  # 2 log 2
    """
    x, logits = _float32(x, logits)
    return _sum_of_softplus(logits) - _sum_over_dimensions(x * logits)


def continuous_bernoulli_nll(x, logits):
    """Negative log-density of `x` under independent continuous Bernoullis, in nats.

    Adds the log-normaliser `log C(lambda)` to the Bernoulli form, so that it is a
    density on [0, 1]. In log-odds `l` the normaliser is `log(l / tanh(l / 2))`, written
    here so that neither `l = 0` nor a large `l` loses digits.

    Args:
        x: tensor `(batch, ...)` in [0, 1].
        logits: tensor of the same shape, log-odds of `lambda`.

    Returns:
        float32 tensor `(batch,)`; it can be negative.

    Reference: [Loaiza-Ganem and Cunningham, 2019, Eq. 6-7](https://arxiv.org/abs/1907.06845)

    Example:
        >>> continuous_bernoulli_nll([[0.3]], [[0.0]])  # uniform density: 0
    """
    x, logits = _float32(x, logits)
    near_zero = ops.abs(logits) < 0.1
    safe = ops.where(near_zero, 1.0, logits)
    log_normaliser = ops.where(
        near_zero,
        math.log(2.0) + ops.square(logits) / 12.0 - 7.0 * logits**4 / 1440.0,
        ops.log(ops.abs(safe)) - ops.log(ops.tanh(ops.abs(safe) / 2.0)),
    )
    return bernoulli_nll(x, logits) - _sum_over_dimensions(log_normaliser)


def squared_error(x, reconstruction):
    """`|x - reconstruction|^2`, summed over the dimensions of each example.

    Args:
        x: tensor `(batch, ...)`.
        reconstruction: tensor of the same shape.

    Returns:
        float32 tensor `(batch,)`, in squared units of the data.

    Example:
        >>> squared_error([[1.0, 2.0]], [[0.0, 0.0]])  # 5
    """
    x, reconstruction = _float32(x, reconstruction)
    return _sum_over_dimensions(ops.square(x - reconstruction))


def gaussian_nll(x, mean, log_scale):
    """Negative log-density of `x` under independent Gaussians, in nats.

    Args:
        x: tensor `(batch, ...)`.
        mean: tensor of the same shape.
        log_scale: log of the standard deviation, broadcast against `x`.

    Returns:
        float32 tensor `(batch,)`.

    Example:
        >>> gaussian_nll([[0.0]], [[0.0]], 0.0)  # log(2 pi) / 2
    """
    x, mean, log_scale = _float32(x, mean, log_scale)
    residual = (x - mean) * ops.exp(-log_scale)
    return _sum_over_dimensions(
        0.5 * ops.square(residual) + log_scale + 0.5 * math.log(2 * math.pi)
    )


def gaussian_kl(mean, log_var):
    """KL divergence from `N(mean, exp(log_var))` to `N(0, I)`, in nats.

    Args:
        mean: tensor `(batch, latent_dim)`.
        log_var: tensor `(batch, latent_dim)`, log of the variance.

    Returns:
        float32 tensor `(batch,)`, never negative.

    Reference: [Kingma and Welling, 2014, Appendix B](https://arxiv.org/abs/1312.6114)

    Example:
        >>> gaussian_kl([[1.0]], [[0.0]])  # 1/2
    """
    return _sum_over_dimensions(gaussian_kl_by_latent(mean, log_var))


def gaussian_kl_by_latent(mean, log_var):
    """As `gaussian_kl`, latent by latent: `(batch, latent_dim)`.

    Example:
        >>> gaussian_kl_by_latent([[1.0, 0.0]], [[0.0, 0.0]])  # [[1/2, 0]]
    """
    mean, log_var = _float32(mean, log_var)
    return 0.5 * (ops.square(mean) + ops.exp(log_var) - log_var - 1.0)


def categorical_nll(labels, logits):
    """Negative log-probability of classes, in nats.

    Args:
        labels: tensor `(batch, classes)`, one-hot.
        logits: tensor `(batch, classes)`.

    Returns:
        float32 tensor `(batch,)`.

    Example:
        >>> categorical_nll([[1.0, 0.0]], [[0.0, 0.0]])  # log 2
    """
    labels, logits = _float32(labels, logits)
    return ops.logsumexp(logits, axis=-1) - ops.sum(labels * logits, axis=-1)
