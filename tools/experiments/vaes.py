"""Variational autoencoders: what `tools/reproduce.py` can measure of them."""

import functools

import keras

from experiments.experiment import Experiment
from experiments.training import trained
from kerasgen.evaluation import metrics
from kerasgen.networks import Convolutional
from kerasgen.training.recipes import Recipe, recipe_for
from kerasgen.training.recipes.recipe import decaying_adam

SHAPE = (28, 28, 1)


def vae_likelihood(seed):
    model, data = trained("vae", seed, recipe_for("iwae", None, SHAPE), binarised=True)
    return {**_likelihood(model, data), **_bounds(model, data)}


def importance_weighted(method, samples, seed):
    return _likelihood(*trained(method, seed, binarised=True, samples=samples))


def convolutional_vae(seed):
    passes, batch_size = 100, 100
    recipe = Recipe(
        epochs=passes,
        batch_size=batch_size,
        settings={"latent_dim": 40, "architecture": Convolutional(16, 256, activation="silu")},
        optimizers=decaying_adam(2e-3),
        jit_compile=False,
        steps_per_execution=25,
    )
    warm_up_steps = round(0.2 * passes * 60_000 / batch_size)
    warm_up = keras.optimizers.schedules.PolynomialDecay(0.0, warm_up_steps, 1.0)
    model, data = trained("beta_vae", seed, recipe, binarised=True, beta=warm_up)
    test = data.test.as_floats()
    return {
        "NLL (1,000 draws), nats": _nll(model, test, 1000),
        "-L_1, nats": _nll(model, test, 1),
        "active units": metrics.active_units(model.encode(test)),
    }


def linear_vae(seed):
    model, data = trained("linear_vae", seed)
    train = data.train.as_floats()
    # The ELBO is in closed form: nothing is drawn.
    elbo = -model.evaluate(train, batch_size=1000, verbose=0, return_dict=True)["loss"]
    exact = float(model.log_marginal(train).mean())
    return {
        "log-likelihood of train, nats": exact,
        "distance from pPCA's maximum, nats": 182.15 - exact,
        "ELBO below the log-likelihood, nats": exact - elbo,
    }


def _likelihood(model, data):
    test = data.test.as_floats()
    return {
        "NLL (5,000 draws), nats": _nll(model, test, 5000),
        "active units": metrics.active_units(model.encode(test)),
    }


def _bounds(model, data):
    test = data.test.as_floats()
    return {f"-L_{samples}, nats": _nll(model, test, samples) for samples in (1, 5, 50)}


def _nll(model, test, samples):
    return float(-metrics.log_likelihood(model, test, samples).mean())


_BURDA = "MNIST binarised in every epoch, 784-200-200-50, 121 passes, recipe of `iwae`"
_TWO_LAYERS = (
    "MNIST binarised in every epoch, 784-200-200-100 and 100-100-100-50, 121 passes, its recipe"
)
EXPERIMENTS = {
    "linear_vae": Experiment(
        linear_vae,
        minutes=3,
        protocol="MNIST, 10 latents, recipe of `linear_vae`, measured on train",
        bars={
            "distance from pPCA's maximum, nats": "-0.5 to 0.5",
            "ELBO below the log-likelihood, nats": "0 to 0.1",
        },
        controls={"log-likelihood of train, nats": "probabilistic PCA: 182.15"},
    ),
    "vae_likelihood": Experiment(
        vae_likelihood,
        minutes=60,
        protocol=f"VAE; {_BURDA}",
        bars={"NLL (5,000 draws), nats": "<= 89.5"},
        controls={"-L_1, nats": "the ELBO"},
    ),
    "convolutional_vae": Experiment(
        convolutional_vae,
        minutes=75,
        protocol="VAE; MNIST binarised in every epoch, convolutions of 16 and 32 filters, 256 "
        "units, 40 latents, KL warmed up over a fifth of 100 passes",
        bars={"NLL (1,000 draws), nats": "<= 86"},
        controls={"NLL (1,000 draws), nats": "falls with more draws"},
    ),
    "iwae_5": Experiment(
        functools.partial(importance_weighted, "iwae", 5),
        minutes=75,
        protocol=f"IWAE, k = 5; {_BURDA}",
        bars={"NLL (5,000 draws), nats": "VAE's - 0.7"},
    ),
    "two_layers": Experiment(
        functools.partial(importance_weighted, "hierarchical_vae", 1),
        minutes=75,
        protocol=f"HierarchicalVAE; {_TWO_LAYERS}",
        bars={"NLL (5,000 draws), nats": "<= 88.5"},
        controls={"NLL (5,000 draws), nats": "one layer's, above"},
    ),
    "two_layers_5": Experiment(
        functools.partial(importance_weighted, "hierarchical_vae", 5),
        minutes=120,
        protocol=f"HierarchicalVAE, k = 5; {_TWO_LAYERS}",
        bars={"NLL (5,000 draws), nats": "<= 86.0"},
        controls={"NLL (5,000 draws), nats": "one layer's, above"},
    ),
    "iwae_50": Experiment(
        functools.partial(importance_weighted, "iwae", 50),
        minutes=270,
        protocol=f"IWAE, k = 50; {_BURDA}",
        bars={"NLL (5,000 draws), nats": "k = 5's - 0.3"},
    ),
}
