"""Samples of MNIST by the features of one classifier, the same for all experiments."""

import functools

import numpy as np

from kerasgen import metrics
from kerasgen.data import load_data
from kerasgen.judge import train_judge

SAMPLES = 10_000


@functools.cache
def judge_of_mnist():
    return train_judge(load_data("mnist"))


def frechet_distances(data, samples, seed=0):
    """Distances to the test images of samples by name, and of as many training images."""
    features = judge_of_mnist().features
    chosen = np.random.default_rng(seed).permutation(len(data.train))[:SAMPLES]
    compared = {**samples, "training images, the floor": data.train.as_floats()[chosen]}
    test = features(data.test.as_floats())
    return {
        f"Frechet distance of {name}": metrics.frechet_distance(test, features(images))
        for name, images in compared.items()
    }


def parzen(data, samples, seed=0):
    """Log-likelihood of the test images by Parzen windows, around samples and training images.

    Each window's scale is the best for a thousand more training images.
    """
    images, test = data.train.as_floats(), data.test.as_floats()
    order = np.random.default_rng(seed).permutation(len(images))
    chosen, validation = images[order[:SAMPLES]], images[order[SAMPLES : SAMPLES + 1000]]
    found = {}
    for name, centres in {"samples": samples, "training images": chosen}.items():
        scale = metrics.choose_scale(centres, validation)
        log_likelihood = metrics.parzen_log_likelihood(centres, test, scale).mean()
        found[f"Parzen window of {name}, nats"] = float(log_likelihood)
    return found
