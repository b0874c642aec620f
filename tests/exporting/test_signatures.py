"""What an export says of its inputs and outputs, for who has nothing else."""

import keras
import numpy as np
import pytest
from small_models import build

import kerasgen
from kerasgen.catalogue import methods
from kerasgen.exporting import readme
from kerasgen.exporting.signatures import described
from kerasgen.networks import Dense


@pytest.mark.parametrize("method", methods().values(), ids=list(methods()))
def test_every_number_of_every_method_is_explained_and_within_its_range(method):
    model = build(method)
    for name, network in model.deployed().items():
        signature = described(model, network)
        given = _drawn(signature["inputs"])
        results = network(given, training=False)
        assert set(results) == set(signature["outputs"])
        for output, array in results.items():
            low, high = signature["outputs"][output].get("range", (None, None))
            assert low is None or np.min(array) >= low - 1e-6, f"{output} of {name}"
            assert high is None or np.max(array) <= high + 1e-6, f"{output} of {name}"
            assert signature["outputs"][output]["shape"] == ["batch", *array.shape[1:]]
        assert all(tensor["meaning"] for side in signature.values() for tensor in side.values())


def _drawn(inputs):
    numbers, drawn = np.random.default_rng(0), {}
    for name, tensor in inputs.items():
        low, high = tensor.get("range", (None, None))
        least, most = -2.0 if low is None else low, 2.0 if high is None else high
        draw = numbers.uniform(least, most, (5, *tensor["shape"][1:]))
        drawn[name] = draw.astype(tensor["dtype"])
    return drawn


@pytest.mark.parametrize(
    "model, words",
    [
        (lambda: kerasgen.GAN.from_data_shape((3,), 2, Dense((4,))), "drawn from N(0, I)"),
        (lambda: kerasgen.SemiSupervisedGAN.from_data_shape((3,), 2, Dense((4,))), "on [0, 1]"),
        (lambda: kerasgen.BiGAN.from_data_shape((3,), 2, Dense((4,))), "on [-1.0, 1.0]"),
        (lambda: kerasgen.Autoencoder.from_data_shape((3,), 2, Dense((4,))), "codes"),
        (
            lambda: kerasgen.AdversarialAutoencoder.from_data_shape(
                (3,), 2, Dense((4,)), prior="gaussian_prior:5.0"
            ),
            "N(0, 5.0^2 I)",
        ),
    ],
)
def test_the_prior_of_latents_is_named(model, words):
    model = model()
    functions = model.deployed()
    first = "decode" if "decode" in functions else "generate"
    meaning = described(model, functions[first])["inputs"]["latents"]["meaning"]
    assert meaning.endswith(words)


def test_codes_of_data_are_drawn_from_no_prior():
    model = kerasgen.AdversarialAutoencoder.from_data_shape((3,), 2, Dense((4,)))
    latents = described(model, model.deployed()["encode"])["outputs"]["latents"]
    assert latents["meaning"] == "codes"


def test_an_output_that_nobody_explained_ships_without_words():
    model = kerasgen.VAE.from_data_shape((3,), 2, Dense((4,)))
    network = model.deployed()["decode"]
    own = keras.Model(network.input, {"own": network.output["data"]})
    assert described(model, own)["outputs"]["own"]["meaning"] == ""


def test_classes_have_their_names_in_their_order():
    model = kerasgen.SemiSupervisedVAE.from_data_shape((3,), 2, Dense((4,)), classes=2)
    names = ["cat", "dog"]
    functions = model.deployed()
    label = described(model, functions["decode"], names)["inputs"]["label"]
    assert (label["range"], label["names"]) == ([0, 1], names)
    probabilities = described(model, functions["classify"], names)["outputs"]["probabilities"]
    assert (probabilities["range"], probabilities["names"]) == ([0.0, 1.0], names)


def test_a_range_is_written_as_far_as_it_goes():
    assert readme._range({"range": [0.0, 1.0]}) == "from 0 to 1"
    assert readme._range({"range": [0.0, None]}) == "from 0"
    assert readme._range({}) == ""
    assert readme._range({"range": [0, 1], "names": ["cat", "dog"]}) == "0: cat, 1: dog"
