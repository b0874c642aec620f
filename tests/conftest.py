import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import coverage
import keras
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


@pytest.fixture(scope="session")
def digits():
    from kerasgen.data import load_data

    return load_data("digits")


@pytest.fixture
def hasty_classifier(monkeypatch):
    """Classifiers of a few random filters, where what they say is not looked at."""
    from kerasgen.evaluation import samples
    from kerasgen.evaluation.classifier import Classifier

    def train(data):
        image = keras.Input(data.data_shape)
        features = keras.layers.Dense(8, "tanh")(keras.layers.Flatten()(image))
        classes = keras.layers.Dense(len(data.class_names), "softmax")(features)
        network = keras.Model(image, {"features": features, "probabilities": classes})
        return Classifier(network, accuracy=0.1, fingerprint=data.fingerprint())

    monkeypatch.setattr(samples, "train_classifier", train)


@pytest.fixture
def images(digits):
    return digits.train.as_floats()[:64]
