"""Classes from few labels: what `tools/reproduce.py` can measure of them."""

from pathlib import Path

import numpy as np
from sklearn.svm import SVC

import kerasgen
from experiments.experiment import Experiment
from experiments.training import trained, untrained
from kerasgen.core.code_classifier import code_classifier
from kerasgen.data import load_data
from kerasgen.evaluation.classification import supervised
from kerasgen.networks import Dense
from kerasgen.training.recipes import Recipe
from kerasgen.training.recipes.recipe import decaying_adam

LABELS = (1000, 100)
SHIPPED = Path(__file__).parents[2] / "saved_models" / "semi-supervised-gan-mnist"
ALONE = "error of the same network on the labels alone, %"
OF_CODES = {"M1": None, "M1, linear": SVC(kernel="linear", C=0.1)}
OF_M1 = Recipe(
    epochs=60,
    batch_size=100,
    settings={"latent_dim": 50, "architecture": Dense((500, 500), activation="silu")},
    optimizers=decaying_adam(2e-3),
    steps_per_execution=25,
)


def on_codes(seed):
    vae, data = trained("vae", seed, OF_M1)
    found = {}
    for labelled in LABELS:
        few = data.with_labels(labelled, seed)
        errors_of_m1 = {
            f"error of {name}, %": error_of_m1(vae, few, classifier)
            for name, classifier in OF_CODES.items()
        }
        of_pixels = untrained("semi_supervised_vae", seed, few)
        stacked, _ = trained(
            "stacked_semi_supervised_vae", seed, labelled=labelled, autoencoder=vae
        )
        of_codes = measured(stacked, few, seed)
        rows = {
            **errors_of_m1,
            "error of a network on pixels, %": error_of(
                supervised(of_pixels, few.train.labelled(), seed), data
            ),
            "error of M1 + M2, %": of_codes["test error, %"],
            "error of its network on the labels alone, %": of_codes[ALONE],
        }
        found |= {f"{name}, of {labelled} labels": value for name, value in rows.items()}
    return found


def error_of_m1(vae, few, classifier):
    reads = code_classifier(vae, few.train.as_floats(), few.train.labels, classifier)
    return 100 * (1 - reads.score(few.test.as_floats(), few.test.labels))


def of_method(method, labelled):
    def run(seed):
        return measured(*trained(method, seed, labelled=labelled), seed)

    return run


def semi_supervised_gan(seed):
    """Seed 0 is the trained model that ships; the others take an hour and a half each."""
    if seed:
        return measured(*trained("semi_supervised_gan", seed, labelled=LABELS[1]), seed)
    return measured(kerasgen.load(SHIPPED), load_data("mnist").with_labels(LABELS[1], seed), seed)


def measured(model, data, seed):
    control = supervised(model, data.train.labelled(), seed)
    return {"test error, %": error_of(model.classify, data), ALONE: error_of(control, data)}


def error_of(classify, data):
    named = classify(data.test.as_floats()).argmax(axis=1)
    return float(100 * np.mean(named != data.test.labels))


def adversarial_autoencoder(seed):
    found = {}
    for labelled in LABELS:
        rows = of_method("semi_supervised_adversarial_autoencoder", labelled)(seed)
        found |= {f"{name}, of {labelled} labels": value for name, value in rows.items()}
    return found


EXPERIMENTS = {
    "on_codes": Experiment(
        on_codes,
        minutes=120,
        protocol="VAE on MNIST, 784-500-500-50, 60 passes; M1: an SVM on its codes, its kernel "
        "Gaussian or linear; M1 + M2: "
        "StackedSemiSupervisedVAE on them, its recipe; labels drawn by the seed",
        bars={
            "error of M1, %, of 1000 labels": "<= 6",
            "error of M1, linear, %, of 1000 labels": "<= 6",
            "error of M1 + M2, %, of 1000 labels": "<= 6",
            "error of M1 + M2, %, of 100 labels": "<= 10",
        },
    ),
    "m2": Experiment(
        of_method("semi_supervised_vae", LABELS[0]),
        minutes=120,
        protocol="SemiSupervisedVAE on MNIST, its recipe, 1,000 labels drawn by the seed",
        bars={"test error, %": "<= 6"},
    ),
    "semi_supervised_gan": Experiment(
        semi_supervised_gan,
        minutes=180,
        protocol="SemiSupervisedGAN on MNIST, its recipe (100 passes), 100 labels drawn by the "
        "seed; seed 0 is `saved_models/semi-supervised-gan-mnist`",
        bars={"test error, %": "<= 2.0"},
    ),
    "semi_supervised_adversarial_autoencoder": Experiment(
        adversarial_autoencoder,
        minutes=180,
        protocol="SemiSupervisedAdversarialAutoencoder on MNIST, its recipe, labels drawn by the "
        "seed",
        bars={
            "test error, %, of 1000 labels": "<= 4",
            "test error, %, of 100 labels": "<= 8",
        },
    ),
}
