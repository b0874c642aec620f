"""What codes and reconstructions are worth, measured on arrays and on functions."""

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def linear_probe(train_codes, train_labels, test_codes, test_labels):
    """Test accuracy of a logistic regression on standardised codes.

    Its regularisation (`C=0.1`) is about a point or less from the best accuracy both for 16
    principal components and for the 784 pixels of 10,000 MNIST digits.

    Args:
        train_codes: array `(count, latent_dim)`.
        train_labels: int array `(count,)`, of two classes or more.
        test_codes: array `(count, latent_dim)`.
        test_labels: int array `(count,)`.

    Returns:
        float in [0, 1].

    Reference: [Alain and Bengio, 2017](https://arxiv.org/abs/1610.01644)

    Example:
        >>> linear_probe([[0.0], [1.0]], [0, 1], [[0.1], [0.9]], [0, 1])  # 1.0
    """
    probe = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000))
    return float(probe.fit(train_codes, train_labels).score(test_codes, test_labels))


def nearest_neighbours(train_codes, train_labels, test_codes, test_labels, neighbours=5):
    """Test accuracy of the majority among the Euclidean nearest neighbours.

    Args:
        train_codes: array `(count, latent_dim)`.
        train_labels: int array `(count,)`.
        test_codes: array `(count, latent_dim)`.
        test_labels: int array `(count,)`.
        neighbours: int >= 1; all training examples vote where there are fewer.

    Returns:
        float in [0, 1].

    Example:
        >>> nearest_neighbours([[0.0], [1.0]], [0, 1], [[0.1], [0.9]], [0, 1], neighbours=1)  # 1.0
    """
    classifier = KNeighborsClassifier(min(neighbours, len(train_codes)))
    return float(classifier.fit(train_codes, train_labels).score(test_codes, test_labels))


def few_labels(
    train_codes, train_labels, test_codes, test_labels, counts=(100, 1000), draws=3, seed=0
):
    """Test accuracy of a logistic regression that sees few labels, balanced over the classes.

    Its regularisation is chosen by cross-validation on those labels alone, as raw data and
    codes need different ones. Units keep their relative scales: with few labels, standardising
    each would blow up those that hardly vary.

    Args:
        train_codes: array `(count, latent_dim)`.
        train_labels: int array `(count,)`, of two classes or more.
        test_codes: array `(count, latent_dim)`.
        test_labels: int array `(count,)`.
        counts: numbers of labels. Those beyond the training set, or too few for two labels
            of each class, are left out.
        draws: int. Random choices of the labelled examples, over which the mean is taken.
        seed: int.

    Returns:
        dict, count to accuracy in [0, 1].

    Example:
        >>> few_labels(codes, labels, test_codes, test_labels)  # {100: 0.84, 1000: 0.93}
    """
    train_labels = np.asarray(train_labels)
    scale = np.std(train_codes - np.mean(train_codes, axis=0)) or 1.0
    train_codes, test_codes = np.divide(train_codes, scale), np.divide(test_codes, scale)
    sizes = np.unique_counts(train_labels).counts
    accuracies = {}
    for count in counts:
        folds = min(3, count // len(sizes), sizes.min())
        if count > len(train_labels) or folds < 2:
            continue
        search = GridSearchCV(
            LogisticRegression(max_iter=2000),
            {"C": (1e-2, 1e-1, 1.0, 10.0)},
            scoring="neg_log_loss",
            cv=int(folds),
        )
        scores = []
        for draw in range(draws):
            chosen = balanced_subset(train_labels, count, [seed, draw])
            probe = search.fit(train_codes[chosen], train_labels[chosen]).best_estimator_
            scores.append(probe.score(test_codes, test_labels))
        accuracies[count] = float(np.mean(scores))
    return accuracies


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


def squared_error(x, reconstruction):
    """Squared error summed over features, mean over examples.

    Args:
        x: array `(count, ...)`.
        reconstruction: array of the same shape.

    Returns:
        float >= 0, in squared units of the data.

    Example:
        >>> squared_error(np.ones((3, 8, 8, 1)), np.zeros((3, 8, 8, 1)))  # 64.0
    """
    difference = np.asarray(x, "float64") - np.asarray(reconstruction, "float64")
    return float(np.square(difference).sum() / len(difference))


def pca_errors(train, test, dimensions):
    """Squared error of reconstructions by principal components: the best linear autoencoder.

    Args:
        train: array `(count, ...)`, to which the components are fitted.
        test: array `(count, ...)`.
        dimensions: ints from 1 to the lesser of training examples and features.

    Returns:
        dict, dimension to `squared_error` on `test`.

    Reference: [Baldi and Hornik, 1989](https://doi.org/10.1016/0893-6080(89)90014-2)

    Example:
        >>> pca_errors(train.as_floats(), test.as_floats(), (2, 16))  # {2: 37.1, 16: 17.9}
    """
    train, test = (np.reshape(array, (len(array), -1)) for array in (train, test))
    pca = PCA(max(dimensions), random_state=0).fit(train)
    coordinates, components = pca.transform(test), pca.components_
    return {
        count: squared_error(test - pca.mean_, coordinates[:, :count] @ components[:count])
        for count in dimensions
    }


def robustness(reconstruct, examples, corrupt, strengths):
    """How far reconstructions of corrupted examples are from the clean ones.

    Args:
        reconstruct: function of an array `(count, ...)` to an array of the same shape.
        examples: array `(count, ...)`.
        corrupt: function of examples and a strength to examples.
        strengths: what `corrupt` takes.

    Returns:
        dict, strength to `squared_error`.

    Reference: [Vincent et al., 2008](https://doi.org/10.1145/1390156.1390294)

    Example:
        >>> robustness(model.reconstruct, images, masking, (0.0, 0.5))  # {0.0: 9.1, 0.5: 40.2}
    """
    return {
        strength: squared_error(examples, reconstruct(corrupt(examples, strength)))
        for strength in strengths
    }
