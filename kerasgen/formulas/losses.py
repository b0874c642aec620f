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


def minimax_discriminator_loss(real_logits, fake_logits, label_smoothing=0.0):
    """What Goodfellow's discriminator minimises: `-log D(x) - log(1 - D(G(z)))`.

    Args:
        real_logits: tensor `(batch, 1)`, log-odds that a data example is real.
        fake_logits: tensor `(batch, 1)`, log-odds that a generated example is real.
        label_smoothing: one-sided: data examples get the target `1 - label_smoothing`.

    Returns:
        float32 tensor `(batch,)`; 2 log 2 where the discriminator cannot tell.

    Reference: [Goodfellow et al., 2014, Eq. 1](https://arxiv.org/abs/1406.2661)

    Example:
        >>> minimax_discriminator_loss([[0.0]], [[0.0]])  # 2 log 2
    """
    real_targets = ops.full_like(real_logits, 1.0 - label_smoothing)
    fake_targets = ops.zeros_like(fake_logits)
    return bernoulli_nll(real_targets, real_logits) + bernoulli_nll(fake_targets, fake_logits)


def minimax_generator_loss(fake_logits):
    """The generator's part of the minimax value: `log(1 - D(G(z)))`.

    Its gradient with respect to the logit is `-D`, which vanishes where the
    discriminator is sure that the example is fake.

    Args:
        fake_logits: tensor `(batch, 1)`.

    Returns:
        float32 tensor `(batch,)`; -log 2 at the equilibrium.

    Reference: [Goodfellow et al., 2014, Eq. 1](https://arxiv.org/abs/1406.2661)

    Example:
        >>> minimax_generator_loss([[0.0]])  # -log 2
    """
    return -bernoulli_nll(ops.zeros_like(fake_logits), fake_logits)


def non_saturating_generator_loss(fake_logits):
    """The generator maximises `log D(G(z))` instead: returns `-log D(G(z))`.

    Its gradient with respect to the logit is `D - 1`: largest where the discriminator
    is sure that the example is fake.

    Args:
        fake_logits: tensor `(batch, 1)`.

    Returns:
        float32 tensor `(batch,)`; log 2 at the equilibrium.

    Reference: [Goodfellow et al., 2014, Section 3](https://arxiv.org/abs/1406.2661)

    Example:
        >>> non_saturating_generator_loss([[0.0]])  # log 2
    """
    return bernoulli_nll(ops.ones_like(fake_logits), fake_logits)


def least_squares_discriminator_loss(real_outputs, fake_outputs):
    """`1/2 (D(x) - 1)^2 + 1/2 D(G(z))^2`.

    Args:
        real_outputs: tensor `(batch, 1)`, drawn to 1.
        fake_outputs: tensor `(batch, 1)`, drawn to 0.

    Returns:
        float32 tensor `(batch,)`; 1/4 where the discriminator cannot tell and says 1/2.

    Reference: [Mao et al., 2017, Eq. 9](https://arxiv.org/abs/1611.04076)

    Example:
        >>> least_squares_discriminator_loss([[0.5]], [[0.5]])  # 1/4
    """
    return 0.5 * (squared_error(real_outputs, 1.0) + squared_error(fake_outputs, 0.0))


def least_squares_generator_loss(fake_outputs):
    """`1/2 (D(G(z)) - 1)^2`.

    Args:
        fake_outputs: tensor `(batch, 1)`.

    Returns:
        float32 tensor `(batch,)`.

    Reference: [Mao et al., 2017, Eq. 9](https://arxiv.org/abs/1611.04076)

    Example:
        >>> least_squares_generator_loss([[0.0]])  # 1/2
    """
    return 0.5 * squared_error(fake_outputs, 1.0)


def hinge_discriminator_loss(real_outputs, fake_outputs):
    """`max(0, 1 - D(x)) + max(0, 1 + D(G(z)))`: examples beyond the margin have no gradient.

    Args:
        real_outputs: tensor `(batch, 1)`.
        fake_outputs: tensor `(batch, 1)`.

    Returns:
        float32 tensor `(batch,)`; 2 where the discriminator says 0.

    Reference: [Lim and Ye, 2017](https://arxiv.org/abs/1705.02894);
        [Miyato et al., 2018, Eq. 16](https://arxiv.org/abs/1802.05957)

    Example:
        >>> hinge_discriminator_loss([[2.0]], [[0.0]])  # 1
    """
    real_outputs, fake_outputs = _float32(real_outputs, fake_outputs)
    return _sum_over_dimensions(ops.relu(1.0 - real_outputs) + ops.relu(1.0 + fake_outputs))


def wasserstein_critic_loss(real_scores, fake_scores):
    """`f(G(z)) - f(x)`: minus an estimate of the Wasserstein distance, if `f` is 1-Lipschitz.

    Args:
        real_scores: tensor `(batch, 1)`.
        fake_scores: tensor `(batch, 1)`.

    Returns:
        float32 tensor `(batch,)`.

    Reference: [Arjovsky et al., 2017, Algorithm 1](https://arxiv.org/abs/1701.07875)

    Example:
        >>> wasserstein_critic_loss([[3.0]], [[1.0]])  # -2
    """
    real_scores, fake_scores = _float32(real_scores, fake_scores)
    return _sum_over_dimensions(fake_scores - real_scores)


def wasserstein_generator_loss(fake_scores):
    """`-f(G(z))`: also the generator's loss of the hinge game.

    Args:
        fake_scores: tensor `(batch, 1)`.

    Returns:
        float32 tensor `(batch,)`.

    Reference: [Arjovsky et al., 2017, Algorithm 1](https://arxiv.org/abs/1701.07875)

    Example:
        >>> wasserstein_generator_loss([[1.0]])  # -1
    """
    return -_sum_over_dimensions(*_float32(fake_scores))


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
