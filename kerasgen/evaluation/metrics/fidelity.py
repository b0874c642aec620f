"""How near samples are to data, and how much of the data they reach, measured on features."""

import math

import numpy as np
from scipy.special import rel_entr
from sklearn.metrics.pairwise import euclidean_distances, polynomial_kernel
from sklearn.neighbors import NearestNeighbors

BLOCK = 1000  # rows of 10,000 distances at a time: 80 MB


def frechet_distance(real, fake):
    """Squared Frechet distance between two Gaussians with the means and covariances of features.

    `|m_r - m_f|^2 + tr(S_r + S_f - 2 (S_r^(1/2) S_f S_r^(1/2))^(1/2))`. With `S = R^T R` the
    trace of the root is the sum of the singular values of `R_r R_f^T`, and `R` comes from the
    features themselves: no root of a covariance is taken, so singular ones do no harm. It is
    biased upwards, the more the fewer features: compare values from equally many only.

    Args:
        real: array `(real_count, n)`, of 2 or more.
        fake: array `(fake_count, n)`, of 2 or more.

    Returns:
        float >= 0.

    Raises:
        ValueError: if real and fake features differ in width.

    Reference: [Heusel et al., 2017, Eq. 6](https://arxiv.org/abs/1706.08500)

    Example:
        >>> frechet_distance([[0.0], [2.0]], [[3.0], [5.0]])  # 9.0
    """
    real, fake = _matched(real, fake)
    means = real.mean(axis=0), fake.mean(axis=0)
    roots = [
        np.linalg.qr(features - mean, mode="r") / np.sqrt(len(features) - 1)
        for features, mean in zip((real, fake), means)
    ]
    total = sum(np.square(root).sum() for root in roots)
    common = np.linalg.svd(roots[0] @ roots[1].T, compute_uv=False).sum()
    return max(0.0, float(np.square(means[0] - means[1]).sum() + total - 2 * common))


def kernel_distance(real, fake):
    """Squared maximum mean discrepancy under the kernel `(x.y / n + 1)^3`, and how sure it is.

    Unbiased, over all pairs: negative about half the time if there is no difference. It is a sum
    of two means, over the real and over the fake, of how much more alike each is to its own set
    than to the other one; the standard error is that of these means. If there is no difference
    its mean square is twice the variance.

    Args:
        real: array `(real_count, n)`, of 2 or more.
        fake: array `(fake_count, n)`, of 2 or more.

    Returns:
        pair of floats, the distance and its standard error.

    Raises:
        ValueError: if real and fake features differ in width.

    Reference: [Binkowski et al., 2018, Section 4](https://arxiv.org/abs/1801.01401)

    Example:
        >>> kernel_distance([[0.0], [0.0]], [[1.0], [1.0]])  # (7.0, 0.0)
    """
    real, fake = _matched(real, fake)
    distance = variance = 0.0
    for own, other in ((real, fake), (fake, real)):
        others = len(own) - 1
        itself = (np.square(own).mean(axis=1) + 1) ** 3
        likeness = (len(own) * _mean_kernels(own, own) - itself) / others
        more_alike = likeness - _mean_kernels(own, other)
        distance += more_alike.mean()
        variance += 4 * more_alike.var() / others
    return float(distance), float(np.sqrt(variance))


def _mean_kernels(points, others):
    blocks = [polynomial_kernel(rows, others).mean(axis=1) for rows in _blocks(points)]
    return np.concatenate(blocks)


def precision_recall(real, fake, neighbours=3):
    """Shares of the fake among the real and of the real among the fake.

    A point is among others if it is in the ball around one of them that reaches its nearest
    `neighbours` of its own set, the border included.

    Args:
        real: array `(real_count, n)`.
        fake: array `(fake_count, n)`.
        neighbours: int >= 1, less than either count.

    Returns:
        dict of floats in [0, 1]: `precision`, the share of fake features among the real, and
        `recall`, that of the real among the fake.

    Raises:
        ValueError: if there are too few features, or they differ in width.

    Reference: [Kynkaanniemi et al., 2019, Eq. 1 and 2](https://arxiv.org/abs/1904.06991)

    Example:
        >>> precision_recall([[0.0], [1.0]], [[0.5], [9.0]], neighbours=1)
        {'precision': 0.5, 'recall': 1.0}
    """
    real, fake = _matched(real, fake)
    return {
        "precision": float((_balls_around(fake, real, neighbours)[0] > 0).mean()),
        "recall": float((_balls_around(real, fake, neighbours)[0] > 0).mean()),
    }


def density_coverage(real, fake, neighbours=5):
    """In how many balls around the real a fake is, and what share of the balls is not empty.

    The balls are those of `precision_recall`. Outliers among the real, whose balls are large,
    count less than there: density counts balls, and coverage has none around fakes.

    Args:
        real: array `(real_count, n)`.
        fake: array `(fake_count, n)`.
        neighbours: int >= 1, less than `real_count`.

    Returns:
        dict of floats: `density` >= 0, the mean number of balls that a fake is in, over
        `neighbours`, 1 in expectation if fake and real are of one distribution; and `coverage`
        in [0, 1], the share of balls around the real with a fake in them.

    Raises:
        ValueError: if there are too few features, or they differ in width.

    Reference: [Naeem et al., 2020, Section 3](https://arxiv.org/abs/2002.09797)

    Example:
        >>> density_coverage([[0.0], [1.0]], [[0.5], [9.0]], neighbours=1)
        {'density': 1.0, 'coverage': 1.0}
    """
    real, fake = _matched(real, fake)
    balls, members = _balls_around(fake, real, neighbours)
    return {
        "density": float(balls.mean() / neighbours),
        "coverage": float((members > 0).mean()),
    }


def _balls_around(points, centres, neighbours):
    """Per point the number of balls that it is in, and per ball the number of points in it."""
    distances, _ = NearestNeighbors(n_neighbors=neighbours).fit(centres).kneighbors()
    # Distances come from scalar products: rounding must not move points off a ball's border.
    radii = distances[:, -1] + 1e-7 * np.abs(centres).max()
    balls, members = [], np.zeros(len(centres), int)
    for rows in _blocks(points):
        inside = euclidean_distances(rows, centres) <= radii
        balls.append(inside.sum(axis=1))
        members += inside.sum(axis=0)
    return np.concatenate(balls), members


def classifier_score(probabilities):
    """How surely samples are classified and how evenly: `exp(mean KL(p(y|x) || p(y)))`.

    The formula of the Inception score, by another classifier: the two cannot be compared.

    Args:
        probabilities: array `(count, class_count)`, each row summing to 1.

    Returns:
        float from 1, if all samples are classified alike, to `class_count`.

    Reference: [Salimans et al., 2016, Section 4](https://arxiv.org/abs/1606.03498)

    Example:
        >>> classifier_score([[1.0, 0.0], [0.0, 1.0]])  # 2.0
    """
    probabilities = np.asarray(probabilities, "float64")
    divergences = rel_entr(probabilities, probabilities.mean(axis=0)).sum(axis=1)
    return float(np.exp(divergences.mean()))


def label_agreement(probabilities, labels):
    """Share of samples that a classifier takes for what they were to be.

    Args:
        probabilities: array `(count, class_count)`.
        labels: int array `(count,)`, which the samples were generated for.

    Returns:
        float in [0, 1].

    Reference: [Odena et al., 2017, Section 4.1](https://arxiv.org/abs/1610.09585)

    Example:
        >>> label_agreement([[0.9, 0.1], [0.8, 0.2]], [0, 1])  # 0.5
    """
    return float((np.argmax(probabilities, axis=1) == np.asarray(labels)).mean())


def covered_classes(probabilities, sure=0.9, share=0.02):
    """Number of classes that enough samples are surely taken for.

    Args:
        probabilities: array `(count, class_count)`.
        sure: float in [0, 1]. Least probability of a sample that counts.
        share: float in [0, 1]. Least share, of all samples, of a class that is covered.

    Returns:
        int from 0 to `class_count`.

    Example:
        >>> covered_classes([[1.0, 0.0, 0.0], [0.1, 0.9, 0.0], [0.2, 0.3, 0.5]])  # 2
    """
    probabilities = np.asarray(probabilities)
    counts = np.bincount(probabilities.argmax(axis=1)[probabilities.max(axis=1) >= sure])
    return int((counts >= share * len(probabilities)).sum())


def mean_pairwise_distance(samples, seed=0):
    """How far samples are from one another: mean Euclidean distance of random pairs.

    Each sample is in two pairs. Over the value of the data it says how diverse samples are.

    Args:
        samples: array `(count, ...)`, of 2 or more.
        seed: int.

    Returns:
        float >= 0, 0 if all samples are one.

    Example:
        >>> mean_pairwise_distance([[0.0], [3.0]])  # 3.0
    """
    order = np.random.default_rng(seed).permutation(len(samples))
    shuffled = np.reshape(np.asarray(samples, "float64"), (len(samples), -1))[order]
    return float(np.linalg.norm(shuffled - np.roll(shuffled, 1, axis=0), axis=1).mean())


def _blocks(rows):
    return np.array_split(rows, math.ceil(len(rows) / BLOCK))


def _matched(real, fake):
    real, fake = np.asarray(real, "float64"), np.asarray(fake, "float64")
    if real.shape[1:] != fake.shape[1:]:
        raise ValueError(f"Real features have shape {real.shape[1:]}, fake ones {fake.shape[1:]}.")
    return real, fake
