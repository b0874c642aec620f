"""How many of the modes of a known mixture samples reach."""

import numpy as np
from scipy.special import rel_entr
from sklearn.metrics import pairwise_distances_argmin_min


def mode_counts(points, centres, scale, within=3):
    """Modes reached, share of good samples, and how evenly the modes share the samples.

    A sample is good within `within` standard deviations of the nearest centre; a mode is reached
    by one good sample. The reverse KL is `sum_i q_i log(q_i / p_i)`, of the shares `q` of samples
    that are nearest to each centre, good or not, to equal shares `p`. Samples of the mixture
    itself are good with a probability of `1 - exp(-within^2 / 2)` in the plane.

    Args:
        points: array `(count, dimensions)`.
        centres: array `(n, dimensions)`.
        scale: float > 0. Standard deviation of every coordinate around a centre.
        within: float > 0, in standard deviations.

    Returns:
        dict of `modes`, int from 0 to n, `good_share`, float in [0, 1], and `reverse_kl`, float
        in nats, from 0 for equal shares to `log n` if all samples are at one mode.

    Reference: [Lin et al., 2018, Section 4.1](https://arxiv.org/abs/1712.04086)

    Example:
        >>> mode_counts([[0.0], [0.1], [9.0], [5.0]], [[0.0], [9.0]], scale=0.1)
        {'modes': 2, 'good_share': 0.75, 'reverse_kl': 0.0}
    """
    nearest, distances = pairwise_distances_argmin_min(points, centres)
    good = distances <= within * scale
    shares = np.bincount(nearest, minlength=len(centres)) / len(nearest)
    return {
        "modes": len(np.unique(nearest[good])),
        "good_share": float(good.mean()),
        "reverse_kl": float(rel_entr(shares, 1 / len(centres)).sum()),
    }
