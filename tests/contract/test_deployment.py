"""What every method ships."""

import keras
import numpy as np
import pytest
from small_models import OF_THE_CONTRACT, build, every_method, untouched

from kerasgen.catalogue import methods
from kerasgen.core import prior

pytestmark = OF_THE_CONTRACT
GENERATING = [
    pytest.param(method, id=name) for name, method in methods().items() if method.load().generates
]
INTEGERS = {"label", "c1", "codes", "component"}  # categories by their numbers


@pytest.mark.parametrize("method", GENERATING)
def test_generate_is_a_function_of_the_seed(method):
    model = untouched(method.name)
    first = model.generate(5, seed=1)
    assert first.shape == (5, 8, 8, 1)
    if not hasattr(model, "likelihood") or "logits" in model.likelihood.heads:
        assert (first >= 0).all() and (first <= 1).all()
    np.testing.assert_array_equal(first, model.generate(5, seed=1))
    assert not np.array_equal(first, model.generate(5, seed=2))
    assert not np.array_equal(model.generate(5), model.generate(5))


@pytest.mark.parametrize("method", GENERATING)
def test_few_and_many_examples_are_those_of_the_prior_inputs(method, monkeypatch):
    model = untouched(method.name)
    drawn = {name: np.array(value) for name, value in model.prior_inputs(5, (1, 0)).items()}
    first = next(iter(model.deployed()))
    expected = model.apply_deployed(first, **drawn)["data"]
    np.testing.assert_allclose(model.generate(5, seed=1), expected, atol=1e-6)
    monkeypatch.setattr(prior, "AT_ONCE", 4)
    np.testing.assert_allclose(model.generate(5, seed=1), expected, atol=1e-6)


@every_method
def test_what_is_deployed_has_named_float32_ends(method):
    keras.config.set_dtype_policy("mixed_bfloat16")
    for network in build(method).deployed().values():
        for tensor in (*network.input.values(), *network.output.values()):
            assert tensor.dtype == ("int32" if tensor.name in INTEGERS else "float32")
            assert tensor.shape[0] is None
