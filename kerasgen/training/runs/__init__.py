"""A training in a directory: begun, interrupted, resumed, used."""

from kerasgen.training.runs.evaluation import evaluate
from kerasgen.training.runs.folder import (
    best_epoch,
    card_of,
    is_run,
    open_run,
    read_config,
    read_metrics,
)
from kerasgen.training.runs.generation import (
    class_number,
    fitted_sampler,
    generate,
    reconstructions,
)
from kerasgen.training.runs.shipping import calibration, measure_precisions
from kerasgen.training.runs.training import train

__all__ = [
    "best_epoch",
    "calibration",
    "card_of",
    "class_number",
    "evaluate",
    "fitted_sampler",
    "generate",
    "is_run",
    "measure_precisions",
    "open_run",
    "read_config",
    "read_metrics",
    "reconstructions",
    "train",
]
