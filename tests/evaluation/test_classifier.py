"""A classifier of digits, and what it says of samples that are known."""

import json
from dataclasses import replace

import numpy as np
import pytest

from kerasgen.data import Split, load_data
from kerasgen.errors import InputError
from kerasgen.evaluation.classifier import load_classifier, measure_samples, train_classifier
from kerasgen.evaluation.metrics import linear_probe


def first(count, split):
    return Split(split.examples[:count], split.labels[:count])


@pytest.fixture(scope="module")
def data(digits):
    return replace(digits, train=first(800, digits.train))


@pytest.fixture(scope="module")
def classifier(data):
    return train_classifier(data)


def measured(classifier, data, samples, labels=None):
    return measure_samples(
        classifier, data.train.as_floats(), data.test.as_floats(), np.asarray(samples), labels
    )


def test_a_classifier_of_few_digits_reads_the_others_as_well_as_a_linear_classifier(
    classifier, data
):
    read_as = classifier.probabilities(data.test.as_floats()).argmax(axis=1)
    assert classifier.accuracy == pytest.approx(np.mean(read_as == data.test.labels), abs=1e-6)
    train, test = (x.as_floats().reshape(len(x), -1) for x in (data.train, data.test))
    linear = linear_probe(train, data.train.labels, test, data.test.labels)
    # Two points are two standard errors of 359 images.
    assert classifier.accuracy > linear - 0.02


def test_features_are_what_the_classes_are_read_from(classifier, data):
    images = data.test.as_floats()[:20]
    features, probabilities = classifier.features(images), classifier.probabilities(images)
    assert features.shape == (20, 128) and features.dtype == np.float32
    kernel, bias = (weight.numpy() for weight in classifier.network.layers[-1].weights)
    logits = features @ kernel + bias
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)


def test_features_do_not_depend_on_what_else_is_read(classifier, data):
    images = data.test.as_floats()[:20]
    # Sums of other batch sizes may round otherwise.
    np.testing.assert_allclose(
        classifier.features(images)[:3], classifier.features(images[:3]), atol=1e-5
    )


def test_a_saved_classifier_reads_as_before(classifier, data, tmp_path):
    classifier.save(tmp_path / "classifier.keras")
    assert [path.name for path in tmp_path.iterdir()] == ["classifier.keras"]
    loaded = load_classifier(tmp_path / "classifier.keras")
    images = data.test.as_floats()[:20]
    np.testing.assert_array_equal(loaded.features(images), classifier.features(images))
    assert loaded.accuracy == classifier.accuracy
    assert loaded.fingerprint == data.fingerprint()


def test_what_is_no_classifier_is_refused(classifier, tmp_path):
    with pytest.raises(InputError, match="No model"):
        load_classifier(tmp_path / "classifier.keras")
    classifier.network.save(tmp_path / "model.keras")
    with pytest.raises(InputError, match="holds no classifier"):
        load_classifier(tmp_path / "model.keras")


def test_only_images_with_labels_make_a_classifier(data):
    for other in (
        load_data(data.train.examples),
        load_data((data.train.examples.reshape(len(data.train), -1), data.train.labels)),
    ):
        with pytest.raises(InputError, match="images with labels"):
            train_classifier(other)


@pytest.mark.slow
def test_a_classifier_is_a_function_of_its_seed(data):
    few = replace(data, train=first(40, data.train))
    one, again = (
        train_classifier(few, seed=1).features(few.test.as_floats()[:5]) for _ in range(2)
    )
    # Threads add in any order.
    np.testing.assert_allclose(one, again, atol=1e-4)


def test_training_images_as_samples_are_their_own_control(classifier, data):
    found = measured(classifier, data, data.train.as_floats(), data.train.labels)
    json.dumps(found)
    samples, controls = found["samples"], found["controls"]
    assert samples.keys() == controls.keys()
    assert found["counts"] == {"samples": 800, "test_images": len(data.test)}
    of_features = set(samples) - {
        "diversity",
        "classifier_score",
        "covered_classes",
        "label_agreement",
    }
    for name in of_features:
        assert samples[name] == pytest.approx(controls[name], abs=1e-6), name
    # Other pairs of the same images: 800 lengths that vary by a fifth.
    assert samples["diversity"] == pytest.approx(controls["diversity"], abs=4 * 0.2 / 800**0.5)
    assert samples["label_agreement"] > 0.99
    assert controls["label_agreement"] == classifier.accuracy


def test_black_and_white_noise_is_worse_than_the_control(classifier, data):
    noise = np.random.default_rng(0).random((300, 8, 8, 1)) > 0.5
    found = measured(classifier, data, noise.astype("float32"))
    samples, controls = found["samples"], found["controls"]
    for name in ("frechet_distance", "kernel_distance"):
        assert samples[name] > 10 * abs(controls[name])
    # Not recall: noise lies so far apart that its balls reach everywhere.
    for name in ("precision", "density", "coverage"):
        assert samples[name] < controls[name] / 3
    assert "label_agreement" not in samples


def test_half_of_the_classes_lack_recall_and_nothing_else(classifier, data):
    labels = data.train.labels
    found = measured(classifier, data, data.train.as_floats()[labels < 5], labels[labels < 5])
    samples, controls = found["samples"], found["controls"]
    assert samples["covered_classes"] == 5 and controls["covered_classes"] == 10
    assert samples["classifier_score"] == pytest.approx(5, abs=0.2)
    # 400 samples: two standard errors of a share are five hundredths.
    assert samples["precision"] == pytest.approx(controls["precision"], abs=0.05)
    for name in ("recall", "coverage"):
        assert samples[name] == pytest.approx(controls[name] / 2, abs=0.1)


def test_one_sample_over_and_over_has_no_diversity(classifier, data):
    found = measured(classifier, data, np.repeat(data.train.as_floats()[:1], 50, axis=0))["samples"]
    assert found["diversity"] == 0
    assert found["recall"] == 0
    assert found["classifier_score"] == pytest.approx(1, abs=1e-3)


def test_samples_keep_their_labels_when_there_are_more_than_training_images(classifier, data):
    few = replace(data, train=first(100, data.train))
    found = measured(classifier, few, data.train.as_floats(), data.train.labels)
    assert found["counts"]["samples"] == 100
    assert found["samples"]["label_agreement"] > 0.97
