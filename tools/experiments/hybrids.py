"""Hybrids of autoencoders and games: what `tools/reproduce.py` can measure of them."""

import functools
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
from sklearn.metrics import pairwise_distances
from sklearn.metrics.pairwise import rbf_kernel

from experiments.classifying import SAMPLES, frechet_distances, parzen
from experiments.experiment import Experiment
from experiments.training import trained, untrained
from kerasgen.evaluation import metrics
from kerasgen.networks import Dense
from kerasgen.training.recipes import recipe_for

IMAGES = (28, 28, 1)
OF_FEATURES = {"VAE": "vae", "VAEGAN": "vae_gan"}
PRIORS = ("ring_prior", "swiss_roll_prior")
CODES = 2000
SHIPPED_VAE = Path(__file__).parents[2] / "saved_models" / "vae-mnist"


def adversarial_autoencoder(seed):
    recipe = replace(recipe_for("adversarial_autoencoder", None, IMAGES), epochs=60)
    settings = {"latent_dim": 8, "prior": "gaussian_prior:5.0", "architecture": Dense((1000, 1000))}
    model, data = trained("adversarial_autoencoder", seed, recipe, **settings)
    samples = model.generate(SAMPLES, seed=seed)
    return {
        **parzen(data, samples),
        **frechet_distances(data, {"samples": samples}, seed),
    }


def codes_in_the_plane(seed):
    found = {}
    for name in PRIORS:
        model, data = trained("adversarial_autoencoder", seed, latent_dim=2, prior=name)
        codes = model.encode(data.test.as_floats()[:CODES])
        first, second = (np.array(model.prior_draw(CODES, (seed, draw))) for draw in (1, 2))
        of_draws = discrepancy(second, first)
        found |= {
            f"discrepancy of codes from the {name}": discrepancy(codes, first),
            f"discrepancy of two draws of the {name}": of_draws,
            f"codes over draws, {name}": discrepancy(codes, first) / of_draws,
        }
    return found


def discrepancy(x, y):
    """Maximum mean discrepancy of all pairs: of finite draws it is above 0."""
    scale = np.median(pairwise_distances(y))
    within_x, within_y, across = (
        rbf_kernel(*pair, gamma=0.5 / scale**2).mean() for pair in ((x, x), (y, y), (x, y))
    )
    return float(np.sqrt(within_x + within_y - 2 * across))


def bi_gan(passes, seed):
    recipe = replace(recipe_for("bi_gan", None, IMAGES), epochs=passes)
    model, data = trained("bi_gan", seed, recipe)
    train, test = (split.as_floats() for split in (data.train, data.test))
    start = untrained("bi_gan", seed, data, recipe)
    errors = [metrics.squared_error(test, each.reconstruct(test)) for each in (start, model)]
    labels = data.train.labels, data.test.labels
    accuracies = {
        name: 100 * nearest_neighbour((train, test), labels, features)
        for name, features in {
            "features": before_the_code(model),
            "features at the start": before_the_code(start),
            "pixels": lambda images: images.reshape(len(images), -1),
        }.items()
    }
    return {
        "error of reconstruction over that at the start": errors[1] / errors[0],
        "error of reconstruction": errors[1],
        "error of the mean image": metrics.squared_error(test, np.mean(train, axis=0)[None]),
        **{f"1-NN on {name}, %": value for name, value in accuracies.items()},
        "1-NN on features above the start's, %": accuracies["features"]
        - accuracies["features at the start"],
        **frechet_distances(data, {"samples": model.generate(SAMPLES, seed=seed)}, seed),
    }


def nearest_neighbour(images, labels, features):
    train, test = (features(each) for each in images)
    return metrics.nearest_neighbours(train, labels[0], test, labels[1], neighbours=1)


def before_the_code(model):
    """The encoder up to its last hidden layer."""
    hidden = keras.Model(model.encoder.input, model.encoder.layers[-1].input)
    return functools.partial(hidden.predict, batch_size=1000, verbose=0)


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


def latent_gan(seed):
    model, data = trained("latent_gan", seed, autoencoder=str(SHIPPED_VAE))
    images = {
        "samples": model.generate(SAMPLES, seed=seed),
        "reconstructions": model.autoencoder.reconstruct(data.test.as_floats()),
    }
    return frechet_distances(data, images, seed)


def _bi_gan(passes, minutes, ratio):
    return Experiment(
        functools.partial(bi_gan, passes),
        minutes=minutes,
        protocol=f"BiGAN on MNIST without what is known of images, its recipe, {passes} passes; "
        "1-NN on the encoder's last hidden layer, test images among all training images",
        bars={
            "error of reconstruction over that at the start": f"<= {ratio}",
            "1-NN on features, %": ">= 97.0",
            "1-NN on features above the start's, %": "> 0",
        },
        controls={
            "1-NN on features, %": "Donahue: 96.3 after 25 passes, 97.1 after 200",
            "error of reconstruction": "the mean image's, below",
        },
    )


EXPERIMENTS = {
    "adversarial_autoencoder": Experiment(
        adversarial_autoencoder,
        minutes=120,
        protocol="AdversarialAutoencoder on MNIST, 8 latents of deviation 5, two layers of 1,000, "
        "60 passes, otherwise its recipe; 10,000 samples",
        bars={"Parzen window of samples, nats": ">= 310"},
        controls={"Parzen window of samples, nats": "training images, below"},
    ),
    "codes_in_the_plane": Experiment(
        codes_in_the_plane,
        minutes=45,
        protocol="AdversarialAutoencoder on MNIST, its recipe, 2 latents; maximum mean discrepancy "
        "of 2,000 test codes, Gaussian kernel as wide as the median distance",
        bars={f"codes over draws, {name}": "<= 2" for name in PRIORS},
    ),
    "bi_gan_60": _bi_gan(60, 120, 0.75),
    "bi_gan_200": _bi_gan(200, 360, 0.65),
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
    "latent_gan": Experiment(
        latent_gan,
        minutes=15,
        protocol="LatentGAN on the codes of `saved_models/vae-mnist`, its recipe; 10,000 samples, "
        "reconstructions of the test images",
        bars={"Frechet distance of samples": "<= 12.8"},
        controls={
            "Frechet distance of samples": "12.8: 10 Gaussians on such codes",
            "Frechet distance of reconstructions": "as near as its decoder comes",
        },
    ),
}
