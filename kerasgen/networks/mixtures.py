"""Mixtures of Gaussians whose parameters are trained."""

import keras
import numpy as np
from keras import layers
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits


def mixture(components, latent_dim):
    """One-hot components to a dict of `mean`, `log_var` and `logits`, their means from `N(0, I)`.

    Example:
        >>> mixture(10, latent_dim=2)(ops.eye(10))["mean"].shape  # (10, 2)
    """
    one_hot = keras.Input((components,), name="component")
    normal = keras.initializers.RandomNormal(stddev=1.0)
    first = {"mean": normal, "log_var": "zeros", "logits": "zeros"}
    sizes = {"mean": latent_dim, "log_var": latent_dim, "logits": 1}
    outputs = {
        name: layers.Dense(
            size, use_bias=False, kernel_initializer=first[name], dtype="float32", name=name
        )(one_hot)
        for name, size in sizes.items()
    }
    return keras.Model(one_hot, outputs, name="mixture")


def fit_mixture(network, posteriors, seed, guesses=10):
    """Give a `mixture` the diagonal Gaussians that the posteriors' means are likeliest under.

    Each is as wide as its share of the means and their variances: narrower than the posteriors,
    components would be left by all of them for the widest.

    Args:
        network: `keras.Model`, as `mixture` gives it.
        posteriors: dict of arrays `mean` and `log_var`, each `(count, latent_dim)`.
        seed: int. Of the first guesses.
        guesses: int >= 1. From which the likeliest fit is taken.
    """
    components = network.input_shape[-1]
    density = GaussianMixture(components, covariance_type="diag", n_init=guesses, random_state=seed)
    with threadpool_limits(1):  # matrices this small are slower by more threads
        means = np.asarray(posteriors["mean"], "float64")
        shares = density.fit(means).predict_proba(means)
    variances = np.exp(np.asarray(posteriors["log_var"], "float64"))
    within = shares.T @ variances / shares.sum(axis=0)[:, None]
    found = {
        "mean": density.means_,
        "log_var": np.log(density.covariances_ + within),
        "logits": np.log(density.weights_)[:, None],
    }
    for name, values in found.items():
        network.get_layer(name).set_weights([values])
