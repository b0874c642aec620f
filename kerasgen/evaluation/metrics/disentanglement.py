"""How far each unit of a code stands for one known factor of the data, and no other."""

import numpy as np
from scipy.stats import entropy
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.metrics import mutual_info_score


def mutual_information_gap(codes, factors, bins=20):
    """Information that a factor's best latent has over its second best, as a share of all.

    `(I(z_best; v) - I(z_second; v)) / H(v)`, mean over factors `v`: 1 if each factor is in one
    latent alone, 0 if it is in two alike or in none. Mutual information is that of counts,
    the codes in bins of equal width as in [Locatello et al., 2019, Appendix
    C](https://arxiv.org/abs/1811.12359).

    Args:
        codes: array `(count, latent_dim)`. A single latent is compared with none.
        factors: int array `(count, factor_count)`.
        bins: int >= 2. Per latent, between its least and greatest value.

    Returns:
        float in [0, 1].

    Raises:
        ValueError: if a factor has a single value.

    Reference: [Chen et al., 2018, Eq. 6](https://arxiv.org/abs/1802.04942)

    Example:
        >>> mutual_information_gap([[0.1], [0.2], [0.9]], [[0], [0], [1]])  # 1.0
    """
    factors = _varied(factors)
    binned = [
        np.digitize(code, np.histogram_bin_edges(code, bins)[1:-1])
        for code in np.asarray(codes, "float64").T
    ]
    gaps = []
    for factor in factors.T:
        information = [mutual_info_score(code, factor) for code in binned]
        *_, second, best = np.sort([0.0, *information])
        gaps.append((best - second) / mutual_info_score(factor, factor))
    return float(np.mean(gaps))


def dci(train_codes, train_factors, test_codes, test_factors):
    """Disentanglement, completeness and informativeness, by predicting each factor.

    A latent's importance for a factor is its share of the decrease in Gini impurity in a
    forest of 50 extremely randomised trees of depth 8 at most that predicts the factor from
    all latents. Their random thresholds leave noise fewer splits than searched ones would, and
    importance is divided evenly among latents that are alike.

    Args:
        train_codes: array `(count, latent_dim)`.
        train_factors: int array `(count, factor_count)`.
        test_codes: array `(count, latent_dim)`.
        test_factors: int array `(count, factor_count)`.

    Returns:
        dict of floats in [0, 1]: `disentanglement`, 1 if each latent matters for one factor
        alone, 0 if for all alike (mean over latents, weighted by importance); `completeness`,
        1 if each factor needs one latent alone, 0 if all alike (mean over factors);
        `informativeness`, the forests' test accuracy (mean over factors), which by chance is
        the share of the most frequent value.

    Raises:
        ValueError: if a factor has a single value among `train_factors`.

    Reference: [Eastwood and Williams, 2018, Section 2](https://openreview.net/forum?id=By-7dz-AZ)

    Example:
        >>> dci(codes, factors, test_codes, test_factors)["completeness"]  # 0.47
    """
    forest = ExtraTreesClassifier(50, max_depth=8, max_features=None, random_state=0)
    importances, accuracies = [], []
    for train_factor, test_factor in zip(_varied(train_factors).T, np.transpose(test_factors)):
        forest.fit(train_codes, train_factor)
        importances.append(forest.feature_importances_)
        accuracies.append(forest.score(test_codes, test_factor))
    # Latents that matter for nothing count as mattering for all alike, with no weight.
    importances = np.transpose(importances) + 1e-12
    return {
        "disentanglement": float(
            np.average(_concentration(importances), weights=importances.sum(axis=1))
        ),
        "completeness": float(np.mean(_concentration(importances.T))),
        "informativeness": float(np.mean(accuracies)),
    }


def _concentration(rows):
    return 1 - entropy(rows, axis=1) / np.log(max(2, rows.shape[1]))


def factor_vae_score(codes, factors, votes=800, batch=64, seed=0):
    """Accuracy of telling which factor is fixed from the latent that varies least.

    A vote draws a factor, one of its values and `batch` examples with that value; its latent
    is the one of least variance relative to its variance over all examples. From `votes` votes
    each latent gets the factor that it is most often drawn with; the score is the accuracy of
    this on as many other votes. A constant latent never
    wins.

    Args:
        codes: array `(count, latent_dim)`.
        factors: int array `(count, factor_count)`, ideally all combinations equally often.
        votes: int >= 1. For training, and again for evaluation.
        batch: int >= 2. Examples per vote, drawn with replacement.
        seed: int.

    Returns:
        float in [0, 1]; one over the number of factors is chance.

    Raises:
        ValueError: if a factor has a single value.

    Reference: [Kim and Mnih, 2018, Section 4](https://arxiv.org/abs/1802.05983)

    Example:
        >>> factor_vae_score(codes, factors)  # 0.72
    """
    codes, factors = np.asarray(codes, "float64"), _varied(factors)
    random = np.random.default_rng(seed)
    groups = [[np.flatnonzero(factor == v) for v in np.unique(factor)] for factor in factors.T]
    variances = codes.var(axis=0)
    varied = variances > 1e-12 * variances.max()

    def ballot():
        fixed = random.integers(len(groups), size=votes)
        latents = []
        for factor in fixed:
            group = groups[factor][random.integers(len(groups[factor]))]
            within = codes[random.choice(group, batch)].var(axis=0)
            share = np.divide(within, variances, out=np.full(len(within), np.inf), where=varied)
            latents.append(np.argmin(share))
        return np.array(latents), fixed

    counts = np.zeros((len(variances), len(groups)), int)
    np.add.at(counts, ballot(), 1)
    latents, fixed = ballot()
    return float(np.mean(counts.argmax(axis=1)[latents] == fixed))


def _varied(factors):
    factors = np.asarray(factors)
    single = np.flatnonzero(np.ptp(factors, axis=0) == 0)
    if len(single):
        raise ValueError(f"Factor {single[0]} has a single value; leave it out.")
    return factors
