"""What is said of classes, on classifiers whose answers are known."""

import keras
import numpy as np
import pytest
from keras import layers

from kerasgen.data import Data, Split
from kerasgen.evaluation import classification, metrics
from kerasgen.evaluation.classification import evaluate_classification, supervised

NAMES = ("a", "b")


def test_calibration_is_the_distance_of_confidence_and_accuracy():
    """Two bins: three of four right at .8, none of two at .6; both count by how many they hold."""
    probabilities = [[0.8, 0.2]] * 4 + [[0.4, 0.6]] * 2
    labels = [0, 0, 0, 1, 0, 0]
    expected = (4 * abs(0.8 - 3 / 4) + 2 * 0.6) / 6
    assert metrics.calibration_error(probabilities, labels) == pytest.approx(expected)
    assert metrics.calibration_error([[1.0, 0.0]] * 3, [0, 0, 0]) == 0.0
    assert metrics.calibration_error([[0.0, 1.0]] * 3, [0, 0, 0]) == 1.0
    # One bin: sure and wrong, and nearly sure and right.
    both = metrics.calibration_error([[1.0, 0.0], [0.95, 0.05]], [1, 0])
    assert both == pytest.approx((1.0 - 0.05) / 2)
    half = metrics.calibration_error([[0.5, 0.5]] * 4, [0, 1, 0, 1])
    assert half == pytest.approx(0.0)


class SignOfFirst:
    """Names class b of positive numbers, at odds of three to one; its network knows nothing."""

    def __init__(self):
        self.data_spec = keras.Input((2,))
        self.network = keras.Model(self.data_spec, layers.Dense(2)(self.data_spec))

    def classifier_network(self):
        return self.network

    def features(self, data):
        return data

    def classify(self, data):
        of_b = np.where(data[:, 0] > 0, 0.75, 0.25)
        return np.stack([1 - of_b, of_b], axis=1).astype("float32")


class FirstAlone(SignOfFirst):
    """Its network sees nothing of the second number."""

    def features(self, data):
        return data * np.float32([1.0, 0.0])


def test_a_model_stands_beside_its_network_trained_on_the_labels_alone():
    """What is labelled tells by the second number, which is 1 - the first on test examples."""
    sign = np.tile([-1.0, 1.0], 20)
    train = np.stack([np.zeros(40), sign], axis=1).astype("float32")
    test = np.stack([sign, -sign], axis=1).astype("float32")
    labels = (sign > 0).astype(int)
    few = np.where(np.arange(40) < 10, labels, -1)
    test_labels = np.where(np.arange(40) < 4, 1 - labels, labels)
    data = Data("d", Split(train, few), Split(test, test_labels), NAMES)
    numbers, section, confusion = evaluate_classification(SignOfFirst(), data)
    found = numbers["classification"]
    assert found["labels"] == 10 and found["test_examples"] == 40
    assert found["model"]["accuracy"] == pytest.approx(0.9)
    assert found["labelled_alone"]["accuracy"] == pytest.approx(0.1)
    nll = -(0.9 * np.log(0.75) + 0.1 * np.log(0.25))
    assert found["model"]["nll"] == pytest.approx(nll, rel=1e-5)
    assert found["model"]["calibration_error"] == pytest.approx(0.15, abs=1e-6)
    assert found["confusion_matrix"] == [[18, 2], [2, 18]]
    assert [row[0] for row in confusion.rows] == ["a", "b"]
    assert ("accuracy", pytest.approx(0.9), pytest.approx(0.1)) in section.rows


def test_the_control_learns_how_often_a_label_is_right():
    """Four examples that are all alike, three of them of the first class."""
    x = np.zeros((4, 2), "float32")
    control = supervised(SignOfFirst(), Split(x, np.array([0, 0, 0, 1])))
    np.testing.assert_allclose(control(x), [[0.75, 0.25]] * 4, atol=0.02)


def test_the_control_sees_what_the_network_of_the_model_sees():
    """Two examples that differ in the second number alone, each of a class."""
    x = np.float32([[1.0, -1.0], [1.0, 1.0]])
    for model, expected in ((SignOfFirst(), [[1.0, 0.0], [0.0, 1.0]]), (FirstAlone(), 0.5)):
        found = supervised(model, Split(x, np.array([0, 1])))(x)
        np.testing.assert_allclose(found, np.broadcast_to(expected, (2, 2)), atol=0.2)


def test_confusion_is_of_each_class_in_a_row(monkeypatch):
    """Two of a are named a and one is named b, as is the one of b."""
    monkeypatch.setattr(classification, "STEPS", 2)
    x = np.float32([[-1, 0], [-1, 0], [1, 0], [1, 0]])
    split = Split(x, np.array([0, 0, 0, 1]))
    numbers, *_ = evaluate_classification(SignOfFirst(), Data("d", split, split, NAMES))
    assert numbers["classification"]["confusion_matrix"] == [[2, 1], [0, 1]]


def test_the_network_of_the_model_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(classification, "STEPS", 2)
    model = SignOfFirst()
    before = model.network.get_weights()
    x = np.float32([[-1, 0], [1, 0]])
    supervised(model, Split(x, np.array([0, 1])))
    for old, new in zip(before, model.network.get_weights(), strict=True):
        np.testing.assert_array_equal(new, old)


def test_what_is_not_labelled_in_the_test_split_is_not_counted(monkeypatch):
    monkeypatch.setattr(classification, "STEPS", 2)
    x = np.float32([[-1, 0], [1, 0], [1, 0], [1, 0]])
    labels = np.array([0, 1, -1, -1])
    data = Data("d", Split(x, labels), Split(x, labels), NAMES)
    numbers, *_ = evaluate_classification(SignOfFirst(), data)
    assert numbers["classification"]["test_examples"] == 2
    assert numbers["classification"]["model"]["accuracy"] == 1.0
