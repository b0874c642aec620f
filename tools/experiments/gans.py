"""Generative adversarial networks: what `tools/reproduce.py` can measure of them."""

import functools
import math

from experiments.classifying import SAMPLES, classifier_of_mnist, frechet_distances, parzen
from experiments.experiment import Experiment
from experiments.training import logged_training, trained
from kerasgen.evaluation import metrics
from kerasgen.evaluation.known_density import evaluate_density
from kerasgen.evaluation.recognition import evaluate_recognition

EACH_CLASS = [label % 10 for label in range(SAMPLES)]


def gaussian_1d(seed):
    model, data = trained("gan", seed, source="gaussian_1d")
    measured, _ = evaluate_density(model, data)
    return {
        "Wasserstein-1 over the data's deviation": measured["wasserstein_1_over_std"],
        "largest distance of D from 1/2": measured["largest_distance_from_half"],
        "value of the game": measured["value_of_the_game"],
    }


def dirac(seed):
    games = {
        "minimax, R1": trained("minimax_gan", seed, source="dirac"),
        "minimax, no penalty": trained("minimax_gan", seed, source="dirac", penalties=[]),
        "WGAN-GP": trained("wgan_gp", seed, source="dirac"),
    }
    found = {}
    for name, game in games.items():
        measured, _ = evaluate_density(*game)
        steep = measured["slope_at_data"]
        found[f"from the equilibrium, {name}"] = math.hypot(measured["distance_from_data"], steep)
    return found


def modes(source, seed, **methods):
    found = {}
    for name, method in methods.items():
        measured, _ = evaluate_density(*trained(method, seed, source=source))
        found[f"modes of {name}"] = measured["modes"]
        found[f"good samples of {name}"] = measured["good_share"]
    return found


def info_gan(seed):
    model, data, logs = logged_training("info_gan", seed)
    return {
        **_codes(model, data),
        "L_I of updates 469 to 936, nats": float(logs[1]["mutual_information"]),
    }


def consistent_info_gan(seed):
    model, data = trained("consistent_info_gan", seed)
    samples = model.generate(SAMPLES, seed=seed, c1=EACH_CLASS)
    classes = classifier_of_mnist().probabilities(samples).argmax(axis=1)
    return {
        **_codes(model, data),
        "accuracy of c1 on samples": metrics.matched_accuracy(
            classes, EACH_CLASS, classes, EACH_CLASS
        ),
        **frechet_distances(data, {"samples": samples}),
    }


def _codes(model, data):
    numbers, _ = evaluate_recognition(model, data)
    found = numbers["recognition"]
    largest = {
        trait: max(abs(of_code[trait]) for of_code in found["correlation"].values())
        for trait in ("slant", "stroke_width")
    }
    return {
        "accuracy of c1": found["accuracy"]["c1"],
        "largest correlation of a code with slant": largest["slant"],
        "largest correlation of a code with stroke width": largest["stroke_width"],
    }


def conditional_gan(seed):
    model, data = trained("conditional_gan", seed)
    classifier = classifier_of_mnist()
    samples = model.generate(SAMPLES, seed=seed, label=EACH_CLASS)
    return {
        "label agreement": metrics.label_agreement(classifier.probabilities(samples), EACH_CLASS),
        "the classifier's test accuracy": classifier.accuracy,
        **frechet_distances(data, {"samples": samples}),
    }


def gan(seed):
    model, data = trained("gan", seed)
    samples = model.generate(SAMPLES, seed=seed)
    return {**frechet_distances(data, {"samples": samples}), **parzen(data, samples)}


EXPERIMENTS = {
    "gaussian_1d": Experiment(
        gaussian_1d,
        minutes=2,
        protocol="GAN on N(1, .5^2), recipe of `gan` for `gaussian_1d`; D within 2 deviations",
        bars={
            "Wasserstein-1 over the data's deviation": "<= 0.1",
            "largest distance of D from 1/2": "<= 0.05",
            "value of the game": "-1.436 to -1.336",
        },
        controls={"value of the game": "-log 4 = -1.386"},
    ),
    "dirac": Experiment(
        dirac,
        minutes=1,
        protocol="Dirac-GAN, recipe of each method for `dirac`, 600 steps; the length of (place "
        "of the samples, slope of D)",
        bars={"from the equilibrium, minimax, R1": "<= 0.001"},
        controls={"from the equilibrium, minimax, no penalty": "1 to 2 at first"},
    ),
    "ring": Experiment(
        functools.partial(
            modes, "ring", **{"GAN": "gan", "PacGAN2": "pac_gan", "WGAN-GP": "wgan_gp"}
        ),
        minutes=75,
        protocol="Ring of 8, recipe of each method for points: Lin et al.'s networks and first "
        "weights, 40 of their 400 epochs with rates that fall to nothing, and WGAN-GP's own for "
        "100; modes of 2,500 samples",
        bars={
            "modes of PacGAN2": ">= 7.6 on average of five seeds, and more than GAN's",
            "good samples of PacGAN2": ">= 0.9",
            "modes of WGAN-GP": "8",
        },
    ),
    "relativistic_ring": Experiment(
        functools.partial(modes, "ring", RelativisticGAN="relativistic_gan"),
        minutes=30,
        protocol="RelativisticGAN on the ring of 8, its recipe for points: WGAN-GP's networks, R1 "
        "and R2, 24 epochs with rates that fall to nothing",
        bars={"modes of RelativisticGAN": "8 in each of five seeds"},
        controls={"modes of RelativisticGAN": "GAN's, PacGAN2's, above"},
    ),
    "grid": Experiment(
        functools.partial(modes, "grid", GAN="gan", PacGAN2="pac_gan"),
        minutes=120,
        protocol="Grid of 25, recipe of each method for points, as for the ring",
        bars={},
    ),
    "relativistic_grid": Experiment(
        functools.partial(modes, "grid", RelativisticGAN="relativistic_gan"),
        minutes=30,
        protocol="RelativisticGAN on the grid of 25, as on the ring",
        bars={
            "modes of RelativisticGAN": ">= 24 on average of five seeds",
            "good samples of RelativisticGAN": ">= 0.85",
        },
        controls={"modes of RelativisticGAN": "GAN's, PacGAN2's, above"},
    ),
    "info_gan": Experiment(
        info_gan,
        minutes=105,
        protocol="InfoGAN on MNIST, Chen's network and rates, 5,148 updates; c1 on test images",
        bars={"L_I of updates 469 to 936, nats": ">= 2.2"},
        controls={"L_I of updates 469 to 936, nats": "H(c1) = 2.303"},
    ),
    "consistent_info_gan": Experiment(
        consistent_info_gan,
        minutes=40,
        protocol="ConsistentInfoGAN (InfoGAN, its categories regularised on two views of the "
        "data) on MNIST, 3,744 updates; c1 on test images, and on 10,000 samples by a classifier",
        bars={"accuracy of c1": "median >= 0.9, best >= 0.95, of five seeds"},
        controls={"accuracy of c1": "InfoGAN's, above"},
    ),
    "conditional_gan": Experiment(
        conditional_gan,
        minutes=60,
        protocol="ConditionalGAN on MNIST; 1,000 samples of each class",
        bars={"label agreement": ">= 0.97", "the classifier's test accuracy": ">= 0.99"},
    ),
    "dcgan": Experiment(
        gan,
        minutes=60,
        protocol="GAN on MNIST, convolutional, R1 on data and averaged weights, 14,055 updates; "
        "10,000 samples",
        bars={
            "Frechet distance of samples": "<= 3 times the floor",
            "Parzen window of samples, nats": ">= 210",
        },
    ),
}
