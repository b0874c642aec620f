"""Latent spaces: which factors a latent stands for, and which density to draw latents from."""

import numpy as np

from experiments.classifying import SAMPLES, frechet_distances
from experiments.experiment import Experiment
from experiments.training import trained
from kerasgen.core.samplers import GaussianMixtureSampler, PriorSampler
from kerasgen.evaluation import metrics

OF_FACTORS = {
    "VAE": ("vae", {}),
    "BetaTCVAE": ("beta_tcvae", {}),
    "FactorVAE": ("factor_vae", {}),
    "DIP-VAE-I": ("dip_vae", {}),
    "DIP-VAE-II": ("dip_vae", {"covariance": "covariance_of_latents"}),
}
DIP = ("DIP-VAE-I", "DIP-VAE-II")
OF_SAMPLES = {"VAE": "vae", "InfoVAE": "info_vae", "WAE": "wae"}


def disentanglement(seed):
    found, covariances, errors = {}, {}, {}
    for name, (method, settings) in OF_FACTORS.items():
        model, data = trained(method, seed, source="shapes", **settings)
        examples = np.concatenate([data.train.as_floats(), data.test.as_floats()])
        factors = np.concatenate([data.train.factors, data.test.factors])
        codes = model.encode(examples)
        of_training = np.cov(codes[: len(data.train)].T)
        found[f"MIG of {name}"] = metrics.mutual_information_gap(codes, factors)
        covariances[name] = np.linalg.norm(of_training - np.diag(np.diag(of_training)))
        errors[name] = metrics.squared_error(examples, model.reconstruct(examples))
    for name in DIP:
        found[f"off-diagonal covariance of {name} over VAE's"] = float(
            covariances[name] / covariances["VAE"]
        )
        found[f"squared error of {name} over VAE's"] = errors[name] / errors["VAE"]
    return found


def sampling(seed):
    samples = {}
    for name, method in OF_SAMPLES.items():
        model, data = trained(method, seed)
        for density, sampler in {
            "prior": PriorSampler(),
            "mixture": GaussianMixtureSampler(10),
        }.items():
            latents = sampler.fit(model, data.train.as_floats(), seed).draw(SAMPLES, seed)
            samples[f"{name}, {density}"] = model.decode(latents)
    return frechet_distances(data, samples, seed)


EXPERIMENTS = {
    "disentanglement": Experiment(
        disentanglement,
        minutes=50,
        protocol="Rendered shapes with five factors, recipes for `shapes`, measured on all images, "
        "and the covariance of posterior means on those of training",
        bars={
            "MIG of BetaTCVAE": "> VAE's",
            "MIG of FactorVAE": "> VAE's",
            **{f"off-diagonal covariance of {name} over VAE's": "<= 0.1" for name in DIP},
            **{f"squared error of {name} over VAE's": "<= 1.1" for name in DIP},
        },
        controls={"MIG of VAE": "0 to 1; 1: each factor in one latent alone"},
    ),
    "sampling": Experiment(
        sampling,
        minutes=60,
        protocol="MNIST, recipe of each method; 10,000 samples against the 10,000 test images by "
        "the features of `train_classifier`, one classifier for all seeds",
        bars={f"Frechet distance of {name}, mixture": "< prior's" for name in OF_SAMPLES},
        controls={
            f"Frechet distance of {name}, mixture": "10 Gaussians fitted to the codes"
            for name in OF_SAMPLES
        },
    ),
}
