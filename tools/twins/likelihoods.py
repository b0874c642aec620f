"""`-log p(x | z)` of flat data, given what a decoder puts out, `(batch,)`."""

import math

from torch.distributions import ContinuousBernoulli, Normal
from torch.nn.functional import binary_cross_entropy_with_logits, softplus


def squared_error(x, mean):
    return ((x - mean) ** 2).sum(1)


def bernoulli(x, logits):
    return binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)


def continuous_bernoulli(x, logits):
    """Loaiza-Ganem and Cunningham, 2019."""
    return -ContinuousBernoulli(logits=logits).log_prob(x).sum(1)


def gaussian(x, mean, scale=0.1):
    return -Normal(mean, scale).log_prob(x).sum(1)


def learned_scale_gaussian(x, raw, mean):
    return gaussian(x, mean, scale_above_floor(raw))


def scale_above_floor(raw, floor=0.01):
    """A standard deviation whose logarithm is kept above that of the floor by a softplus."""
    return floor * softplus(raw - math.log(floor)).exp()


LIKELIHOODS = {
    likelihood.__name__: likelihood
    for likelihood in (
        squared_error,
        bernoulli,
        continuous_bernoulli,
        gaussian,
        learned_scale_gaussian,
    )
}
