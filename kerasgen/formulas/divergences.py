"""Divergences between distributions, estimated from a batch of draws."""

import math

import keras
from keras import ops

from kerasgen.formulas.losses import gaussian_nll


def kl_decomposition(z, mean, log_var, data_size):
    """The KL of draws to `N(0, I)` as three terms, with minibatch stratified sampling.

    `log q(z | x) - log p(z)` is `mutual_information + total_correlation + dimension_wise_kl`
    of each draw, exactly; the aggregated posterior `q(z)` in them is estimated by the batch.

    Args:
        z: tensor `(batch, latent_dim)`, a draw of each posterior. Of one alone the first two
            terms are 0.
        mean: tensor `(batch, latent_dim)`.
        log_var: tensor `(batch, latent_dim)`.
        data_size: int. Number of training examples, of which the batch is a sample.

    Returns:
        dict of the three terms, each `(batch,)`, in nats.

    Reference: [Chen et al., 2018, Eq. 2 and Appendix C.2](https://arxiv.org/abs/1802.04942)

    Example:
        >>> kl_decomposition(z, mean, log_var, data_size=60_000)["total_correlation"]
    """
    by_latent = pairwise_log_densities(z, mean, log_var)
    weights = ops.log(stratified_weights(ops.shape(z)[0], data_size))
    log_posterior = -gaussian_nll(z, mean, 0.5 * log_var)
    log_aggregated = ops.logsumexp(ops.sum(by_latent, axis=-1) + weights, axis=1)
    log_marginals = ops.sum(ops.logsumexp(by_latent + weights[..., None], axis=1), axis=-1)
    log_prior = -gaussian_nll(z, ops.zeros_like(z), 0.0)
    return {
        "mutual_information": log_posterior - log_aggregated,
        "total_correlation": log_aggregated - log_marginals,
        "dimension_wise_kl": log_marginals - log_prior,
    }


def pairwise_log_densities(z, mean, log_var):
    """Log-density of every draw under every Gaussian, latent by latent, in nats.

    Args:
        z: tensor `(draws, latent_dim)`.
        mean: tensor `(gaussians, latent_dim)`.
        log_var: tensor `(gaussians, latent_dim)`.

    Returns:
        tensor `(draws, gaussians, latent_dim)`.

    Example:
        >>> pairwise_log_densities(ops.zeros((5, 2)), ops.zeros((3, 2)), ops.zeros((3, 2)))
    """
    scaled = (z[:, None] - mean) * ops.exp(-0.5 * log_var)
    return -0.5 * (ops.square(scaled) + log_var + math.log(2 * math.pi))


def stratified_weights(batch_size, data_size):
    """Weights `(batch_size, batch_size)` that make the average posterior's estimate unbiased.

    In row i the example that `z_i` was drawn for stands for itself alone, `1 / data_size`, and
    the others for all others; each row sums to 1. An example that is alone stands for all, and a
    batch of more than `data_size` examples for all that there are.

    Reference: [Chen et al., 2018, Appendix C.2](https://arxiv.org/abs/1802.04942)

    Example:
        >>> stratified_weights(2, data_size=10)  # [[.1, .9], [.9, .1]]
    """
    batch = ops.cast(batch_size, "float32")
    data_size, others = ops.maximum(data_size, batch), ops.maximum(batch - 1.0, 1.0)
    own = ops.eye(batch_size)
    neighbour = ops.roll(own, 1, axis=1)
    of_neighbour = (data_size - others) / (data_size * others)
    of_rest = ops.relu(1.0 - own - neighbour) / others
    return own / data_size + neighbour * of_neighbour + of_rest


@keras.saving.register_keras_serializable("kerasgen")
def inverse_multiquadratic(squared_distances, dimensions):
    """`sum_s C / (C + d^2)` with `C = 2 s dimensions` for `s` from .1 to 10.

    `2 dimensions` is the expected squared distance of two draws from `N(0, I)`.

    Reference: [Tolstikhin et al., 2018, Section 4](https://arxiv.org/abs/1711.01558)

    Example:
        >>> inverse_multiquadratic(ops.zeros((1,)), dimensions=2)  # 7
    """
    scales = [2.0 * dimensions * s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)]
    return sum(scale / (scale + squared_distances) for scale in scales)


@keras.saving.register_keras_serializable("kerasgen")
def gaussian_kernel(squared_distances, dimensions):
    """`exp(-d^2 / dimensions)`.

    Reference: [Zhao et al., 2019](https://arxiv.org/abs/1706.02262)

    Example:
        >>> gaussian_kernel(ops.zeros((1,)), dimensions=2)  # 1
    """
    return ops.exp(-squared_distances / dimensions)


def maximum_mean_discrepancy(x, y, kernel):
    """Squared maximum mean discrepancy of two samples, without bias: negative by chance.

    Args:
        x: tensor `(batch, dimensions)`. One draw alone tells nothing: 0.
        y: tensor of the same shape.
        kernel: function of squared distances and the number of dimensions, such as
            `inverse_multiquadratic`.

    Returns:
        float32 scalar.

    Reference: [Gretton et al., 2012, Eq. 3](https://jmlr.org/papers/v13/gretton12a.html)

    Example:
        >>> maximum_mean_discrepancy(z, standard_normal((64, 8), 0), gaussian_kernel)
    """
    count, dimensions = ops.cast(ops.shape(x)[0], "float32"), x.shape[-1]

    def mean_kernel(a, b, pairs, left_out=0.0):
        distances = ops.sum(ops.square(a[:, None] - b), axis=-1)
        return (ops.sum(kernel(distances, dimensions)) - left_out) / pairs

    # An example's kernel with itself is left out of its own sample's mean.
    own, pairs = count * kernel(0.0, dimensions), ops.maximum(count * (count - 1), 1.0)
    within = mean_kernel(x, x, pairs, own) + mean_kernel(y, y, pairs, own)
    discrepancy = within - 2.0 * mean_kernel(x, y, count * count)
    return ops.where(count > 1, discrepancy, 0.0)


def information_of_pairs(first, second):
    """Mutual information of the categories of both members of pairs, in nats.

    The joint distribution is the mean over the pairs, which have no order.

    Args:
        first: tensor `(batch, classes)` of probabilities.
        second: the same, of the other members.

    Returns:
        float32 scalar, from 0 to `log(classes)`.

    Reference: [Ji et al., 2019, Eq. 3](https://arxiv.org/abs/1807.06653)

    Example:
        >>> information_of_pairs([[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]])  # log 2
    """
    # In float64: of categories that are all but independent the entropies all but cancel.
    first, second = (ops.cast(tensor, "float64") for tensor in (first, second))
    joint = ops.matmul(ops.transpose(first), second)
    joint = (joint + ops.transpose(joint)) / (2.0 * ops.sum(joint))
    marginal = ops.sum(joint, axis=0)
    information = _negative_entropy(joint) - 2.0 * _negative_entropy(marginal)
    return ops.cast(information, "float32")


def _negative_entropy(probabilities):
    return ops.sum(probabilities * ops.log(ops.maximum(probabilities, 1e-30)))
