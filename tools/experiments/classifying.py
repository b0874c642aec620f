"""Samples of MNIST by the features of one classifier, the same for all experiments."""

import functools

import numpy as np

from kerasgen.data import load_data
from kerasgen.evaluation import metrics
from kerasgen.evaluation.classifier import train_classifier

SAMPLES = 10_000


@functools.cache
def classifier_of_mnist():
    return train_classifier(load_data("mnist"))


def frechet_distances(data, samples, seed=0):
    """Distances to the test images of samples by name, and of as many training images."""
    features = classifier_of_mnist().features
    compared = {**samples, "training images, the floor": _training_images(data, SAMPLES, seed)}
    test = features(data.test.as_floats())
    return {
        f"Frechet distance of {name}": metrics.frechet_distance(test, features(images))
        for name, images in compared.items()
    }


def parzen(data, samples):
    """Log-likelihood of the test images by Parzen windows, around samples and training images.

    Each window's scale is the best for a thousand more training images.
    """
    test, train = data.test.as_floats(), _training_images(data, SAMPLES + 1000, seed=0)
    validation, found = train[SAMPLES:], {}
    for name, centres in {"samples": samples, "training images": train[:SAMPLES]}.items():
        scale = metrics.choose_scale(centres, validation)
        log_likelihood = metrics.parzen_log_likelihood(centres, test, scale).mean()
        found[f"Parzen window of {name}, nats"] = float(log_likelihood)
    return found


def _training_images(data, count, seed):
    return data.train.as_floats()[np.random.default_rng(seed).permutation(len(data.train))[:count]]
