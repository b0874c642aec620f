"""Classes from few labels: what `tools/reproduce.py` can measure of them."""

import numpy as np

from experiments.experiment import Experiment
from experiments.training import trained
from kerasgen.core.code_classifier import code_classifier
from kerasgen.evaluation.classification import supervised

SGAN_LABELS = 100
M2_LABELS = 1000
AAE_LABELS = (1000, 100)
ALONE = "error of the same network on the labels alone, %"


def m1(seed):
    model, data = trained("vae", seed)
    few = data.with_labels(M2_LABELS, seed).train
    reads = code_classifier(model, few.as_floats(), few.labels)
    return {"test error, %": 100 * (1 - reads.score(data.test.as_floats(), data.test.labels))}


def of_method(method, labelled):
    def run(seed):
        model, data = trained(method, seed, labelled=labelled)
        control = supervised(model.classifier_network(), data.train.labelled(), seed)
        return {
            "test error, %": error_of(model.classify, data),
            ALONE: error_of(control, data),
        }

    return run


def error_of(classify, data):
    named = classify(data.test.as_floats()).argmax(axis=1)
    return float(100 * np.mean(named != data.test.labels))


def adversarial_autoencoder(seed):
    found = {}
    for labelled in AAE_LABELS:
        measured = of_method("semi_supervised_adversarial_autoencoder", labelled)(seed)
        found |= {f"{name}, of {labelled} labels": value for name, value in measured.items()}
    return found


EXPERIMENTS = {
    "m1": Experiment(
        m1,
        minutes=60,
        protocol="VAE on MNIST, its recipe; linear SVM on the codes of 1,000 labels, drawn by the "
        "seed",
        bars={"test error, %": "<= 6"},
    ),
    "m2": Experiment(
        of_method("semi_supervised_vae", M2_LABELS),
        minutes=120,
        protocol="SemiSupervisedVAE on MNIST, its recipe, 1,000 labels drawn by the seed",
        bars={"test error, %": "<= 6"},
    ),
    "semi_supervised_gan": Experiment(
        of_method("semi_supervised_gan", SGAN_LABELS),
        minutes=180,
        protocol="SemiSupervisedGAN on MNIST, its recipe (100 passes), 100 labels drawn by the "
        "seed",
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
