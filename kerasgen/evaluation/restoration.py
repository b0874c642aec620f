"""What a model makes of corrupted data and of data with gaps, in numbers and for a page."""

import functools

import numpy as np

from kerasgen import pictures
from kerasgen.evaluation import metrics
from kerasgen.evaluation.inpainting import all_but_a_quarter, inpaint, lower_half, scattered
from kerasgen.pictures import charts
from kerasgen.pictures.report import Section, words

STRENGTHS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


def masking_noise(examples, strength, seed=0):
    """Set a random share of values to 0.

    Args:
        examples: array `(count, ...)`.
        strength: float in [0, 1]. Probability that a value is lost.
        seed: int.

    Returns:
        array of the same shape.

    Reference: [Vincent et al., 2010, Section 3.3](https://jmlr.org/papers/v11/vincent10a.html)

    Example:
        >>> masking_noise(images, 0.3).mean() / images.mean()  # 0.7
    """
    kept = np.random.default_rng(seed).random(examples.shape, "float32") >= strength
    return examples * kept


def gaussian_noise(examples, strength, seed=0):
    """Add Gaussian noise and clip to [0, 1].

    Args:
        examples: array `(count, ...)` in [0, 1].
        strength: float >= 0. Standard deviation of the noise.
        seed: int.

    Returns:
        array of the same shape.

    Reference: [Vincent et al., 2010, Section 3.3](https://jmlr.org/papers/v11/vincent10a.html)

    Example:
        >>> gaussian_noise(images, 0.3)
    """
    noise = np.random.default_rng(seed).standard_normal(examples.shape, "float32")
    return np.clip(examples + np.float32(strength) * noise, 0.0, 1.0)


def robustness(model, examples, seed):
    """Numbers and a `Section`: error over the strength of two kinds of noise.

    Args:
        model: has `reconstruct`.
        examples: array `(count, ...)` in [0, 1].
        seed: int.
    """
    errors = {
        noise.__name__: metrics.robustness(
            model.reconstruct, examples, functools.partial(noise, seed=seed), STRENGTHS
        )
        for noise in (masking_noise, gaussian_noise)
    }
    chart = charts.curves(
        {words(name): curve for name, curve in errors.items()},
        "share of values lost, or standard deviation of the noise",
        "squared error to the clean example",
    )
    numbers = {
        name: {str(s): error for s, error in curve.items()} for name, curve in errors.items()
    }
    return {"robustness": numbers}, Section(
        "Robustness",
        "Squared error between the reconstruction of a corrupted test example and the clean one.",
        ("strength", *map(words, errors)),
        [(str(s), *(curve[s] for curve in errors.values())) for s in STRENGTHS],
        {"Error over the strength of the corruption": chart},
    )


def inpainting(model, train, test, seed):
    """Numbers and a `Section`: a quarter, half and random pixels of images filled in.

    Args:
        model: has `reconstruct`.
        train: array `(count, height, width, channels)` in [0, 1], whose mean is the control.
        test: array of such images, of which 200 are repaired.
        seed: int.
    """
    test = test[:200]
    errors, drawn = {}, {}
    for name, known in gaps(test.shape[1:], seed).items():
        filled = inpaint(model, test, known)
        errors[name] = {
            "model": metrics.squared_error(test, filled),
            "mean": metrics.squared_error(test, np.where(known, test, train.mean(axis=0))),
        }
        caption = f"Original, {name} missing (grey), filled in"
        drawn[caption] = before_and_after(test[:12], known, filled[:12])
    return {"inpainting": errors}, Section(
        "Repair of missing values",
        "Squared error per test example where values are missing, filled in by 50 reconstructions "
        "with the known values kept, and by the training mean.",
        ("missing", "model", "mean"),
        [(name, *found.values()) for name, found in errors.items()],
        drawn,
    )


def gaps(data_shape, seed=0):
    """What is known when each of three parts of an image is missing: name to bool `data_shape`."""
    return {
        "a quarter": all_but_a_quarter(data_shape),
        "half": lower_half(data_shape),
        "random half": scattered(data_shape, 0.5, seed),
    }


def before_and_after(examples, known, filled):
    """A picture of whole images over what was known of them over what was filled in."""
    return pictures.rows(examples, np.where(known, examples, np.float32(0.5)), filled)
