"""What a posterior does with its latents."""

import numpy as np


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
