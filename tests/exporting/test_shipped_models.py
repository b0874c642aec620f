"""Models that earlier commits trained and exported: what is saved stays readable."""

from pathlib import Path

import numpy as np
import pytest

from kerasgen.exporting import verify
from kerasgen.loading import load

SHIPPED = sorted(path.parent for path in Path(__file__).parents[2].glob("saved_models/*/card.json"))
every_model = pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)


@every_model
def test_it_loads_and_computes_what_it_did(folder):
    model = load(folder)
    first = next(iter(model.deployed()))
    with np.load(folder / "reference.npz") as stored:
        inputs, expected = (
            {
                key.rpartition("/")[2]: stored[key]
                for key in stored
                if key.startswith(f"{kind}/fixed-3/{first}/")
            }
            for kind in ("inputs", "outputs")
        )
    assert expected
    found = model.apply_deployed(first, **inputs)
    for name, array in expected.items():
        # Of another machine's processor, whose sums round otherwise.
        np.testing.assert_allclose(found[name], array, atol=1e-5)


@pytest.mark.slow
@every_model
def test_it_verifies(folder):
    assert all(comparison.passed for comparison in verify(folder))
