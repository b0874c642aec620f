"""Small models of every method, how they are trained and compared."""

import functools
import inspect

import keras
import numpy as np
import pytest
from keras import ops

from kerasgen.catalogue import methods
from kerasgen.networks import Dense

every_method = pytest.mark.parametrize("method", methods().values(), ids=methods())
ONE_OF_EACH_KIND = ("autoencoder", "vae", "gan")
FUNCTIONS = {"codes", "deployed", "prior_draw", "prior_inputs"}
OF_THE_CONTRACT = [
    pytest.mark.filterwarnings("error::UserWarning"),
    # XLA's and tf.data's own, about settings that no user of theirs can change.
    pytest.mark.filterwarnings("ignore:.*debug_mode.*"),
    pytest.mark.usefixtures("untraced"),
]


def build(method, **kwargs):
    make = method.load().from_data_shape
    if "critic_steps" in inspect.signature(method.load()).parameters:
        kwargs.setdefault("critic_steps", 2)  # as good as 5 for all that is asked here, and faster
    if "autoencoder" in inspect.signature(make).parameters:
        kwargs.setdefault("autoencoder", untouched("vae"))
    architecture = kwargs.pop("architecture", Dense((16,)))
    if "architecture" in inspect.signature(make).parameters:
        kwargs["architecture"] = architecture
    if "latent_dim" in inspect.signature(make).parameters:  # else it is an autoencoder's
        kwargs["latent_dim"] = 4
    keras.utils.set_random_seed(1)
    return make((8, 8, 1), seed=3, **kwargs)


@functools.cache
def untouched(name):
    """One model of a method for all tests that do not change it."""
    return build(methods()[name])


def remade(model, **networks):
    """A model of the same settings, with other networks in some places."""
    config = model.get_config()
    given = {name: keras.saving.deserialize_keras_object(value) for name, value in config.items()}
    return type(model)(**{**given, **networks})


def sgd(model, moving=None, rate=0.01):
    return {p: keras.optimizers.SGD(rate if moving in (None, p) else 0.0) for p in model.players}


def arrays_for(model, images):
    """What a model trains on: images, with labels where it needs them, with some if it can."""
    labels = np.arange(len(images)) % 10
    if model.few_labels:
        return images, np.where(np.arange(len(images)) % 3, labels, -1)
    return (images, labels) if model.labelled else (images,)


def batch_for(model, images):
    """What a training step takes: the arrays of `fit` as tensors."""
    return tuple(ops.convert_to_tensor(array) for array in arrays_for(model, images))


def fit(model, images, epochs=1, batch_size=16):
    arrays = arrays_for(model, images)
    return model.fit(*arrays, batch_size=batch_size, epochs=epochs, shuffle=False, verbose=0)


def first_of_their_kind(methods):
    """Parameters for each method, slow but for one of each kind."""
    return slow_but(ONE_OF_EACH_KIND, methods)


def with_functions_of_its_own(methods):
    """Parameters for each method, slow for those that ship the functions of a parent."""
    return slow_but(shipping_their_own(methods), methods)


def shipping_their_own(methods):
    """The methods that do not ship the functions of a parent."""
    return _with_own(FUNCTIONS, methods)


def with_steps_of_its_own(methods):
    """Parameters for each method, slow for those whose training step is a parent's."""
    steps = {"train_step", "discriminator_step", "examples", "completed"}
    return slow_but(_with_own(steps, methods), methods)


def _with_own(names, methods):
    return {
        name: method
        for name, method in methods.items()
        if name in ONE_OF_EACH_KIND or names & set(vars(method.load()))
    }


def slow_but(kept, methods):
    """Parameters for each method, slow for those that are not among the names `kept`."""
    return [
        pytest.param(method, id=name, marks=() if name in kept else pytest.mark.slow)
        for name, method in methods.items()
    ]


def weights_of(model):
    """All that training changes, by path: weights, optimizer states, random state."""
    optimizers = [getattr(model, player) for player in model.players]
    variables = [*model.variables, *(v for o in optimizers for v in o.variables)]
    trackers = {id(v) for v in model.metrics_variables}
    return [v.numpy() for v in variables if id(v) not in trackers]


def assert_same_weights(first, second):
    pairs = list(zip(weights_of(first), weights_of(second), strict=True))
    assert pairs
    for one, other in pairs:
        np.testing.assert_array_equal(one, other)
