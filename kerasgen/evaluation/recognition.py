"""What codes that can be read from images say of them, and what turning them does."""

import numpy as np
import tensorflow as tf

from kerasgen import pictures
from kerasgen.evaluation import metrics
from kerasgen.pictures.report import Section, words

SAMPLES = 2000
# Chen et al. draw their figure from -2 to 2, beyond the [-1, 1] of training.
SPAN = np.linspace(-2.0, 2.0, 11)


def evaluate_recognition(model, data):
    """Numbers and a `report.Section` on the codes of a model that can read them.

    Args:
        model: a kerasgen model with `codes`, `generate` and `recognise`.
        data: `Data` of images. Without labels the accuracy is left out; slant and stroke width
            are those of images with one channel.

    Returns:
        dict of numbers, fit for JSON, and `Section`.

    Example:
        >>> numbers, section = evaluate_recognition(model, load_data("mnist"))
        >>> numbers["recognition"]["accuracy"]["c1"]
    """
    accuracy = accuracies(model, data)
    correlation = correlations(model) if data.data_shape[-1] == 1 else {}
    rows = [(f"{name}, accuracy as a class", value) for name, value in accuracy.items()]
    rows += [
        (f"{name}, correlation with {words(trait)}", value)
        for name, found in correlation.items()
        for trait, value in found.items()
    ]
    return {"recognition": {"accuracy": accuracy, "correlation": correlation}}, Section(
        "What the codes are",
        "Accuracy is of the category that is read from test images, under the one-to-one matching "
        "of categories to classes that is best on training images. A correlation is of a value "
        f"with what is measured in {SAMPLES:,} samples, each less its mean over the samples of "
        "its category.",
        ("", "value"),
        rows,
        traversals(model),
    )


def accuracies(model, data):
    """How well each categorical code tells the classes: name to accuracy on the test images."""
    if not data.class_names:
        return {}
    splits = data.train.labelled(), data.test.labelled()
    train, test = (model.recognise(split.as_floats()) for split in splits)
    labels, test_labels = (split.labels for split in splits)
    return {
        name: metrics.matched_accuracy(
            labels,
            train[name].argmax(axis=1),
            test_labels,
            test[name].argmax(axis=1),
        )
        for name in model.categories
    }


def evaluate_clusters(model, data):
    """Numbers and a `report.Section` on the clusters of a model that finds them.

    Args:
        model: a kerasgen model with `cluster`.
        data: `Data` with labels, which the model has not seen.

    Returns:
        dict of numbers, fit for JSON, and `Section`.

    Example:
        >>> numbers, section = evaluate_clusters(model, load_data("digits"))
    """
    train, test = data.train.labelled(), data.test.labelled()
    of_train, found = (model.cluster(split.as_floats()).argmax(axis=1) for split in (train, test))
    scores = metrics.cluster_scores(test.labels, found)
    scores["accuracy"] = metrics.matched_accuracy(train.labels, of_train, test.labels, found)
    return {"clusters": scores}, Section(
        "Its clusters",
        "Of test examples. Accuracy is under the one-to-one matching of clusters to classes that "
        "is best on training examples.",
        ("", "value"),
        [(words(name), value) for name, value in scores.items()],
    )


def correlations(model, seed=1):
    """How each value of the real codes goes with slant and stroke width, categories apart.

    Returns:
        dict, name of a value to a dict of correlations in [-1, 1].
    """
    drawn = _drawn(model, SAMPLES, seed)
    images = model.apply_deployed("generate", **drawn)["data"]
    traits = {"slant": metrics.slant(images), "stroke_width": metrics.stroke_width(images)}
    groups = np.zeros(SAMPLES, int)
    for name, size in model.categories.items():
        groups = size * groups + drawn[name]
    return {
        title: {
            trait: float(
                np.corrcoef(_within(groups, drawn[name][:, place]), _within(groups, of))[0, 1]
            )
            for trait, of in traits.items()
        }
        for title, name, place in _real_values(model)
    }


def _within(groups, values):
    """Values less the mean of their group."""
    means = np.bincount(groups, values) / np.maximum(np.bincount(groups), 1)
    return values - means[groups]


def traversals(model, seed=1):
    """A picture for each value of the real codes, which grows along a row of one category each.

    Without categories each row has noise of its own.
    """
    kind, rows = next(iter(model.categories.items()), ("noise", 10))
    cells = _drawn(model, rows, seed)
    if kind in model.categories:
        cells = {name: np.repeat(values[:1], rows, axis=0) for name, values in cells.items()}
        cells[kind] = np.arange(rows)
    cells = {name: np.repeat(values, len(SPAN), axis=0) for name, values in cells.items()}
    found = {}
    for title, code, place in _real_values(model):
        turned = cells[code].copy()
        turned[:, place] = np.tile(SPAN, rows)
        images = model.apply_deployed("generate", **{**cells, code: turned})["data"]
        caption = f"{title} from {SPAN[0]:g} to {SPAN[-1]:g} along each row, a row for each {kind}"
        found[caption] = pictures.grid(images, columns=len(SPAN))
    return found


def _drawn(model, count, seed):
    drawn = model.prior_inputs(count, tf.constant([seed, 0]))
    return {name: np.array(values) for name, values in drawn.items()}


def _real_values(model):
    """Title, code and place of each value of the codes that are no categories."""
    for name, code in model.codes.items():
        if name not in model.categories:
            for place in range(code.size):
                yield name if code.size == 1 else f"{name}[{place}]", name, place
