"""What every method does that learns from few labels, and from them classes."""

import numpy as np
import pytest
from keras import ops
from small_models import OF_THE_CONTRACT, assert_same_weights, build, sgd, untouched

from kerasgen.catalogue import methods
from kerasgen.core import trained_autoencoder
from kerasgen.errors import InputError

pytestmark = OF_THE_CONTRACT
CLASSES = {name: method.load() for name, method in methods().items()}
TAUGHT, LEARNING = (
    {name: methods()[name] for name, cls in CLASSES.items() if getattr(cls, declared)}
    for declared in ("few_labels", "classifies")
)
every_taught_method = pytest.mark.parametrize("method", TAUGHT.values(), ids=TAUGHT)
every_learning_method = pytest.mark.parametrize("method", LEARNING.values(), ids=LEARNING)
LABELS = np.where(np.arange(16) % 3, np.arange(16) % 10, -1)


def tensors(*arrays):
    return tuple(ops.convert_to_tensor(array) for array in arrays)


@every_learning_method
def test_it_gives_a_probability_of_each_class(method, images):
    model = untouched(method.name)
    probabilities = model.classify(images[:6])
    assert probabilities.shape == (6, 10) and probabilities.min() > 0
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, rtol=1e-5)
    logits = np.array(model.classifier_network()(model.features(images[:6])))
    np.testing.assert_allclose(
        probabilities, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True), rtol=1e-4
    )


@every_learning_method
def test_what_is_logged_of_classes_is_of_labelled_examples(method, images, monkeypatch):
    # What is learnt from are draws of codes, what is classified are their means: here the same.
    monkeypatch.setattr(trained_autoencoder, "reparametrise", lambda mean, *_: mean)
    model = build(method)
    images = images[:16]
    logs = model.test_step(tensors(images, LABELS))
    known = LABELS >= 0
    probabilities = model.classify(images)[known]
    of_label = probabilities[np.arange(len(probabilities)), LABELS[known]]
    assert float(logs["class_nll"]) == pytest.approx(-np.log(of_label).mean(), rel=1e-4)
    right = probabilities.argmax(axis=1) == LABELS[known]
    assert float(logs["accuracy"]) == pytest.approx(right.mean())


@every_taught_method
def test_minus_1_and_a_one_hot_of_zeros_are_the_same(method, images):
    one_hot = np.eye(11)[LABELS][:, :10].astype("float32")
    models = []
    for labels in (LABELS, one_hot):
        model = build(method)
        model.compile(**sgd(model))
        model.train_step(tensors(images[:16], labels))
        models.append(model)
    assert_same_weights(*models)


@every_taught_method
@pytest.mark.parametrize("labels", [np.full(16, -1), np.arange(16) % 10], ids=["none", "all"])
def test_batches_may_have_no_labels_or_all(method, labels, images):
    model = build(method)
    model.compile()
    logs = model.train_step(tensors(images[:16], labels))
    assert np.isfinite([float(value) for value in logs.values()]).all()
    assert all(np.isfinite(weight.numpy()).all() for weight in model.weights)


@every_taught_method
def test_labels_are_needed(method, images):
    with pytest.raises(InputError, match=r"needs labels .*, or -1 for none"):
        untouched(method.name).test_step(tensors(images[:16]))
