"""What stands beside a measurement: fitted to training data, measured on test data."""

from types import SimpleNamespace

import numpy as np
import pytest

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.data import Data, Split
from kerasgen.data.mixtures import Mixture
from kerasgen.evaluation import metrics, restoration, samples
from kerasgen.evaluation.classifier import measure_samples
from kerasgen.evaluation.codes import evaluate_codes
from kerasgen.evaluation.known_density import evaluate_density
from kerasgen.networks import SINGLE_LAYER

RANDOM = np.random.default_rng(0)
# Too few to train on for what asks for a hundred labels, which takes seconds.
PARTS = slice(90), slice(90, 190)


def spread(deviations, count, centre=0.0):
    """Points whose sample mean and covariance are exactly those of these axes."""
    points = RANDOM.standard_normal((count, len(deviations)))
    white = np.linalg.qr(points - points.mean(axis=0))[0] * np.sqrt(count)
    return (centre + white * deviations).astype("float32")


# Codes ------------------------------------------------------------------------------------


class FirstTwo:
    """Codes that are the first two numbers of the data, and nothing for the others."""

    encoder = Autoencoder.from_data_shape((4,), 2, SINGLE_LAYER).encoder

    def encode(self, x):
        return x[:, :2]

    def reconstruct(self, x):
        return np.concatenate([x[:, :2], np.zeros_like(x[:, 2:])], axis=1)


def test_principal_components_of_the_training_data_reconstruct_the_test_data():
    """Training data vary most along other axes than test data: these are then lost."""
    train = spread([0.1, 0.2, 3.0, 2.0], 200, centre=1.0)
    test = spread([3.0, 2.0, 0.2, 0.1], 100, centre=2.0)
    numbers, sections = evaluate_codes(FirstTwo(), Data("axes", Split(train), Split(test)))
    # Along the two axes that are lost: the variance, and the distance of the means.
    by_pca = 3.0**2 + 2.0**2 + 2 * (2.0 - 1.0) ** 2
    by_model = 0.2**2 + 0.1**2 + 2 * 2.0**2
    expected = {"model": by_model, "pca": by_pca}
    # float32, and components that are a rotation of the axes by a thousandth.
    assert numbers["squared_error"] == pytest.approx(expected, rel=1e-3)
    (reconstruction,) = (section for section in sections if section.heading == "Reconstruction")
    assert [name for name, _ in reconstruction.rows] == ["model", "PCA of that size"]
    assert [error for _, error in reconstruction.rows] == list(numbers["squared_error"].values())


def test_errors_of_components_are_those_of_data_that_they_were_not_fitted_to():
    train, test = np.array([[1.0, 0], [-1, 0]]), np.array([[0, 3.0], [0, -3]])
    assert metrics.pca_errors(train, test, (1, 2)) == pytest.approx({1: 9.0, 2: 0.0}, abs=1e-9)
    beside = test + np.array([0.0, 2.0])
    assert metrics.pca_errors(train, beside, (1,)) == pytest.approx({1: 9.0 + 2.0**2})


def test_probes_learn_from_training_labels_and_are_tested_on_test_labels():
    """Test labels are the opposite of what the training data say: no test example is right."""
    x = np.concatenate([spread([0.1, 0.1], 60, -3.0), spread([0.1, 0.1], 60, 3.0)])
    labels = np.repeat([0, 1], 60)
    for probe in (metrics.linear_probe, metrics.nearest_neighbours):
        assert probe(x, labels, x[::2], 1 - labels[::2]) == 0
    few = metrics.few_labels(x, labels, x[::2], 1 - labels[::2], counts=(20,), draws=1)
    assert few == {20: 0}
    # One test example in four is of the wrong class.
    asked = np.where(np.arange(120) % 4 == 0, 1 - labels, labels)
    for probe in (metrics.linear_probe, metrics.nearest_neighbours):
        assert probe(x, labels, x, asked) == 0.75


def test_the_views_of_the_data_stand_in_the_columns_that_bear_their_names():
    """Classes are in the third number: the code lacks it, the components and the data have it."""
    labels = np.tile([0, 1], 95)
    x = RANDOM.standard_normal((190, 4)) * [1.0, 1.0, 0.1, 0.1]
    x[:, 2] += 10.0 * labels
    splits = (Split(x[part].astype("float32"), labels[part]) for part in PARTS)
    numbers, sections = evaluate_codes(FirstTwo(), Data("axes", *splits, ("a", "b")))
    assert numbers["train_examples"] == 90 and numbers["test_examples"] == 100
    for probe in ("linear_probe", "nearest_neighbours"):
        found = numbers[probe]
        # Four standard errors of a share of 100.
        assert found["codes"] == pytest.approx(0.5, abs=0.2)
        assert found["pca"] == found["raw"] == 1
    for scores in (numbers["clustering"]["pca"], numbers["clustering"]["raw"]):
        assert scores["gaussian_mixture"]["accuracy"] == 1
    assert numbers["clustering"]["codes"]["k_means"]["accuracy"] < 0.75
    for section in sections:
        if section.heading.startswith(("What the code says", "Clusters")):
            assert section.columns == ("", "code", "PCA of that size", "raw data")
            by_name = dict((row[0], row[1:]) for row in section.rows)
    assert numbers["clustering"]["pca"]["k_means"]["nmi"] == by_name["k means, nmi"][1]


def test_probes_of_codes_are_tested_on_other_labels():
    """Test examples are where the training data have the other class, one class after the other."""
    labels, tested = np.tile([0, 1], 45), np.repeat([0, 1], 20)
    train, test = RANDOM.standard_normal((90, 4)), RANDOM.standard_normal((40, 4))
    train[:, 0] += 20.0 * labels
    test[:, 0] += 20.0 * (1 - tested)
    splits = Split(train.astype("float32"), labels), Split(test.astype("float32"), tested)
    numbers, _ = evaluate_codes(FirstTwo(), Data("axes", *splits, ("a", "b")))
    assert set(numbers["linear_probe"].values()) == {0}
    assert set(numbers["nearest_neighbours"].values()) == {0}
    # Clusters have no names, and those of the training labels would be half wrong.
    assert numbers["clustering"]["codes"]["gaussian_mixture"]["accuracy"] == 1


def test_the_raw_data_are_all_of_the_data():
    """Classes are where the data hardly vary: components that are fewer lack them."""
    labels = np.tile([0, 1], 95)
    x = RANDOM.standard_normal((190, 4)) * [3.0, 2.0, 0.01, 0.01]
    x[:, 3] += 0.5 * labels
    splits = (Split(x[part].astype("float32"), labels[part]) for part in PARTS)
    numbers, _ = evaluate_codes(FirstTwo(), Data("axes", *splits, ("a", "b")))
    assert numbers["linear_probe"]["raw"] == 1
    # Four standard errors of a share of 100.
    assert numbers["linear_probe"]["pca"] == pytest.approx(0.5, abs=0.2)


# Restoration ------------------------------------------------------------------------------


class Grey:
    def reconstruct(self, x):
        return np.full_like(x, 0.5)


def test_gaps_are_filled_by_the_model_beside_the_mean_of_the_training_data():
    """Values of 1 are .5 from what the model says, and .75 from a training mean of 1/4."""
    train, test = np.full((5, 4, 4, 1), 0.25), np.ones((3, 4, 4, 1), "float32")
    numbers, section = restoration.inpainting(Grey(), train, test, seed=0)
    found = numbers["inpainting"]
    lost = {name: 16 - known.sum() for name, known in restoration.gaps((4, 4, 1)).items()}
    assert (lost["a quarter"], lost["half"]) == (4, 8)
    for name, count in lost.items():
        assert found[name] == pytest.approx({"model": count * 0.5**2, "mean": count * 0.75**2})
    assert section.rows[0] == ("a quarter", 4 * 0.25, 4 * 0.5625)
    assert section.columns == ("missing", "model", "mean")


def test_robustness_is_an_error_to_clean_examples_for_each_noise():
    """A model that passes on what it sees: masking loses a share of the squares of all values."""
    x = np.full((400, 50), 0.8, "float32")
    model = SimpleNamespace(reconstruct=lambda x: x)
    numbers, section = restoration.robustness(model, x, seed=0)
    masked, noisy = (numbers["robustness"][name] for name in ("masking_noise", "gaussian_noise"))
    for strength in restoration.STRENGTHS:
        # Four standard errors of a share of 20,000.
        assert masked[str(strength)] == pytest.approx(50 * strength * 0.64, abs=50 * 0.64 * 0.015)
    assert noisy["0.1"] == pytest.approx(50 * 0.1**2, rel=0.1)  # clipped beyond 2 deviations
    assert section.columns == ("strength", "masking noise", "gaussian noise")
    assert section.rows[3] == ("0.3", masked["0.3"], noisy["0.3"])


# Samples ----------------------------------------------------------------------------------


class ByFirstPixel:
    """A classifier whose features are two pixels, and which takes the first for a probability."""

    accuracy, fingerprint = 0.875, 7

    def read(self, images):
        pixels = images.reshape(len(images), -1)
        sure = pixels[:, :1]
        return {"features": pixels[:, :2], "probabilities": np.hstack([sure, 1 - sure])}


def pictures(of_class, second, count):
    """`count` images of two pixels: 1 in that share of the first, and these of the second."""
    first = (np.arange(count) < of_class * count).astype("float32")
    return np.stack([first, np.broadcast_to(second, count)], axis=1).reshape(count, 1, 2, 1)


def test_samples_and_training_images_are_both_compared_with_test_images():
    train, test, made = (pictures(0.5, level, 40) for level in (1.0, 4.0, 6.0))
    found = measure_samples(ByFirstPixel(), train, test, made[:20], labels=[1] * 20)
    # Means are apart in the second pixel, and, of the first 20 samples, in the first one.
    samples_, controls = found["samples"], found["controls"]
    variance = 40 / 39 / 4
    assert controls["frechet_distance"] == pytest.approx(3.0**2, abs=0.05)
    assert samples_["frechet_distance"] == pytest.approx(2.0**2 + 0.5**2 + variance, abs=1e-6)
    assert (samples_["precision"], controls["precision"]) == (0, 0)
    # Classes of the control are those of test images: both, evenly, where samples have one.
    assert (samples_["covered_classes"], controls["covered_classes"]) == (1, 2)
    assert samples_["classifier_score"] == pytest.approx(1)
    assert controls["classifier_score"] == pytest.approx(2)
    # All samples are of the first class, not of the second that they were to be.
    assert samples_["label_agreement"] == 0
    assert controls["label_agreement"] == 0.875
    assert found["counts"] == {"samples": 20, "test_images": 40}


def test_diversity_is_a_share_of_that_of_test_images():
    train, test, made = (
        pictures(1.0, scale * RANDOM.standard_normal(500), 500) for scale in (3.0, 2.0, 1.0)
    )
    found = measure_samples(ByFirstPixel(), train, test, made)
    # 500 distances that vary by about three quarters of their mean, on either side.
    error = 4 * 0.75 * (2 / 500) ** 0.5
    assert found["samples"]["diversity"] == pytest.approx(1 / 2, rel=error)
    assert found["controls"]["diversity"] == pytest.approx(3 / 2, rel=error)


def test_labels_go_with_their_samples():
    """Samples that are what they were to be, more than there are training images."""
    made = pictures(0.5, np.arange(40), 40)
    labels = [0] * 20 + [1] * 20
    train, test = pictures(0.5, 0.0, 12), pictures(0.5, 0.0, 10)
    found = measure_samples(ByFirstPixel(), train, test, made, labels)
    assert found["counts"]["samples"] == 12
    assert found["samples"]["label_agreement"] == 1


def test_precision_is_of_samples_and_recall_of_data():
    """Samples that are one of forty test images are among them, and reach it alone."""
    spread_out = pictures(1.0, np.arange(40.0), 40)
    found = measure_samples(ByFirstPixel(), spread_out, spread_out, pictures(1.0, 20.0, 20))
    assert (found["samples"]["precision"], found["samples"]["recall"]) == (1, 1 / 40)
    assert found["samples"]["coverage"] < 0.2


def test_a_classifier_of_other_data_is_replaced(monkeypatch, tmp_path):
    kept = SimpleNamespace(is_of=lambda data: data.fingerprint() == 1)
    fresh = SimpleNamespace(save=lambda file: None)
    monkeypatch.setattr(samples, "load_classifier", lambda file: kept)
    monkeypatch.setattr(samples, "train_classifier", lambda data: fresh)
    file = tmp_path / "classifier.keras"
    data = SimpleNamespace(fingerprint=lambda: 1)
    assert samples.kept_classifier(data, file) is fresh
    file.touch()
    assert samples.kept_classifier(data, file) is kept
    data = SimpleNamespace(fingerprint=lambda: 2)
    assert samples.kept_classifier(data, file) is fresh


def test_a_page_shows_samples_before_real_images(monkeypatch):
    """A generator of what it is asked for, in two classes; ten test images."""
    asked = []

    def generate(count, seed, label):
        asked.append((count, seed, list(label)))
        return label.reshape(-1, 1, 1, 1).astype("float32")

    model = SimpleNamespace(categories={"label": 2}, generate=generate)
    split = Split(np.zeros((10, 1, 1, 1), "float32"), np.zeros(10, int))
    measured = {
        "samples": {"frechet_distance": 5.0}, "controls": {"frechet_distance": 1.0},
        "counts": {"samples": 10, "test_images": 10},
    }  # fmt: skip
    given = []
    monkeypatch.setattr(samples, "kept_classifier", lambda data, file: ByFirstPixel())
    monkeypatch.setattr(samples, "measure_samples", lambda *a: given.append(a) or measured)
    _, section = samples.evaluate_samples(model, Data("d", split, split, ("a", "b")), "file")
    assert asked == [(10, 1, [0, 1] * 5)]
    np.testing.assert_array_equal(given[0][3][:, 0, 0, 0], given[0][4])
    assert section.columns == ("", "samples", "real images in their place")
    assert section.rows == [("frechet distance", 5.0, 1.0)]


# Points -----------------------------------------------------------------------------------


def points(density, model_points, train, test):
    model = SimpleNamespace(
        generates=True, adversarial=False, generate=lambda *_, **__: model_points
    )
    return evaluate_density(model, Data("points", Split(train), Split(test), density=density))


def test_the_control_of_modes_is_what_as_many_test_points_get():
    density = Mixture(np.array([[0.0, 0.0], [8.0, 0.0]]), 0.5)
    at = lambda *xs: np.array([[x, 0.0] for x in xs], "float32")  # noqa: E731
    numbers, section = points(density, at(0, 4), at(4, 4, 4, 4), at(0, 8, 4, 4))
    assert (numbers["modes"], numbers["good_share"]) == (1, 0.5)
    assert section.rows[:2] == [("modes", 1, 2), ("good share", 0.5, 1.0)]


def test_the_control_of_a_distance_is_that_of_training_points():
    """In deviations of the test points, from which samples are 4 away and training points 1."""
    density = Mixture(np.zeros((1, 1)), 2.0)
    made, train, test = (np.float32(x)[:, None] for x in ([0, 16], [-1, 5], [-2, 2]))
    numbers, section = points(density, made, train, test)
    assert numbers == pytest.approx({"wasserstein_1_over_std": 4.0})
    assert section.rows == [("wasserstein 1 over std", pytest.approx(4.0), pytest.approx(1.0))]
