"""What a model's samples are worth, by a classifier that was trained on the same data."""

from pathlib import Path

import numpy as np

from kerasgen.evaluation.classifier import load_classifier, measure_samples, train_classifier
from kerasgen.pictures.report import Section, words

MOST_SAMPLES = 10_000


def evaluate_samples(model, data, classifier_file):
    """Numbers and a `report.Section` on samples of a model that generates images of classes.

    Args:
        model: a kerasgen model with `generate`.
        data: `Data` of images with labels.
        classifier_file: path of the classifier, which is trained if it is not there yet.

    Returns:
        dict of numbers, fit for JSON, and `Section`.

    Example:
        >>> numbers, section = evaluate_samples(model, load_data("digits"), "classifier.keras")
    """
    classifier = kept_classifier(data, classifier_file)
    train, test = data.train.as_floats(), data.test.as_floats()
    count = min(MOST_SAMPLES, len(test))
    labels = None
    if "label" in model.categories:
        labels = np.arange(count) % model.categories["label"]
        samples = model.generate(count, seed=1, label=labels)
    else:
        samples = model.generate(count, seed=1)
    numbers = measure_samples(classifier, train, test, samples, labels)
    return {"samples": numbers}, Section(
        "What the samples are worth",
        f"By a classifier of {classifier.accuracy:.2%} test accuracy, trained on the same data, "
        f"whose features are not those of Inception: compare under one classifier only. "
        f"{numbers['counts']['samples']:,} samples beside "
        f"{numbers['counts']['test_images']:,} test images.",
        ("", "samples", "real images in their place"),
        [
            (words(name), value, numbers["controls"][name])
            for name, value in numbers["samples"].items()
        ],
    )


def kept_classifier(data, file):
    """The classifier of `data` that is kept in a `.keras` file, trained if it is not there yet.

    Args:
        data: `Data` of images with labels.
        file: path. A classifier of other data that is there is replaced.

    Example:
        >>> kept_classifier(load_data("digits"), "classifier.keras").accuracy
    """
    file = Path(file)
    if file.exists():
        classifier = load_classifier(file)
        if classifier.is_of(data):
            return classifier
    classifier = train_classifier(data)
    classifier.save(file)
    return classifier
