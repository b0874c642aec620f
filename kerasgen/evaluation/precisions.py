"""What exported functions in fewer bits lose of what counts, on test data."""

from pathlib import Path

import numpy as np

from kerasgen.evaluation import metrics
from kerasgen.evaluation.measurable import is_classifiable
from kerasgen.evaluation.samples import MOST_SAMPLES, kept_classifier
from kerasgen.exporting import witness
from kerasgen.files.cards import read_card

BATCH_SIZE = 500


def evaluate_precisions(directory, model, data, classifier_file, source):
    """The squared error of reconstructions and the Frechet distance of samples, as they ship.

    Args:
        directory: an exported directory with smaller precisions.
        model: the kerasgen model that was exported.
        data: `Data`.
        classifier_file: path of the classifier, as in `evaluate_samples`.
        source: what latents are drawn from: the model, or the sampler that it was exported with.

    Returns:
        dict of precision to dict of runtime to dict of number by name: `squared_error` of a model
        that reconstructs data by themselves, `frechet_distance` of one that generates images of
        classes.

    Example:
        >>> evaluate_precisions("digits", model, data, "classifier.keras", model)["int8"]
    """
    precisions, functions = read_card(directory)["precisions"], model.deployed()
    first = next(iter(functions))
    reconstructs = model.reconstructs and set(functions["reconstruct"].input) == {"data"}
    test, losses, judged = data.test.as_floats(), {}, None
    if is_classifiable(source, data):
        classifier = kept_classifier(data, classifier_file)
        drawn = source.prior_inputs(min(MOST_SAMPLES, len(test)), (1, 0))
        judged = classifier.features, classifier.features(test), drawn
    for precision, places in precisions.items():
        for runtime in {place.split()[0]: None for place in places}:
            numbers = losses.setdefault(precision, {})[runtime] = {}
            _, run = getattr(witness, runtime)(Path(directory))
            suffix = "" if precision == "float32" else f".{precision}"
            if reconstructs:
                made = _in_batches(run, f"reconstruct{suffix}", {"data": test})["reconstruction"]
                numbers["squared_error"] = metrics.squared_error(test, made)
            if judged:
                features, real, drawn = judged
                fake = features(_in_batches(run, f"{first}{suffix}", drawn)["data"])
                numbers["frechet_distance"] = metrics.frechet_distance(real, fake)
    return losses


def _in_batches(run, function, inputs):
    arrays = {name: np.asarray(values) for name, values in inputs.items()}
    count = len(next(iter(arrays.values())))
    batches = [
        run(function, {name: array[start : start + BATCH_SIZE] for name, array in arrays.items()})
        for start in range(0, count, BATCH_SIZE)
    ]
    return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}
