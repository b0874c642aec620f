import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import coverage
import pytest
from without_xla import without_xla


def pytest_configure(config):
    """Two logical processors, so that replicas can be tested without accelerators.

    Not in the process that hands out the tests, which needs no TensorFlow.
    """
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        import tensorflow as tf

        (processor,) = tf.config.list_physical_devices("CPU")
        halves = [tf.config.LogicalDeviceConfiguration()] * 2
        tf.config.set_logical_device_configuration(processor, halves)


@pytest.fixture(autouse=True)
def fresh_state():
    import keras

    keras.utils.set_random_seed(0)
    yield
    keras.config.set_dtype_policy("float32")


@pytest.fixture(autouse=True)
def quick_to_compile(request):
    """XLA takes longer to compile a small model than it trains: slow tests alone use it unasked."""
    if request.node.get_closest_marker("slow"):
        yield
    else:
        with without_xla():
            yield


@pytest.fixture
def witnesses_at_hand(monkeypatch):
    """Runtimes run exports in this process, where it is not their isolation that is tested."""
    from kerasgen.exporting import verification, witness

    monkeypatch.setattr(verification, "_in_a_process_of_its_own", witness.testify)


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
    import keras

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
