"""What a posterior does with its latents."""

import numpy as np
from scipy.special import logsumexp
from scipy.stats import norm


def active_units(means, threshold=0.01):
    """Number of latents whose posterior mean varies with the data.

    Args:
        means: array `(count, latent_dim)`, posterior means of examples.
        threshold: float. Least variance over the examples of a latent that counts.

    Returns:
        int from 0 to `latent_dim`.

    Reference: [Burda et al., 2016, Section 5.2](https://arxiv.org/abs/1509.00519)

    Example:
        >>> active_units([[0.0, 0.3], [0.0, -0.3]])  # 1
    """
    return int((np.var(means, axis=0) > threshold).sum())


def kl_terms(mean, log_var, seed=0):
    """The KL of posteriors to `N(0, I)` and its three terms, over a whole data set.

    The aggregated posterior is the mixture of all the posteriors given, with one draw of each:
    `kl = mutual_information + total_correlation + dimension_wise_kl` exactly. The mutual
    information cannot exceed the log of the number of examples.

    Args:
        mean: array `(count, latent_dim)`.
        log_var: array `(count, latent_dim)`.
        seed: int.

    Returns:
        dict of floats, in nats per example.

    Reference: [Chen et al., 2018, Eq. 2](https://arxiv.org/abs/1802.04942)

    Example:
        >>> kl_terms(np.zeros((5, 2)), np.zeros((5, 2)))  # all 0
    """
    mean, log_var = np.asarray(mean, "float64"), np.asarray(log_var, "float64")
    noise = np.random.default_rng(seed).standard_normal(mean.shape)
    z = mean + np.exp(0.5 * log_var) * noise
    log_aggregated, log_marginals = np.empty(len(z)), np.empty(len(z))
    for rows in np.array_split(np.arange(len(z)), max(1, len(z) // 100)):
        by_latent = norm.logpdf(z[rows, None], mean, np.exp(0.5 * log_var))
        log_aggregated[rows] = logsumexp(by_latent.sum(axis=-1), axis=1) - np.log(len(z))
        log_marginals[rows] = (logsumexp(by_latent, axis=1) - np.log(len(z))).sum(axis=-1)
    log_posterior = norm.logpdf(z, mean, np.exp(0.5 * log_var)).sum(axis=-1)
    log_prior = norm.logpdf(z).sum(axis=-1)
    terms = {
        "kl": log_posterior - log_prior,
        "mutual_information": log_posterior - log_aggregated,
        "total_correlation": log_aggregated - log_marginals,
        "dimension_wise_kl": log_marginals - log_prior,
    }
    return {name: float(values.mean()) for name, values in terms.items()}
