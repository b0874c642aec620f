"""Hybrids of autoencoders and games: what `tools/reproduce.py` can measure of them."""

from experiments.classifying import SAMPLES, frechet_distances
from experiments.experiment import Experiment
from experiments.training import trained
from kerasgen.evaluation import metrics

OF_FEATURES = {"VAE": "vae", "VAEGAN": "vae_gan"}


def vae_gan(seed):
    samples, errors = {}, {}
    for name, method in OF_FEATURES.items():
        model, data = trained(method, seed)
        test = data.test.as_floats()
        samples[name] = model.generate(SAMPLES, seed=seed)
        errors[f"squared error of {name}"] = metrics.squared_error(test, model.reconstruct(test))
    distances = frechet_distances(data, samples, seed)
    return {
        **distances,
        "Frechet distance of VAEGAN over VAE's": over_vaes("Frechet distance", distances),
        **errors,
        "squared error of VAEGAN over VAE's": over_vaes("squared error", errors),
    }


def over_vaes(measure, found):
    return found[f"{measure} of VAEGAN"] / found[f"{measure} of VAE"]


EXPERIMENTS = {
    "vae_gan": Experiment(
        vae_gan,
        minutes=60,
        protocol="VAE and VAEGAN of one decoder on MNIST, recipe of each; 10,000 samples of the "
        "prior, reconstructions of the 10,000 test images",
        bars={
            "Frechet distance of VAEGAN over VAE's": "<= 1/3",
            "squared error of VAEGAN over VAE's": "<= 1.5",
        },
        controls={"Frechet distance of VAEGAN": "GAN's, above"},
    ),
}
