"""Training steps as kerasgen takes them: weights, examples and random numbers, in files."""

import collections
import inspect
import json
import re
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from cases import cases_of
from protocol import CLASSES, DATA_SHAPE, DESCENT_RATE, LATENT_DIM

import kerasgen
from kerasgen.catalogue import methods
from kerasgen.core.generative_model import GenerativeModel
from kerasgen.networks import Dense

BATCH = 16
UNLABELLED = 0.6
# Steps; only an optimizer that has a memory needs several.
RUNS = {"paper": 3, "descent": 1}


def record_draws():
    """Have TensorFlow keep what it draws: a list of distributions and arrays, in order."""
    draws = []

    def recording(distribution):
        draw = getattr(tf.random, f"stateless_{distribution}")

        def recorded(*args, **kwargs):
            drawn = draw(*args, **kwargs)
            draws.append((distribution, drawn.numpy()))
            return drawn

        return recorded

    for distribution in ("normal", "uniform"):
        setattr(tf.random, f"stateless_{distribution}", recording(distribution))
    return draws


def model_of(method, settings):
    """A small model whose biases and scales have left their initial zeros and ones."""
    make = getattr(kerasgen, method.class_name).from_data_shape
    accepted = inspect.signature(make).parameters
    given = {"architecture": Dense((16,)), "latent_dim": LATENT_DIM, "autoencoder": "vae"}
    given = {**{name: value for name, value in given.items() if name in accepted}, **settings}
    if "autoencoder" in given:
        given["autoencoder"] = model_of(methods()[given["autoencoder"]], {})
    keras.utils.set_random_seed(1)
    model = make(DATA_SHAPE, seed=3, **given)
    numbers = np.random.default_rng(1)
    for variable in model.trainable_variables:
        variable.assign_add(0.1 * numbers.standard_normal(variable.shape))
    return model


def weights_of(model):
    """All weights by network, layer and name, the layers counted within their network.

    What two networks share has its name in the first. Networks of another model within have its
    name before theirs.
    """
    found = {}
    for name, network in networks_of(model):
        counted = collections.Counter()
        for layer in getattr(network, "layers", [network]):
            kind = without_number(layer.name)
            place = f"{kind}_{counted[kind]}" if counted[kind] else kind
            counted[kind] += 1
            for variable in layer.weights:
                path = f"{name}/{place}/{variable.name}"
                found.setdefault(id(variable), (path, variable.numpy()))
    return dict(found.values())


def networks_of(model):
    """Pairs of name and network; where two are named alike, what the model calls the second."""
    seen = set()
    for part in model.layers:
        name = without_number(part.name)
        if isinstance(part, GenerativeModel):
            yield from ((f"autoencoder_{name}", network) for name, network in networks_of(part))
        elif name in seen:
            yield next(role for role in model.networks if getattr(model, role) is part), part
        else:
            yield name, part
        seen.add(name)


def batch_for(model, numbers):
    """Arrays as `fit` gives them to a step: labels where it needs them, of some where it can."""
    examples = numbers.random((BATCH, *DATA_SHAPE), "float32")
    if not (model.labelled or model.few_labels):
        return (examples,)
    labels = numbers.integers(CLASSES, size=BATCH)
    if model.few_labels:
        labels[numbers.random(BATCH) < UNLABELLED] = -1
    return examples, labels


def without_number(name):
    """A name without what Keras appends where it has been given before in this process."""
    return re.sub(r"_\d+$", "", name)


def record(method, settings, run, draws):
    """Arrays by their names in the file, of the steps of one model."""
    model = model_of(method, settings)
    descent = {player: keras.optimizers.SGD(DESCENT_RATE) for player in model.players}
    model.compile(**(descent if run == "descent" else {}))
    numbers = np.random.default_rng(2)
    arrays = {}
    for step in range(RUNS[run]):
        batch = batch_for(model, numbers)
        recorded = {"weights": weights_of(model), "batch": dict(enumerate(batch))}
        draws.clear()
        model.train_step(tuple(map(tf.constant, batch)))
        recorded["draws"] = {f"{place:03}/{kind}": a for place, (kind, a) in enumerate(draws)}
        recorded["after"] = weights_of(model)
        for what, by_name in recorded.items():
            arrays |= {f"{run}/{step}/{what}/{name}": a for name, a in by_name.items()}
    return arrays


def main(folder, *names):
    draws = record_draws()
    for name in names or methods():
        method = methods()[name]
        for number, settings in enumerate(cases_of(name)):
            arrays = {}
            for run in RUNS:
                arrays |= record(method, settings, run, draws)
            case = json.dumps([name, method.class_name, settings], default=name_of)
            np.savez(Path(folder) / f"{name}-{number}.npz", case=case, **arrays)


def name_of(value):
    """Of a function or of an object's class."""
    return getattr(value, "__name__", type(value).__name__)


if __name__ == "__main__":
    main(*sys.argv[1:])
