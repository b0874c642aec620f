"""Latent spaces: which factors a latent stands for, and which density to draw latents from."""

import keras
import numpy as np
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

from experiments.classifying import SAMPLES, frechet_distances
from experiments.experiment import Experiment
from experiments.training import trained, untrained
from kerasgen.core.samplers import GaussianMixtureSampler, PriorSampler
from kerasgen.evaluation import metrics
from kerasgen.formulas.distributions import Bernoulli
from kerasgen.formulas.losses import squared_error
from kerasgen.networks import Dense
from kerasgen.training.recipes import Recipe
from kerasgen.training.recipes.recipe import decaying_adam

FOR_CLUSTERS = Recipe(
    epochs=50,
    batch_size=100,
    settings={"latent_dim": 10, "architecture": Dense((500, 500, 2000))},
    optimizers=decaying_adam(1e-3),
    steps_per_execution=12,
)
OF_FACTORS = {
    "VAE": ("vae", {}),
    "BetaTCVAE": ("beta_tcvae", {}),
    "FactorVAE": ("factor_vae", {}),
}
DIP = {
    "DIP-VAE-I": {"off_diagonal_weight": 10.0, "diagonal_weight": 10.0},
    "DIP-VAE-II": {
        "covariance": "covariance_of_latents",
        "off_diagonal_weight": 5.0,
        "diagonal_weight": 5.0,
    },
}
OF_SAMPLES = {"VAE": "vae", "InfoVAE": "info_vae", "WAE": "wae"}


def disentanglement(seed):
    found = {}
    for name, (method, settings) in OF_FACTORS.items():
        model, data = trained(method, seed, source="shapes", **settings)
        examples, factors = examples_and_factors(data)
        found[f"MIG of {name}"] = metrics.mutual_information_gap(model.encode(examples), factors)
    return found


def covariances(seed):
    of_vae, found = of_codes(*trained("vae", seed, source="shapes")), {}
    for name, settings in DIP.items():
        of_dip = of_codes(*trained("dip_vae", seed, source="shapes", **settings))
        found[f"MIG of {name}"] = of_dip.pop("MIG")
        for measure, value in of_dip.items():
            found[f"{measure} of {name} over VAE's"] = value / of_vae[measure]
    return found


def of_codes(model, data):
    examples, factors = examples_and_factors(data)
    codes = model.encode(examples)
    covariance = np.cov(codes[: len(data.train)].T)
    logs = model.evaluate(examples, batch_size=500, verbose=0, return_dict=True)
    return {
        "MIG": metrics.mutual_information_gap(codes, factors),
        "off-diagonal covariance": np.linalg.norm(covariance - np.diag(np.diag(covariance))).item(),
        "reconstruction, nats,": float(logs["reconstruction_nll"]),
        "squared error": float(metrics.squared_error(examples, model.reconstruct(examples))),
    }


def examples_and_factors(data):
    splits = (data.train, data.test)
    examples = np.concatenate([split.as_floats() for split in splits])
    return examples, np.concatenate([split.factors for split in splits])


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


@keras.saving.register_keras_serializable("kerasgen_experiments")
class SquaredErrorOfProbabilities(Bernoulli):
    """What an autoencoder is trained by whose networks a Bernoulli's `VaDE` is to begin with."""

    def nll(self, x, parameters):
        return squared_error(x, self.mean(parameters))


def clusters(seed):
    """Ten clusters of test images, matched to the classes of test images."""
    begun, data = trained(
        "autoencoder", seed, FOR_CLUSTERS, likelihood=SquaredErrorOfProbabilities()
    )
    beginning = {"autoencoder": begun, "likelihood": "bernoulli"}
    start = untrained("vade", seed, data, **beginning)
    model, _ = trained("vade", seed, **beginning)
    vae, _ = trained("vae", seed, FOR_CLUSTERS)
    train, test = (split.as_floats() for split in (data.train, data.test))
    mixture = GaussianMixture(10, covariance_type="diag", n_init=10, random_state=seed)
    mixture.fit(vae.encode(train))
    means = KMeans(10, n_init=10, random_state=seed).fit(train.reshape(len(train), -1))
    named = {
        "VaDE": model.cluster(test).argmax(axis=1),
        "VaDE as it begins": start.cluster(test).argmax(axis=1),
        "a mixture on the VAE's codes": mixture.predict(vae.encode(test)),
        "k-means on pixels": means.predict(test.reshape(len(test), -1)),
    }
    return {
        f"test accuracy of {name}, %": 100 * metrics.hungarian_accuracy(data.test.labels, found)
        for name, found in named.items()
    }


EXPERIMENTS = {
    "clusters": Experiment(
        clusters,
        minutes=180,
        protocol="MNIST in ten clusters, no label seen: VaDE, its recipe, from an autoencoder "
        "784-500-500-2000-10, squared error, 50 passes; a VAE of the same networks and passes; "
        "one-to-one matching to classes on the test images",
        bars={
            "test accuracy of VaDE, %": ">= 85",
            "test accuracy of a mixture on the VAE's codes, %": ">= 70",
        },
        controls={"test accuracy of k-means on pixels, %": "52 to 57"},
    ),
    "disentanglement": Experiment(
        disentanglement,
        minutes=50,
        protocol="Rendered shapes with five factors, recipes for `shapes`, all images",
        bars={"MIG of BetaTCVAE": "> VAE's", "MIG of FactorVAE": "> VAE's"},
        controls={"MIG of VAE": "0 to 1; 1: each factor in one latent alone"},
    ),
    "covariances": Experiment(
        covariances,
        minutes=45,
        protocol="Rendered shapes, recipes for `shapes`, both weights 10 for DIP-VAE-I and 5 for "
        "II; covariance of posterior means on training images, the others on all",
        bars={
            **{f"off-diagonal covariance of {name} over VAE's": "<= 0.1" for name in DIP},
            **{f"reconstruction, nats, of {name} over VAE's": "<= 1.1" for name in DIP},
        },
        controls={f"MIG of {name}": "VAE's, above" for name in DIP},
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
