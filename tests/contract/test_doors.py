"""What every method is given, and what it does with it: right, or refused in one line."""

import inspect
import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops
from small_models import (
    OF_THE_CONTRACT,
    arrays_for,
    assert_same_weights,
    build,
    every_method,
    first_of_their_kind,
    fit,
    sgd,
    untouched,
    with_functions_of_its_own,
    with_steps_of_its_own,
)

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.catalogue import methods
from kerasgen.errors import InputError
from kerasgen.gans.gan import GAN
from kerasgen.networks import Dense

pytestmark = OF_THE_CONTRACT
GAMES = {name: method for name, method in methods().items() if method.load().adversarial}
LABELLED = {name: method for name, method in methods().items() if method.load().labelled}
TAUGHT = {n: m for n, m in methods().items() if n in LABELLED or m.load().few_labels}
every_labelled_method = pytest.mark.parametrize("method", LABELLED.values(), ids=LABELLED)
every_taught_method = pytest.mark.parametrize("method", TAUGHT.values(), ids=TAUGHT)
own_step = pytest.mark.parametrize("method", with_steps_of_its_own(methods()))


def tensors(*arrays):
    return tuple(ops.convert_to_tensor(array) for array in arrays)


def refused(model, *arrays, match):
    with pytest.raises(InputError, match=match) as refusal:
        model.test_step(tensors(*arrays))
    assert "\n" not in str(refusal.value)


def stepped(method, *arrays):
    """A model after one step of descent."""
    model = build(method)
    model.compile(**sgd(model))
    model.train_step(tensors(*arrays))
    return model


@every_method
def test_examples_of_another_shape_are_refused(method, images):
    model = untouched(method.name)
    images, *labels = arrays_for(model, images[:16])
    refused(model, images[..., 0], *labels, match=r"\(8, 8, 1\), not \(8, 8\).*x\[..., None\]")
    refused(model, np.repeat(images, 3, -1), *labels, match=r"\(8, 8, 1\), not \(8, 8, 3\)")
    refused(model, images.reshape(-1, 64), *labels, match=r"\(8, 8, 1\), not \(64,\)")
    with pytest.raises(InputError, match=r"np\.stack"):
        model.fit(list(images), *labels)
    for verb in (model.fit, model.evaluate):
        with pytest.raises(InputError, match=r"\(8, 8, 1\), not \(8, 16, 1\)"):
            verb(np.repeat(images, 2, 2), *labels)


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_other_shapes_are_refused_after_right_ones_too(method, images):
    """Keras compiles for any shape what it is given in a second one."""
    model = build(method)
    model.compile(**sgd(model))
    right, *labels = arrays_for(model, images[:16])
    wrong = np.repeat(right, 2, 2)
    model.fit(right, *labels, verbose=0)
    asked, asked_wrong = (asked_of(model, *pair) for pair in ((right, 4), (wrong, 5)))
    model.predict(asked, verbose=0)
    one_wrong = tf.data.Dataset.from_tensor_slices((wrong, *labels)).batch(8)
    for verb, given in (
        (model.fit, (wrong, *labels)),
        (model.fit, (one_wrong,)),
        (model.evaluate, (wrong, *labels)),
        (model.predict, (asked_wrong,)),
        (model.train_on_batch, (wrong, *labels)),
    ):
        with pytest.raises(InputError, match=r"not \((8, 16, 1|5,)\)") as refusal:
            verb(*given)
        assert "\n" not in str(refusal.value)
    with pytest.raises(InputError, match=r"not \(8, 16, 1\)"):
        model.fit(right, *labels, validation_data=(wrong, *labels), verbose=0)
    with pytest.raises(InputError, match="As a target"):
        model.fit(right, wrong, verbose=0)


def asked_of(model, images, latent_dim):
    """What `predict` is given: images, or what a generator makes some of."""
    labels = {"label": np.arange(len(images)) % 10} if model.labelled else {}
    if not model.adversarial:
        return {"data": images, **labels} if labels else images
    latents = np.zeros((len(images), latent_dim), "float32")
    inputs = model.generator.input
    if not isinstance(inputs, dict):
        return latents
    given = {n: np.zeros((len(images), *i.shape[1:]), "float32") for n, i in inputs.items()}
    return {**given, **labels, "latents": latents}


@every_method
def test_bytes_are_shares_of_255_and_other_integers_are_refused(method):
    model = untouched(method.name)
    grey = np.random.default_rng(0).integers(0, 256, (16, 8, 8, 1))
    grey, *labels = arrays_for(model, grey)
    found, *_ = model.parts_of(tensors(grey.astype("uint8"), *labels))
    np.testing.assert_allclose(found, grey / 255, rtol=1e-6)
    for integers in ("int64", "int8", "uint16"):
        refused(model, grey.astype(integers), *labels, match=f"not {integers}")


@every_method
def test_values_that_a_model_cannot_make_are_refused(method, images):
    model = untouched(method.name)
    low, high = model.data_range
    batch = tensors(*arrays_for(model, 2 * images - 1))
    model.test_step(batch)
    if low == -math.inf:
        model.misfits.refuse()
        return
    assert (low, high) == (0.0, 1.0)
    with pytest.raises(InputError, match=r"values outside \[0, 1\]"):
        model.misfits.refuse()
    model.misfits.refuse()  # what was refused is not held against what comes after it


def of_probabilities(method):
    """A model whose data, or those of its autoencoder, are probabilities, where it can have one."""
    if "autoencoder" in inspect.signature(method.load()).parameters:
        return build(method, autoencoder=build(methods()["vae"], likelihood="bernoulli"))
    given = "likelihood" in inspect.signature(method.load()).parameters
    given = given and not method.name.startswith("linear_")
    return build(method, **({"likelihood": "bernoulli"} if given else {}))


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_one_wrong_value_late_in_the_data_stops_fit_and_evaluate(method, images):
    model = of_probabilities(method)
    if model.data_range[0] == -math.inf:
        pytest.skip("makes any value")
    model.compile(**sgd(model))
    fit(model, images)
    images = images.copy()
    images[-1, 0, 0] = 1.5
    with pytest.raises(InputError, match="values outside"):
        fit(model, images)
    with pytest.raises(InputError, match="values outside"):
        model.evaluate(*arrays_for(model, images), verbose=0)
    with pytest.raises(InputError, match="values outside"):
        model.train_on_batch(*arrays_for(model, images))


@every_taught_method
def test_labels_beyond_the_classes_are_refused(method, images):
    model = build(method)
    model.compile(**sgd(model))
    for wrong in (10, -2 if model.few_labels else -1):
        with pytest.raises(InputError, match="no numbers from 0 to 9"):
            model.fit(images, np.where(np.arange(len(images)) == 5, wrong, 1), verbose=0)
    refused(model, images, match="needs labels")
    refused(model, images, np.zeros((len(images), 3)), match=r"needs labels.*not .*\(count, 3\)")
    refused(model, images, np.full(len(images), "cat"), match="needs labels.*not .*string")


@every_taught_method
def test_labels_between_the_classes_are_refused(method, images):
    model = untouched(method.name)
    one_hot = np.eye(10)[np.arange(16) % 10]
    share_of_none = 0.5 * one_hot if model.few_labels else 0 * one_hot
    for wrong in (np.full(16, 0.5), share_of_none, 5 * one_hot, -one_hot + 0.2):
        model.labelled_examples(tensors(images[:16], wrong))
        with pytest.raises(InputError, match="no numbers from 0 to 9"):
            model.misfits.refuse()
    model.labelled_examples(tensors(images[:16], 0.5 * one_hot + 0.05))
    model.misfits.refuse()
    with pytest.raises(InputError, match=r"np\.unique"):
        model.fit(images[:16], np.full(16, "cat"), verbose=0)


@every_taught_method
def test_labels_are_numbers_a_column_of_them_or_one_hot(method, images):
    labels = np.arange(16) % 10
    forms = labels, labels[:, None], labels.astype("float64"), np.eye(10)[labels]
    model = untouched(method.name)
    for form in forms:
        found = model.labelled_examples(tensors(images[:16], form))
        np.testing.assert_array_equal(found["label"], np.eye(10)[labels])


@every_labelled_method
def test_what_is_asked_for_is_a_class(method, images):
    model = untouched(method.name)
    for wrong in (10, -1, 0.5, "3"):
        with pytest.raises(InputError, match=r"label of .* a number from 0 to 9"):
            model.generate(2, seed=0, label=wrong)
        if model.encodes:
            with pytest.raises(InputError, match=r"label of .* a number from 0 to 9"):
                model.reconstruct(images[:2], label=[wrong, wrong])
    with pytest.raises(InputError, match=r"of shape \(2,\), not \(2, 10\)"):
        model.generate(2, seed=0, label=np.eye(10)[:2])
    given = asked_of(model, images[:2], latent_dim=4)
    numbers = np.array([3, 5])
    found, expected = (
        model.predict({**given, "label": labels}, verbose=0)
        for labels in (numbers, np.eye(10)[numbers])
    )
    np.testing.assert_array_equal(found, expected)
    with pytest.raises(InputError, match="no numbers from 0 to 9"):
        model.predict({**given, "label": numbers + 5}, verbose=0)


TAKING_TARGETS = {
    n for n, m in methods().items() if issubclass(m.load(), Autoencoder) and not m.load().few_labels
}


@every_method
def test_a_target_is_learnt_or_refused(method, images):
    model = build(method)
    x, target = images[:16], images[16:32]
    if method.name not in TAKING_TARGETS:
        refused(model, x, target, match="learns from examples alone|needs labels")
        return
    terms = {name: float(value) for name, value in model.test_step(tensors(x, target)).items()}
    found = terms.get("reconstruction_nll", terms.get("squared_error", terms["loss"]))
    error = np.square(model(x) - target).sum() / 16
    assert found == pytest.approx(error, rel=1e-5)


@every_method
def test_what_weighs_nothing_changes_nothing(method, images):
    first, labels = images[:16], np.arange(16) % 10
    if not method.load().separable:
        refused(untouched(method.name), first, labels, np.ones(16), match="no sample weights")
        return
    others = np.concatenate([images[:8], images[16:24]])
    weights = np.float32([1] * 8 + [0] * 8)
    models = [stepped(method, data, labels, weights) for data in (first, others)]
    assert_same_weights(*models)


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_weights_count_without_labels_too(method, images):
    model = build(method)
    model.compile(**sgd(model))
    arrays, nothing = arrays_for(model, images), np.zeros(len(images))
    if not model.separable:
        with pytest.raises(InputError, match="no sample weights"):
            model.fit(*arrays, sample_weight=nothing, verbose=0)
        return
    before = [v.numpy() for v in model.trainable_variables]
    model.fit(*arrays, sample_weight=nothing, verbose=0)
    for variable, old in zip(model.trainable_variables, before):
        np.testing.assert_array_equal(variable, old)


@every_method
def test_a_data_set_of_dicts_is_read_by_shape(method, images):
    model = untouched(method.name)
    labels = np.arange(16) % 10
    arrays = {"image": images[:16], "label": labels, "id": np.arange(16)}
    entries = dict(zip(arrays, tensors(*arrays.values())))
    x, y, weights = model.parts_of(entries)
    np.testing.assert_array_equal(x, images[:16])
    np.testing.assert_array_equal(y, labels)
    assert weights is None
    with pytest.raises(InputError, match="one entry of shape"):
        model.test_step({"image": ops.ones((2, 7, 7, 1)), "label": ops.ones(2)})


@pytest.mark.parametrize("method", with_functions_of_its_own(methods()))
def test_verbs_take_what_training_takes(method, images):
    model = untouched(method.name)
    verbs = {
        "encode": model.encodes,
        "reconstruct": model.reconstructs,
        "recognise": model.recognises,
    }
    labels = [np.zeros(2, int)] if model.labelled else []
    grey = np.uint8(255 * images[:2])
    for verb in (getattr(model, verb) for verb, has in verbs.items() if has):
        found, expected = (verb(data, *labels) for data in (grey, grey / np.float32(255)))
        keras.tree.map_structure(np.testing.assert_array_equal, found, expected)
    if model.encodes and not model.adversarial:
        given = {"data": grey, "label": labels[0]} if model.labelled else grey
        found = model.predict(given, verbose=0)
        np.testing.assert_allclose(found, model.reconstruct(grey, *labels), atol=1e-5)
    for verb in (getattr(model, verb) for verb, has in verbs.items() if has):
        with pytest.raises(InputError, match=r"\(8, 8, 1\), not \(8, 8\)"):
            verb(images[:2, ..., 0], *labels)
    if model.encodes:
        with pytest.raises(InputError, match="latents of"):
            model.decode(np.zeros((2, model.latent_dim + 1)), *labels)


@pytest.mark.parametrize("method", GAMES.values(), ids=GAMES)
def test_games_predict_from_what_their_generators_take(method, images):
    model = untouched(method.name)
    made = model.predict(asked_of(model, images[:3], 4), verbose=0)
    assert made.shape == (3, 8, 8, 1)
    with pytest.raises(InputError, match=r"\.predict takes"):
        model.predict(images, verbose=0)


def with_a_last_tanh(cls):
    encoder = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(4)])
    decoder = keras.Sequential(
        [keras.Input((4,)), layers.Dense(64, "tanh"), layers.Reshape((8, 8, 1))]
    )
    if cls is Autoencoder:
        return Autoencoder(encoder, decoder)
    return GAN.from_data_shape((8, 8, 1), 4, Dense((16,)), output_activation="tanh")


@pytest.mark.parametrize("cls", [Autoencoder, GAN])
def test_data_that_are_half_of_what_a_tanh_makes_are_not_taken_without_a_word(cls, images):
    model = with_a_last_tanh(cls)
    model.compile()
    with pytest.raises(InputError, match=r"x / 127\.5 - 1"):
        model.test_step(tensors(np.uint8(255 * images)))
    with pytest.warns(UserWarning, match=r"2 \* x - 1"):
        model.fit(images, verbose=0)
    model.fit(2 * images - 1, verbose=0)
    if model.encodes:
        with pytest.raises(InputError, match=r"x / 127\.5 - 1"):
            model.encode(np.uint8(255 * images))


@own_step
def test_a_batch_of_one_leaves_all_weights_finite(method, images):
    options = (
        {"data_size": 10} if "data_size" in inspect.signature(method.load()).parameters else {}
    )
    model = build(method, **options)
    model.compile()
    for count in (1, 16):  # the latter more than `data_size`
        model.train_step(tensors(*arrays_for(model, images[:count])))
    for variable in model.weights:
        assert np.isfinite(variable).all(), variable.path
    assert np.isfinite([float(value) for value in model.results().values()]).all()
