"""Give every method what users give, and write the table of docs/given.md of what it does with it.

python tools/doors.py        (about ten minutes)
"""

import inspect
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from kerasgen.catalogue import methods
from kerasgen.data import load_data
from kerasgen.networks import Dense
from saved_models import replace_marked

X = load_data("digits").train.as_floats()[:32]
LABELS = np.arange(32) % 10
BYTES = np.uint8(255 * X)


def train(model, *arrays, **kwargs):
    """As `fit` is called, with labels where a model needs some."""
    x, *beside = arrays
    labels = [LABELS[: len(x)]] if model.labelled or model.few_labels else []
    model.compile(run_eagerly=True)
    model.fit(x, *(beside or labels), batch_size=16, verbose=0, **kwargs)


def dicts(model):
    entries = {"image": BYTES, "label": LABELS}
    model.compile(run_eagerly=True)
    model.fit(tf.data.Dataset.from_tensor_slices(entries).batch(16), verbose=0)


def regularised(model):
    kernel = model.trainable_variables[0]
    kernel.regularizer = keras.regularizers.L2(1e-3)
    train(model, X)


def with_activity_regulariser(model, name):
    network = getattr(model, name)
    outputs, layer = network.output, layers.ActivityRegularization(l2=1e-3)
    if isinstance(outputs, dict):
        outputs = {key: layer(output) for key, output in outputs.items()}
    else:
        outputs = layer(outputs)
    config = model.get_config()
    made = {key: keras.saving.deserialize_keras_object(value) for key, value in config.items()}
    train(type(model)(**{**made, name: keras.Model(network.input, outputs)}), X)


KINDS = {
    "images without an axis of channels, `x[..., 0]`": lambda model: train(model, X[..., 0]),
    "a list of arrays, `list(x)`": lambda model: train(model, list(X)),
    "images in colour where grey ones were said": lambda model: train(model, np.repeat(X, 3, -1)),
    "bytes, which are scaled to [0, 1]": lambda model: train(model, BYTES),
    "other integers, `x.astype(int)`": lambda model: train(model, BYTES.astype("int64")),
    "values beyond [0, 1], `2 * x - 1`": lambda model: train(model, 2 * X - 1),
    "class numbers beside the data": lambda model: train(model, X, LABELS),
    "class numbers beyond the classes": lambda model: train(model, X, LABELS + 10),
    "class numbers with -1 for what is not labelled": lambda model: train(
        model, X, np.where(LABELS % 2, LABELS, -1)
    ),
    "one-hot labels": lambda model: train(model, X, np.eye(10)[LABELS]),
    "a target, `fit(noisy, clean)`": lambda model: train(model, X / 2, X),
    "`sample_weight`": lambda model: train(model, X, sample_weight=np.ones(32)),
    "a `tf.data` set of dicts of `image` and `label`": dicts,
    "a last batch of one example": lambda model: train(model, X[:17]),
    "a kernel regulariser in a layer": regularised,
    "an activity regulariser in the decoder or generator": lambda model: with_activity_regulariser(
        model, "generator" if model.adversarial else "decoder"
    ),
    "an activity regulariser in the encoder, discriminator or critic": (
        lambda model: with_activity_regulariser(
            model, model.role if model.adversarial else "encoder"
        )
    ),
}


def small(method):
    make = method.load().from_data_shape
    takes = inspect.signature(make).parameters
    options = {"architecture": Dense((16,))} if "architecture" in takes else {}
    if "autoencoder" in takes:
        options["autoencoder"] = small(methods()["vae"])
    if "latent_dim" in takes:
        options["latent_dim"] = 4
    keras.utils.set_random_seed(0)
    return make(X.shape[1:], seed=0, **options)


def taken(method, kind):
    try:
        KINDS[kind](small(method))
    except ValueError as refusal:
        assert "\n" not in str(refusal), refusal
        return False
    return True


def table():
    """Markdown rows: what is given, who takes it, who refuses it."""
    lines = ["| what is given | taken by | refused by |", "|---|---|---|"]
    for kind in KINDS:
        outcomes = {m.class_name: taken(m, kind) for m in methods().values()}
        sides = [
            [name for name, took in outcomes.items() if took is side] for side in (True, False)
        ]
        lines.append(f"| {kind} | {' | '.join(named(side, outcomes) for side in sides)} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def named(side, everyone):
    """All of one side in as few words as can be."""
    if not side:
        return "none"
    if len(side) == len(everyone):
        return "every method"
    if len(side) > len(everyone) / 2:
        return "the others"
    return ", ".join(f"`{name}`" for name in side)


if __name__ == "__main__":
    replace_marked("given.md", "doors", table())
