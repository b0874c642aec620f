import numpy as np
import pytest

from kerasgen.evaluation import metrics

LABELS = np.repeat(np.arange(4), 50)
PERFECT = np.eye(4)[LABELS] + 0.01 * np.random.default_rng(0).standard_normal((200, 4))
SHUFFLED = np.random.default_rng(1).permutation(LABELS)


@pytest.mark.parametrize("probe", [metrics.linear_probe, metrics.nearest_neighbours])
def test_probes_on_perfect_and_useless_codes(probe):
    assert probe(PERFECT, LABELS, PERFECT, LABELS) == 1
    useless = np.random.default_rng(2).standard_normal((4000, 4))
    labels = np.random.default_rng(3).integers(4, size=4000)
    found = probe(useless[:2000], labels[:2000], useless[2000:], labels[2000:])
    assert found == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / 2000))


def test_probes_survive_constant_codes():
    constant = np.ones((200, 4))
    assert metrics.linear_probe(constant, LABELS, constant, LABELS) == 0.25
    assert metrics.few_labels(constant, LABELS, constant, LABELS, counts=(20,)) == {20: 0.25}


def test_few_labels_leaves_out_what_the_data_do_not_have():
    found = metrics.few_labels(PERFECT, LABELS, PERFECT, LABELS, counts=(4, 40, 1000))
    assert found == {40: 1.0}


def test_few_labels_are_drawn_afresh(monkeypatch):
    seeds = []

    def chosen(labels, count, seed):
        seeds.append(seed)
        return np.arange(0, 200, 10)

    monkeypatch.setattr("kerasgen.evaluation.metrics.probes.balanced_subset", chosen)
    metrics.few_labels(PERFECT, LABELS, PERFECT, LABELS, counts=(20,), draws=2, seed=7)
    assert seeds == [[7, 0], [7, 1]]


def test_clusters_agree_whatever_they_are_called():
    assert metrics.cluster_scores(LABELS, 3 - LABELS) == pytest.approx(
        {"accuracy": 1.0, "nmi": 1.0, "ari": 1.0}
    )
    one = metrics.cluster_scores(LABELS, np.zeros(200, int))
    assert one == pytest.approx({"accuracy": 0.25, "nmi": 0.0, "ari": 0.0})
    chance = metrics.cluster_scores(LABELS, SHUFFLED)
    assert abs(chance["ari"]) < 0.05


def test_hungarian_accuracy_worked_by_hand():
    # Cluster 0 goes to class 1 (2 examples), cluster 1 to class 0 (1 example).
    assert metrics.hungarian_accuracy([1, 1, 0, 0], [0, 0, 0, 1]) == 0.75


def test_clustering_finds_separate_classes_and_survives_constant_codes():
    for scores in metrics.clustering(PERFECT, LABELS).values():
        assert scores["accuracy"] == 1
    with pytest.warns(UserWarning, match="distinct clusters"):
        scores = metrics.clustering(np.ones((200, 3)), LABELS)
    assert scores["k_means"]["accuracy"] == 0.25


def test_pca_error_is_the_sum_of_the_discarded_eigenvalues():
    x = np.random.default_rng(0).standard_normal((300, 5)) * [3, 2, 1, 0.5, 0.1]
    eigenvalues = np.linalg.eigvalsh(np.cov(x.T, bias=True))[::-1]
    found = metrics.pca_errors(x, x, (1, 3))
    assert found == pytest.approx({1: eigenvalues[1:].sum(), 3: eigenvalues[3:].sum()})


def test_robustness_compares_with_the_clean_examples():
    clean = np.ones((10, 3))
    found = metrics.robustness(lambda x: x, clean, lambda x, s: x + s, (0.0, 2.0))
    assert found == {0.0: 0.0, 2.0: 12.0}


def test_active_units_are_those_whose_mean_varies():
    means = np.random.default_rng(0).standard_normal((1000, 3)) * [1.0, 0.2, 0.05]
    assert metrics.active_units(means + 5.0) == 2
