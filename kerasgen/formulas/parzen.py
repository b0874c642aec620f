"""Likelihoods of what can only be sampled, by a Parzen window around the samples."""

import math

import numpy as np
from scipy.special import logsumexp
from sklearn.metrics.pairwise import euclidean_distances

BLOCK = 1000
SCALES = tuple(np.logspace(-1, 0, 10))


def parzen_log_likelihood(samples, data, scale):
    """Log-density of each example under a mixture of Gaussians, one around each sample.

    `log (1/n sum_i N(x; s_i, scale^2 I))`, by blocks, so that memory bounds neither count. In
    many dimensions it says little of how good samples are: put the value that as many training
    examples get as samples beside it.

    Args:
        samples: array `(sample_count, ...)`.
        data: array `(count, ...)`, of test examples.
        scale: float > 0. Standard deviation of the Gaussians, as of `choose_scale`.

    Returns:
        float64 array `(count,)`, in nats.

    Reference: [Breuleux et al., 2011](https://doi.org/10.1162/NECO_a_00158), as used by
        [Goodfellow et al., 2014, Section 5](https://arxiv.org/abs/1406.2661)

    Example:
        >>> parzen_log_likelihood([[0.0]], [[0.0]], scale=1.0)  # [-0.919]
    """
    # Not scikit-learn's KernelDensity: in hundreds of dimensions it is ten times slower, and can
    # be wrong by a thousand nats (its issue 25799).
    samples, data = _rows(samples), _rows(data)
    count, width = samples.shape
    constant = np.log(count) + width / 2 * np.log(2 * np.pi * scale**2)
    log_densities = [
        logsumexp(euclidean_distances(block, samples, squared=True) / (-2 * scale**2), axis=1)
        for block in np.array_split(data, math.ceil(len(data) / BLOCK))
    ]
    return np.concatenate(log_densities) - constant


def choose_scale(samples, validation, scales=SCALES):
    """The scale under which examples set aside for this are the most likely.

    Args:
        samples: array `(sample_count, ...)`.
        validation: array `(count, ...)`, of examples that are neither samples nor tested on.
        scales: floats > 0. Goodfellow et al. tried these ten, .1 to 1, for values in [0, 1].

    Returns:
        float, one of `scales`.

    Example:
        >>> choose_scale([[0.0]], [[1.0], [-1.0]])  # 1.0
    """
    means = [parzen_log_likelihood(samples, validation, scale).mean() for scale in scales]
    return float(scales[np.argmax(means)])


def _rows(examples):
    return np.reshape(np.asarray(examples, "float64"), (len(examples), -1))
