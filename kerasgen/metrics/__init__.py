"""What models, codes and reconstructions are worth, measured on arrays and on functions."""

from kerasgen.metrics.codes import (
    balanced_subset,
    cluster_scores,
    clustering,
    few_labels,
    hungarian_accuracy,
    linear_probe,
    nearest_neighbours,
    pca_errors,
    robustness,
    squared_error,
)
from kerasgen.metrics.disentanglement import dci, factor_vae_score, mutual_information_gap
from kerasgen.metrics.latents import active_units, kl_terms
from kerasgen.metrics.likelihood import log_likelihood

__all__ = [
    "active_units",
    "balanced_subset",
    "cluster_scores",
    "clustering",
    "dci",
    "factor_vae_score",
    "few_labels",
    "hungarian_accuracy",
    "kl_terms",
    "linear_probe",
    "log_likelihood",
    "mutual_information_gap",
    "nearest_neighbours",
    "pca_errors",
    "robustness",
    "squared_error",
]
