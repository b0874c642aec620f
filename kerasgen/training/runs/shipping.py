"""What a run's data have to say when it ships."""

import tempfile
from pathlib import Path

from kerasgen.evaluation.precisions import evaluate_precisions
from kerasgen.exporting import add_to_card
from kerasgen.exporting.precisions import CALIBRATED_ON
from kerasgen.training.runs.data import data_for
from kerasgen.training.runs.folder import is_run


def calibration(config):
    """Some of the training examples of a run, by which LiteRT's int8 is calibrated."""
    return data_for(config, None).train.as_floats()[:CALIBRATED_ON]


def measure_precisions(folder, model, config, directory, sampler=None):
    """Measure on test data what each precision of an export loses, and say so in its card.

    Args:
        folder: path of the run directory, whose `classifier.keras` is trained if it is not there
            and samples are measured by it; of another folder none is kept.
        model: the run's model.
        config: the run's `config.json`.
        directory: the exported directory.
        sampler: what it was exported with, or None.
    """
    data = data_for(config, None)
    with tempfile.TemporaryDirectory() as scratch:
        classifier = Path(folder if is_run(folder) else scratch, "classifier.keras")
        losses = evaluate_precisions(directory, model, data, classifier, sampler or model)
    add_to_card(directory, losses=losses)
