"""Clusters of codes, beside classes."""

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.mixture import GaussianMixture


def clustering(codes, labels, clusters=None, seed=0):
    """How well k-means and a mixture of full-covariance Gaussians find the classes.

    Args:
        codes: array `(count, latent_dim)`.
        labels: int array `(count,)`.
        clusters: int, or None for the number of classes.
        seed: int.

    Returns:
        dict with `k_means` and `gaussian_mixture`, each a dict as of `cluster_scores`.

    Example:
        >>> clustering(codes, labels)["k_means"]["accuracy"]  # 0.79
    """
    codes = np.asarray(codes, "float64")
    clusters = clusters or len(np.unique(labels))
    # Relative, so that the result does not depend on the unit of the codes.
    floor = 1e-3 * codes.var(axis=0).mean() + 1e-12
    methods = {
        "k_means": KMeans(clusters, n_init=10, random_state=seed),
        "gaussian_mixture": GaussianMixture(clusters, reg_covar=floor, random_state=seed),
    }
    return {
        name: cluster_scores(labels, method.fit_predict(codes)) for name, method in methods.items()
    }


def cluster_scores(labels, clusters):
    """Agreement of clusters with classes, whatever the clusters are called.

    Args:
        labels: int array `(count,)`.
        clusters: int array `(count,)`.

    Returns:
        dict with `accuracy` (`hungarian_accuracy`), `nmi` (mutual information over the
        mean of the two entropies) and `ari` (adjusted Rand index, 0 by chance).

    Example:
        >>> cluster_scores([0, 0, 1], [1, 1, 0])  # {"accuracy": 1.0, "nmi": 1.0, "ari": 1.0}
    """
    return {
        "accuracy": hungarian_accuracy(labels, clusters),
        "nmi": float(normalized_mutual_info_score(labels, clusters)),
        "ari": float(adjusted_rand_score(labels, clusters)),
    }


def hungarian_accuracy(labels, clusters):
    """Share of examples whose cluster's class is theirs, under the best one-to-one matching.

    Args:
        labels: int array `(count,)`.
        clusters: int array `(count,)`. Clusters beyond the number of classes match none.

    Returns:
        float in [0, 1].

    Reference: [Kuhn, 1955](https://doi.org/10.1002/nav.3800020109)

    Example:
        >>> hungarian_accuracy([0, 0, 1], [1, 1, 0])  # 1.0
    """
    return matched_accuracy(labels, clusters, labels, clusters)


def matched_accuracy(train_labels, train_clusters, test_labels, test_clusters):
    """Share of test examples whose cluster's class is theirs, under train's one-to-one matching.

    Args:
        train_labels: int array `(train_count,)`.
        train_clusters: int array `(train_count,)`. Clusters beyond the number of classes match
            none.
        test_labels: int array `(test_count,)`.
        test_clusters: int array `(test_count,)`.

    Returns:
        float in [0, 1].

    Example:
        >>> matched_accuracy([0, 0, 1], [1, 1, 0], [0, 1], [1, 1])  # 0.5
    """
    shared = contingency_matrix(train_labels, train_clusters)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    classes, clusters = np.unique(train_labels)[rows], np.unique(train_clusters)[columns]
    class_of = dict(zip(clusters.tolist(), classes.tolist()))
    matched = [class_of.get(cluster) for cluster in np.asarray(test_clusters).tolist()]
    return float(np.mean([a == b for a, b in zip(matched, np.asarray(test_labels).tolist())]))
