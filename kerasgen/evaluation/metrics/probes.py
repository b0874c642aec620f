"""What codes say of classes, by classifiers that are trained on them."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from kerasgen.data.balanced import balanced_subset


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
