"""Densities fitted on latents, to generate from in place of the prior."""

import json

import numpy as np
import tensorflow as tf
from sklearn import mixture
from threadpoolctl import threadpool_limits

from kerasgen.errors import InputError
from kerasgen.files.archives import read_arrays
from kerasgen.formulas.distributions import categories, standard_normal, uniform_categories
from kerasgen.formulas.randomness import as_pair, folded

# Added to the variances of standardised latents, whose combinations need not all vary.
LEAST_VARIANCE = 1e-6
MOST_CODES = 20_000


class Sampler:
    """A density of latents that is fitted to the codes of data, and whose draws ship.

    What stands for an example is a draw of its posterior, which is what the decoder was trained
    on; a deterministic code is its own draw. After `fit`, `arrays` holds all that `draw` needs.

    Reference: [Ghosh et al., 2020](https://arxiv.org/abs/1903.12436), "ex-post density estimation"

    Example:
        >>> sampler = GaussianMixtureSampler(components=10).fit(model, images)
        >>> model.decode(sampler.draw(64, seed=1))
    """

    generates = True
    arrays = None
    # Name of each of the arrays to a letter for each of its axes, alike where sizes are.
    forms = {}

    def fit(self, model, data, seed=0):
        """Fit the density to what a model encodes data as.

        Args:
            model: a kerasgen model with `encode`.
            data: array `(count, ...)`, what the model was trained on.
            seed: int. Of the draws of posteriors, and of where the fit begins.

        Returns:
            the sampler itself.

        Raises:
            InputError: if the model has no encoder of data alone, or the examples are too few.
        """
        if not model.encodes:
            raise InputError(
                f"{type(model).__name__} has no encoder, so no codes to fit a density to; "
                "draw from its prior."
            )
        if model.labelled:
            raise InputError(
                f"{type(model).__name__} encodes data together with their label; draw from its "
                "prior."
            )
        codes = model.apply_deployed("encode", data=data)
        scale = np.exp(0.5 * codes["log_var"]) if "log_var" in codes else None
        self.arrays = {
            name: tf.Variable(np.asarray(array, "float32"), trainable=False)
            for name, array in self.estimate(codes[model.code], scale, seed).items()
        }
        return self

    @property
    def is_fitted(self):
        """Whether there is something to draw from."""
        return self.arrays is not None

    def estimate(self, mean, scale, seed):
        """Arrays by name, from each example's posterior.

        Args:
            mean: array `(count, latent_dim)`.
            scale: array of the same shape, standard deviations; None where `mean` is the code.
            seed: int.
        """
        raise NotImplementedError

    def draw(self, count, seed):
        """Latents from the density.

        Args:
            count: int, or int32 tensor `()`.
            seed: int, or int32 tensor `(2,)`. The same latents for the same seed, also in an
                exported SavedModel.

        Returns:
            float32 tensor `(count, latent_dim)`.
        """
        return self.drawn(count, as_pair(seed))

    def drawn(self, count, seed):
        """As `draw`, for a seed `(2,)`."""
        raise NotImplementedError

    def prior_inputs(self, count, seed):
        """What a decoder takes, by name, as a model with a prior gives it."""
        return {"latents": self.draw(count, seed)}

    @property
    def name(self):
        """The class's name as files and cards have it, such as `GaussianMixture`."""
        return type(self).__name__.removesuffix("Sampler")

    def save(self, path):
        """Write what was fitted to an `.npz` file, for `load_sampler`."""
        settings = {name: value for name, value in vars(self).items() if name != "arrays"}
        arrays = {name: variable.numpy() for name, variable in self.arrays.items()}
        np.savez(path, sampler=json.dumps([self.name, settings]), **arrays)


class PriorSampler(Sampler):
    """The prior of the model itself, learned or not; nothing is fitted.

    Example:
        >>> model.decode(PriorSampler().fit(model, images).draw(64, seed=1))
    """

    model = None

    def fit(self, model, data, seed=0):
        if not model.generates:
            raise InputError(f"{type(model).__name__} has no prior; fit another sampler.")
        self.model = model
        return self

    @property
    def is_fitted(self):
        return self.model is not None

    def drawn(self, count, seed):
        return self.model.prior_draw(count, seed)


class GaussianSampler(Sampler):
    """One Gaussian with the mean and the full covariance of the codes.

    Example:
        >>> model.decode(GaussianSampler().fit(model, images).draw(64, seed=1))
    """

    forms = {"mean": "i", "factor": "ii"}

    def estimate(self, mean, scale, seed):
        draws = posterior_draws(mean, scale, np.random.default_rng(seed))
        codes, center, spread = standardised(draws)
        covariance = codes.T @ codes / len(codes) + LEAST_VARIANCE * np.eye(len(spread))
        return {"mean": center, "factor": spread[:, None] * np.linalg.cholesky(covariance)}

    def drawn(self, count, seed):
        mean, factor = self.arrays["mean"], self.arrays["factor"]
        noise = standard_normal((count, mean.shape[0]), seed)
        return mean + tf.matmul(noise, factor, transpose_b=True)


class GaussianMixtureSampler(Sampler):
    """A mixture of Gaussians with full covariances, fitted by scikit-learn to 20,000 codes.

    Args:
        components: int >= 1.

    Example:
        >>> sampler = GaussianMixtureSampler(components=10).fit(model, images)
        >>> model.decode(sampler.draw(64, seed=1))
    """

    forms = {"weight": "k", "mean": "ki", "factor": "kii"}

    def __init__(self, components=10):
        self.components = components

    def estimate(self, mean, scale, seed):
        if len(mean) < self.components:
            raise InputError(
                f"{len(mean)} codes cannot have {self.components} components; "
                "give more examples or ask for fewer components."
            )
        numbers = np.random.default_rng(seed)
        draws = posterior_draws(mean, scale, numbers)
        codes, center, spread = standardised(numbers.permutation(draws)[:MOST_CODES])
        density = mixture.GaussianMixture(
            self.components, reg_covar=LEAST_VARIANCE, max_iter=200, random_state=seed
        )
        # Matrices this small are slower by more threads.
        with threadpool_limits(1):
            density.fit(codes)
        return {
            "weight": density.weights_,
            "mean": center + spread * density.means_,
            "factor": spread[:, None] * np.linalg.cholesky(density.covariances_),
        }

    def drawn(self, count, seed):
        mean, factor = self.arrays["mean"], self.arrays["factor"]
        component = categories(count, self.arrays["weight"], folded(seed, 1))
        noise = standard_normal((count, mean.shape[-1]), seed)
        of_each = mean + tf.einsum("kij,nj->nki", factor, noise)
        return tf.gather(of_each, component, axis=1, batch_dims=1)


class AggregatedPosteriorSampler(Sampler):
    """The mixture of the posteriors of all examples; of deterministic codes, the codes.

    It holds two numbers for each latent of each example, and what it draws lies near examples.

    Reference: [Makhzani et al., 2015, Eq. 1](https://arxiv.org/abs/1511.05644)

    Example:
        >>> model.decode(AggregatedPosteriorSampler().fit(model, images).draw(64, seed=1))
    """

    forms = {"mean": "ni", "scale": "ni"}

    def estimate(self, mean, scale, seed):
        return {"mean": mean} if scale is None else {"mean": mean, "scale": scale}

    def drawn(self, count, seed):
        mean = self.arrays["mean"]
        example = uniform_categories(count, mean.shape[0], folded(seed, 1))
        latents = tf.gather(mean, example)
        if "scale" in self.arrays:
            noise = standard_normal((count, mean.shape[1]), seed)
            latents += tf.gather(self.arrays["scale"], example) * noise
        return latents


def posterior_draws(mean, scale, numbers):
    """A draw `(count, latent_dim)` of each posterior; the mean where `scale` is None."""
    return mean if scale is None else mean + scale * numbers.standard_normal(mean.shape)


def standardised(codes):
    """Codes in float64 with mean 0 and variance 1, and the mean and scale of each latent.

    A latent that does not vary has scale 0 and becomes 0.
    """
    codes = np.asarray(codes, "float64")
    center, spread = codes.mean(axis=0), codes.std(axis=0)
    return (codes - center) / np.where(spread > 0, spread, 1.0), center, spread


SAMPLERS = {
    "prior": PriorSampler,
    "gaussian": GaussianSampler,
    "gaussian_mixture": GaussianMixtureSampler,
    "aggregated_posterior": AggregatedPosteriorSampler,
}


# As files name them.
FITTED = {
    cls().name: cls for cls in (GaussianSampler, GaussianMixtureSampler, AggregatedPosteriorSampler)
}


def sampler_named(sampler):
    """`"gaussian_mixture"` and the like to an object; an object comes back as it is.

    Raises:
        InputError: for a name that no sampler has.
    """
    if not isinstance(sampler, str):
        return sampler
    if sampler not in SAMPLERS:
        raise InputError(f"Unknown sampler {sampler!r}; there are {', '.join(SAMPLERS)}.")
    return SAMPLERS[sampler]()


def load_sampler(path):
    """The sampler that was saved in an `.npz` file.

    Raises:
        InputError: if there is no such file or it is damaged.

    Example:
        >>> sampler = load_sampler("digits-ae/sampler.npz")
        >>> kerasgen.load("digits-ae").decode(sampler.draw(64, seed=1))
    """
    try:
        arrays = read_arrays(path)
        name, settings = json.loads(str(arrays.pop("sampler")))
        sampler = FITTED[name](**settings)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"{path} holds no sampler: {error}") from error
    _check_fitted(arrays, sampler.forms, path)
    sampler.arrays = {name: tf.Variable(array, trainable=False) for name, array in arrays.items()}
    return sampler


def _check_fitted(arrays, forms, path):
    """Refuse arrays whose names, types and sizes are not those of a fitted sampler."""
    sizes = {}
    for name, array in arrays.items():
        form = forms.get(name, "")
        fits = array.dtype == "float32" and array.ndim == len(form) > 0 and array.size
        fits = fits and all(sizes.setdefault(axis, n) == n for axis, n in zip(form, array.shape))
        if not fits or not np.isfinite(array).all():
            raise InputError(f"{path} holds no sampler: its {name!r} is none; export again.")
    missing = sorted(set(forms) - set(arrays) - {"scale"})
    if missing:
        raise InputError(f"{path} holds no sampler: it lacks {missing[0]!r}; export again.")
