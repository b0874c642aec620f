"""A classifier of codes sees labelled examples alone, and codes alone."""

import types

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from small_models import untouched

from kerasgen.core.code_classifier import code_classifier
from kerasgen.errors import InputError

FIRST = types.SimpleNamespace(encodes=True, labelled=False, encode=lambda data: data[:, :1])
X = np.array([[-3.0, 9], [-1, -9], [1, 9], [3, -9], [-5, 9], [5, -9]])
LABELS = np.array([4, 4, 7, 7, -1, -1])


@pytest.mark.parametrize("classifier", [None, LogisticRegression()])
def test_it_learns_from_codes_of_what_is_labelled(classifier):
    """The second number tells other classes, and would be of use if it were seen."""
    reads = code_classifier(FIRST, X, LABELS, classifier)
    assert reads.predict(np.array([[-2.0, -9], [2.0, 9]])).tolist() == [4, 7]
    assert reads.score(X[:4], LABELS[:4]) == 1.0
    turned = code_classifier(FIRST, X, np.where(LABELS == -1, -1, 11 - LABELS), classifier)
    assert turned.predict(np.array([[-2.0, -9], [2.0, 9]])).tolist() == [7, 4]


def test_what_is_not_labelled_changes_nothing():
    found = code_classifier(FIRST, X, LABELS).decision_function(X)
    alone = code_classifier(FIRST, X[:4], LABELS[:4]).decision_function(X)
    np.testing.assert_array_equal(found, alone)


def test_a_latent_that_is_not_used_does_not_drown_the_others():
    """Of the classes of four examples it says as much as the other, of others nothing."""
    of_used, of_unused = np.array([[-1.0], [-1.0], [1.0], [1.0]]), np.array([[-1], [-1], [1], [1]])
    both = types.SimpleNamespace(encodes=True, labelled=False, encode=lambda data: data)
    seen = np.concatenate([of_used, 0.01 * of_unused], axis=1)
    reads = code_classifier(both, seen, np.array([0, 0, 1, 1]))
    assert reads.predict(np.array([[0.5, -0.02], [-0.5, 0.02]])).tolist() == [1, 0]


def test_codes_of_digits_are_read(digits):
    few = digits.with_labels(100)
    reads = code_classifier(untouched("vae"), few.train.as_floats(), few.train.labels)
    assert set(reads.predict(few.test.as_floats())) <= set(range(10))


@pytest.mark.parametrize("name", ["gan", "conditional_vae"])
def test_models_without_codes_of_data_alone_are_refused(name, images):
    with pytest.raises(InputError, match="no encoder of data alone"):
        code_classifier(untouched(name), images, np.arange(64) % 10)


def test_one_class_is_refused():
    with pytest.raises(InputError, match="two classes"):
        code_classifier(FIRST, X, np.where(LABELS == 4, 4, -1))
