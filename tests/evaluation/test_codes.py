"""The page that `kerasgen evaluate` writes, and what stands on it."""

from html.parser import HTMLParser

import numpy as np
import pytest

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.data import Data, Split, load_data
from kerasgen.evaluation.codes import evaluate_codes
from kerasgen.evaluation.restoration import gaussian_noise, masking_noise
from kerasgen.networks import SINGLE_LAYER
from kerasgen.pictures import charts, report


class Identity:
    """Codes that are the data: as good as the raw data in everything."""

    encoder = Autoencoder.from_data_shape((8, 8, 1), 64, SINGLE_LAYER).encoder

    def encode(self, x):
        return x.reshape(len(x), -1)

    def reconstruct(self, x):
        return x


def test_codes_that_are_the_data_are_worth_the_data():
    numbers, sections = evaluate_codes(Identity(), load_data("digits"), limit=300)
    assert numbers["train_examples"] == 300
    assert numbers["squared_error"]["model"] == 0
    for probe in ("linear_probe", "nearest_neighbours"):
        assert numbers[probe]["codes"] == numbers[probe]["raw"] > 0.8
    error = numbers["robustness"]["gaussian_noise"]
    assert error["0.0"] == 0 and error["0.1"] < error["0.5"]
    # Nothing is repaired: the missing values stay 0.
    assert numbers["inpainting"]["half"]["model"] > numbers["inpainting"]["half"]["mean"]
    headings = [section.heading for section in sections]
    assert "Repair of missing values" in headings and "Clusters without labels" in headings


def test_unlabelled_vectors_are_measured_without_classes():
    x = np.random.default_rng(0).random((80, 6), dtype="float32")
    model = Autoencoder.from_data_shape((6,), 2, SINGLE_LAYER)
    numbers, _ = evaluate_codes(model, Data("table", Split(x[:60]), Split(x[60:])))
    assert "linear_probe" not in numbers and "inpainting" not in numbers
    assert set(numbers["squared_error"]) == {"model", "pca"}


def test_noise_has_the_strength_that_it_says():
    x = np.full((100, 100), 0.5, "float32")
    assert (masking_noise(x, 0.3) == 0).mean() == pytest.approx(0.3, abs=0.02)
    assert (gaussian_noise(x, 0.1) - x).std() == pytest.approx(0.1, rel=0.05)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_page_stands_alone_and_escapes(tmp_path):
    picture = np.zeros((4, 4, 3), "uint8")
    section = report.Section("a < b", "x & y", ("", "value"), [("n", 0.5)], {"<img>": picture})
    report.save(report.page("<script>", [section]), tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    tags = Tags(text).found
    assert not {"script", "link"} & {tag for tag, _ in tags}
    sources = [attributes["src"] for tag, attributes in tags if tag == "img"]
    assert len(sources) == 1 and sources[0].startswith("data:image/png;base64,")
    assert "a &lt; b" in text and "x &amp; y" in text and "0.500" in text


def test_charts_are_pictures():
    codes = np.random.default_rng(0).standard_normal((30, 5))
    labels = np.arange(30) % 3
    for picture in (
        charts.scatter(charts.pca_plane(codes), labels, ("a", "b", "c")),
        charts.scatter(charts.tsne_plane(codes)),
        charts.scatter(charts.pca_plane(codes[:, :1])),
        charts.histogram(np.maximum(codes, 0)),
        charts.curves({"noise": {0.0: 1.0, 0.5: 2.0}}, "x", "y"),
    ):
        assert picture.dtype == np.uint8 and picture.shape[2] == 3 and picture.min() < 200
