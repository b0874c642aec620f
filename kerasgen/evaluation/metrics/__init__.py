"""What models, codes and reconstructions are worth, measured on arrays and on functions."""

from kerasgen.evaluation.metrics.annealing import annealed_log_likelihood, bidirectional_bounds
from kerasgen.evaluation.metrics.calibration import calibration_error
from kerasgen.evaluation.metrics.clusters import (
    cluster_scores,
    clustering,
    hungarian_accuracy,
    matched_accuracy,
)
from kerasgen.evaluation.metrics.disentanglement import (
    dci,
    factor_vae_score,
    mutual_information_gap,
)
from kerasgen.evaluation.metrics.fidelity import (
    classifier_score,
    covered_classes,
    density_coverage,
    frechet_distance,
    kernel_distance,
    label_agreement,
    mean_pairwise_distance,
    precision_recall,
)
from kerasgen.evaluation.metrics.likelihood import log_likelihood
from kerasgen.evaluation.metrics.modes import mode_counts
from kerasgen.evaluation.metrics.posteriors import active_units, kl_terms
from kerasgen.evaluation.metrics.probes import few_labels, linear_probe, nearest_neighbours
from kerasgen.evaluation.metrics.reconstruction import pca_errors, robustness, squared_error
from kerasgen.evaluation.metrics.strokes import slant, stroke_width
from kerasgen.formulas.parzen import choose_scale, parzen_log_likelihood

__all__ = [
    "active_units",
    "annealed_log_likelihood",
    "bidirectional_bounds",
    "calibration_error",
    "choose_scale",
    "classifier_score",
    "cluster_scores",
    "clustering",
    "covered_classes",
    "dci",
    "density_coverage",
    "factor_vae_score",
    "few_labels",
    "frechet_distance",
    "hungarian_accuracy",
    "kernel_distance",
    "kl_terms",
    "label_agreement",
    "linear_probe",
    "log_likelihood",
    "matched_accuracy",
    "mean_pairwise_distance",
    "mode_counts",
    "mutual_information_gap",
    "nearest_neighbours",
    "parzen_log_likelihood",
    "pca_errors",
    "precision_recall",
    "robustness",
    "slant",
    "squared_error",
    "stroke_width",
]
