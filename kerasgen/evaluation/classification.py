"""How well a model classifies that learnt from few labels, beside one that saw nothing else."""

import keras
import numpy as np
from sklearn.metrics import confusion_matrix, log_loss

from kerasgen.evaluation import metrics
from kerasgen.pictures.report import Section, words

STEPS = 2000


def evaluate_classification(model, data, seed=0):
    """Numbers and sections of a report on a model with `classify`.

    Beside it stands its own classifying network, untrained, after a training on the labelled
    examples alone: 2,000 steps of Adam on batches of 100 at most.

    Args:
        model: a kerasgen model that learns from few labels.
        data: `Data` with the labels that it was trained with.
        seed: int. Of the control's order of examples.

    Returns:
        dict of numbers, fit for JSON, and two of `report.Section`.

    Example:
        >>> few = load_data("digits").with_labels(100)
        >>> numbers, *sections = evaluate_classification(model, few)
    """
    labelled, test = data.train.labelled(), data.test.labelled()
    control = supervised(model, labelled, seed)
    found = {
        name: classify(test.as_floats())
        for name, classify in (("model", model.classify), ("labelled_alone", control))
    }
    measured = {name: _measured(p, test.labels) for name, p in found.items()}
    counts = {"labels": len(labelled), "test_examples": len(test)}
    numbers = {**counts, **measured}
    confusion = confusion_matrix(
        test.labels, found["model"].argmax(axis=1), labels=np.arange(len(data.class_names))
    )
    numbers["confusion_matrix"] = confusion.tolist()
    return (
        {"classification": numbers},
        Section(
            "Classes",
            f"Learnt from {len(labelled):,} labels, on {len(test):,} test examples, beside the "
            "same network after a training on the labelled examples alone. The calibration error "
            "says how far the probability of the class that is named lies from how often it is "
            "right.",
            ("", "model", "labelled examples alone"),
            [
                (words(name), value, measured["labelled_alone"][name])
                for name, value in measured["model"].items()
            ],
        ),
        Section(
            "Which classes are taken for which",
            "Test examples of each class in a row, by the class that the model names.",
            ("", *data.class_names),
            [(name, *row) for name, row in zip(data.class_names, confusion.tolist())],
        ),
    )


def supervised(model, labelled, seed=0):
    """A classifying network like a model's after a training on labelled examples alone.

    Args:
        model: a kerasgen model that learns from few labels; stays as it is.
        labelled: `Split`, all of it labelled.
        seed: int. Of the order of examples.

    Returns:
        function of data `(count, ...)` to probabilities `(count, classes)`.
    """
    data = keras.Input(model.data_spec.shape[1:])
    untrained = keras.models.clone_model(model.classifier_network())
    network = keras.Model(data, untrained(model.features(data)))
    network.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-3, STEPS)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    batches = labelled.batches(min(100, len(labelled)), seed, drop_remainder=True)
    network.fit(batches.repeat(), steps_per_epoch=STEPS, shuffle=False, verbose=0)
    return lambda data: keras.ops.convert_to_numpy(
        keras.ops.softmax(network.predict(data, batch_size=500, verbose=0))
    )


def _measured(probabilities, labels):
    classes = np.arange(probabilities.shape[1])
    return {
        "accuracy": float(np.mean(probabilities.argmax(axis=1) == labels)),
        "nll": float(log_loss(labels, probabilities, labels=classes)),
        "calibration_error": metrics.calibration_error(probabilities, labels),
    }
