import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import coverage
import keras
import numpy as np
import pytest
import tensorflow as tf

# Two logical CPUs, so that replicas can be tested without accelerators.
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)


@pytest.fixture(autouse=True)
def fresh_state():
    keras.utils.set_random_seed(0)
    yield
    keras.config.set_dtype_policy("float32")


@pytest.fixture
def untraced():
    """Without coverage, which costs a third of the time, where a test runs every method whole."""
    measured = coverage.Coverage.current()
    if measured:
        measured.stop()
    yield
    if measured:
        measured.start()


def with_networks_of_its_own(methods):
    """Parameters for each method, slow for those whose networks and functions are a parent's."""
    return _with_own(
        {"from_data_shape", "default_opponent", "codes", "deployed", "prior_draw", "prior_inputs"},
        methods,
    )


def with_steps_of_its_own(methods):
    """Parameters for each method, slow for those whose training step is a parent's."""
    return _with_own({"train_step", "opponent_step", "examples"}, methods)


def _with_own(names, methods):
    first_of_their_kind = {"gan", "vae", "autoencoder"}
    return [
        pytest.param(
            method,
            id=name,
            marks=()
            if name in first_of_their_kind or names & set(vars(method.load()))
            else pytest.mark.slow,
        )
        for name, method in methods.items()
    ]


@pytest.fixture(scope="session")
def digits():
    from kerasgen.data import load_data

    return load_data("digits")


@pytest.fixture
def images(digits):
    return digits.train.as_floats()[:64]


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
