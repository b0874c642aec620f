"""Errors of reconstructions, beside principal components."""

import numpy as np
from sklearn.decomposition import PCA


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
