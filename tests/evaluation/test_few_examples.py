"""Evaluations of few and of unbalanced examples: what cannot be measured is left out and said."""

import json

import numpy as np
import pytest
from small_models import build

from kerasgen.catalogue import methods
from kerasgen.data import load_data
from kerasgen.evaluation import evaluate_model
from kerasgen.files import json_text

pytestmark = pytest.mark.usefixtures("untraced", "hasty_classifier")
OF_TWO, OF_SIX = {"codes", "latent space"}, {"worth of samples"}


def some(digits, case):
    images, labels = digits.train.as_floats(), digits.train.labels
    if case == "unbalanced":
        zeros, ones, twos = (np.flatnonzero(labels == digit) for digit in range(3))
        chosen = np.concatenate([zeros[:60], ones[:1], twos[:3]])
        return load_data((images[chosen], labels[chosen]))
    return load_data((images[:case], labels[:case]))


@pytest.mark.parametrize(
    ("name", "case", "left_out"),
    [
        ("vae", 12, OF_TWO | OF_SIX),  # 1 test example
        ("autoencoder", 12, {"codes"}),
        ("vae", 20, OF_SIX),  # 2
        ("info_gan", 40, OF_SIX),  # 4
        ("gan", 60, set()),  # 6
        ("vae", "unbalanced", set()),
    ],
)
def test_what_cannot_be_measured_is_left_out_and_said(name, case, left_out, digits, tmp_path):
    model, data = build(methods()[name]), some(digits, case)
    numbers, sections = evaluate_model(model, data, tmp_path / "classifier.keras")
    assert set(numbers.get("left_out", {})) == left_out
    headings = {section.heading for section in sections}
    assert {f"Left out: {part}" for part in left_out} <= headings
    assert "null" not in json_text(numbers) and json.loads(json_text(numbers))
