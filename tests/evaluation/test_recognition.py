"""Codes that are read from images: measures with known answers, and models made by hand."""

import types

import keras
import numpy as np
import pytest
from keras import ops

from kerasgen.core.latent_codes import CategoricalCode, UniformCode
from kerasgen.data import Data, Split
from kerasgen.evaluation import metrics, recognition
from kerasgen.evaluation.recognition import (
    accuracies,
    evaluate_clusters,
    evaluate_recognition,
)
from kerasgen.gans.info_gan import InfoGAN


def line(angle, size=41, width=3.0):
    """A soft line through the middle that leans `angle` to the right."""
    y, x = np.mgrid[:size, :size] - size // 2
    distance = np.abs(x * np.cos(angle) + y * np.sin(angle))
    inside = np.clip(width / 2 + 0.5 - distance, 0, 1) * (np.abs(y) <= 12)
    return inside[None, :, :, None]


@pytest.mark.parametrize("angle", [-0.6, 0.0, 0.3, 0.7])
def test_slant_is_the_angle_of_a_line(angle):
    assert metrics.slant(line(angle))[0] == pytest.approx(angle, abs=0.02)


def test_what_is_flat_or_empty_has_no_slant_and_no_stroke():
    flat = np.zeros((2, 9, 9, 1))
    flat[0, 4] = 1
    np.testing.assert_allclose(metrics.slant(flat), 0)
    assert metrics.stroke_width(flat)[1] == 0


@pytest.mark.parametrize("width", [1, 2, 5])
def test_stroke_width_is_the_width_of_a_bar_hard_or_soft(width):
    bar = np.zeros((1, 30, 30, 1))
    bar[:, :, 10 : 10 + width] = 1
    assert metrics.stroke_width(bar)[0] == pytest.approx(width)
    soft = bar.copy()
    soft[:, :, 10], soft[:, :, 10 + width] = 0.25, 0.75  # moved by 3/4 of a pixel
    if width > 1:
        assert metrics.stroke_width(soft)[0] == pytest.approx(width)
    assert metrics.stroke_width(bar.swapaxes(1, 2))[0] == pytest.approx(width)


def test_a_turned_line_is_about_as_wide():
    widths = [metrics.stroke_width(line(angle, width=4.0))[0] for angle in (0.0, 0.4, -0.7)]
    np.testing.assert_allclose(widths, widths[0], rtol=0.15)


def test_the_matching_is_that_of_the_training_data():
    train_labels, train_clusters = [0, 0, 1, 1, 1], [2, 2, 0, 0, 2]
    assert metrics.matched_accuracy(train_labels, train_clusters, [0, 1, 1], [2, 0, 2]) == 2 / 3
    # A matching made on the test data themselves would be right everywhere.
    assert metrics.matched_accuracy([0, 1], [0, 1], [0, 1], [1, 0]) == 0
    assert metrics.matched_accuracy([0, 1], [0, 1], [0, 1], [0, 7]) == 0.5


class Turner(keras.layers.Layer):
    """Images of a bar whose category is its place, whose `c2` is its slant, and `c3` nothing."""

    def call(self, codes):
        y, x = (ops.cast(v, "float32") for v in np.mgrid[-12:13, -14:15])
        place = 4.0 * ops.cast(ops.argmax(codes["c1"], axis=-1), "float32") - 4.0
        lean = 0.4 * codes["c2"][:, 0]
        distance = ops.abs(x + lean[:, None, None] * y - place[:, None, None])
        return ops.clip(2.0 - distance, 0.0, 1.0)[..., None]


@pytest.fixture
def model():
    codes = {"c1": CategoricalCode(3), "c2": UniformCode(), "c3": UniformCode()}
    sizes = {"latents": 2, **{name: code.size for name, code in codes.items()}}
    given = {name: keras.Input((size,), name=name) for name, size in sizes.items()}
    data = keras.Input((25, 29, 1))
    features = keras.layers.Flatten()(data)
    logits = keras.layers.Dense(1)(features)
    read = keras.Input((25 * 29,))
    return InfoGAN(
        keras.Model(given, Turner()(given)),
        keras.Model(data, {"logits": logits, "features": features}),
        keras.Model(read, {n: keras.layers.Dense(c.size)(read) for n, c in codes.items()}),
        codes=codes,
        seed=0,
    )


def test_codes_that_turn_a_bar_correlate_with_its_slant_and_others_do_not(model):
    images = model.generate(60, seed=3)
    split = Split(images)
    numbers, section = evaluate_recognition(model, Data("bars", split, split))
    found = numbers["recognition"]["correlation"]
    assert found["c2"]["slant"] == pytest.approx(1, abs=0.01)
    assert abs(found["c3"]["slant"]) < 0.1
    assert numbers["recognition"]["accuracy"] == {}  # no labels
    assert len(section.pictures) == 2
    # Rows are the categories: columns of the picture are alike but for the bar's place.
    first = next(iter(section.pictures.values()))
    assert first.shape[:2] == (3 * 26 * 3, 11 * 30 * 3)


def test_the_matching_of_categories_is_that_of_the_training_images():
    """Categories 1 and 0 are classes 0 and 1: so read two of three test images are right."""
    reader = types.SimpleNamespace(
        categories={"c1": 2}, recognise=lambda images: {"c1": np.eye(2)[images[:, 0].astype(int)]}
    )
    train = Split(np.float32([[1], [1], [0]]), np.array([0, 0, 1]))
    test = Split(np.float32([[0], [1], [0]]), np.array([0, 0, 1]))
    assert accuracies(reader, Data("d", train, test, ("a", "b"))) == {"c1": 2 / 3}


def test_values_are_less_the_mean_of_their_group():
    groups, values = np.array([3, 0, 3, 0, 1]), np.array([1.0, 10.0, 3.0, 20.0, 7.0])
    np.testing.assert_allclose(recognition._within(groups, values), [-1, -5, 1, 5, 0])


def test_categories_get_the_accuracy_of_their_matching():
    labels = np.array([0, 1, 2, 2])
    turned = np.eye(3)[[1, 2, 0, 1]]  # the last one is read wrong
    reader = types.SimpleNamespace(
        categories={"c1": 3}, recognise=lambda images: {"c1": turned[: len(images)]}
    )
    train, test = Split(np.zeros((3, 4)), labels[:3]), Split(np.zeros((4, 4)), labels)
    assert accuracies(reader, Data("d", train, test, ("a", "b", "c"))) == {"c1": 0.75}


def test_clusters_are_matched_to_classes_on_training_examples():
    """Cluster 1 holds class a in training: of four labelled ones the first alone is right."""
    x, labels = np.eye(2, dtype="float32")[[1, 1, 0, 0]], np.array([0, 0, 1, 1])
    test = np.eye(2, dtype="float32")[[1, 0, 0, 1, 0]]
    finder = types.SimpleNamespace(cluster=lambda data: data)
    data = Data("d", Split(x, labels), Split(test, np.array([0, 0, 0, 1, -1])), ("a", "b"))
    numbers, section = evaluate_clusters(finder, data)
    assert numbers["clusters"]["accuracy"] == pytest.approx(1 / 4)
    assert section.rows[0] == ("accuracy", pytest.approx(1 / 4))
