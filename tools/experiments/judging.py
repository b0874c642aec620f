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
