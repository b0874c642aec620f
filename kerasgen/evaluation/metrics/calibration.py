"""Whether classifiers are as often right as they say."""

import numpy as np


def calibration_error(probabilities, labels, bins=15):
    """The expected calibration error: how far confidence and accuracy lie apart.

    Examples are put in bins of as much confidence, the highest of their probabilities; the
    distances of mean confidence and accuracy are meant over the bins, by how many are in each.

    Args:
        probabilities: array `(count, classes)`, each row summing to 1.
        labels: int array `(count,)`, numbers from 0.
        bins: int >= 1, of equal width in [0, 1].

    Returns:
        float in [0, 1].

    Reference: [Guo et al., 2017](https://arxiv.org/abs/1706.04599)

    Example:
        >>> calibration_error([[0.8, 0.2], [0.8, 0.2]], [0, 1])  # 0.3: half of them are right
    """
    probabilities = np.asarray(probabilities, "float64")
    confidence = probabilities.max(axis=1)
    surplus = confidence - (probabilities.argmax(axis=1) == labels)
    places = np.minimum((bins * confidence).astype(int), bins - 1)
    return float(np.abs(np.bincount(places, surplus)).sum() / len(confidence))
