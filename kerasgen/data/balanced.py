"""As many examples of each class."""

import numpy as np


def balanced_subset(labels, count, seed=0):
    """Random examples, as many of each class as there are, at most one more of one than another.

    Args:
        labels: int array `(count,)`.
        count: int. Where a class runs out, the others fill in for it.
        seed: int, or list of ints.

    Returns:
        int array `(count,)` of indices.

    Example:
        >>> balanced_subset(labels, 100)  # ten of each of ten classes
    """
    order = np.random.default_rng(seed).permutation(len(labels))
    shuffled = np.asarray(labels)[order]
    rank_in_class = np.empty(len(labels), int)
    for label in np.unique(labels):
        members = shuffled == label
        rank_in_class[members] = np.arange(members.sum())
    return order[np.argsort(rank_in_class, kind="stable")[:count]]
