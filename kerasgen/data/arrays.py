"""Arrays that were given, checked and split."""

import re

import numpy as np

from kerasgen.core.labels import NOT_LABELLED
from kerasgen.data.splits import Data, Split
from kerasgen.errors import InputError


def from_arrays(name, examples, labels=None, test_share=0.1):
    """`Data` from one array, of which a part is set aside for testing, always the same."""
    examples = checked(name, examples)
    labels, class_names = class_numbers(name, labels, len(examples))
    return Data(name, *Split(examples, labels).set_aside(test_share), class_names)


def from_splits(name, train, test):
    """`Data` from two pairs of an array and labels or None, for training and for testing."""
    (train, labels), (test, test_labels) = train, test
    train, test = checked(name, train), checked(name, test)
    if train.shape[1:] != test.shape[1:]:
        raise InputError(
            f"{name}: training examples are {train.shape[1:]}, test ones {test.shape[1:]}."
        )
    labels, class_names = class_numbers(name, labels, len(train))
    test_labels, test_class_names = class_numbers(name, test_labels, len(test))
    if class_names != test_class_names:
        raise InputError(f"{name}: the labels for training and for testing are of other classes.")
    return Data(name, Split(train, labels), Split(test, test_labels), class_names)


def checked(name, examples):
    """The examples as bytes or as float32 in [0, 1], or an `InputError` that says what is wrong."""
    examples = np.asarray(examples)
    if examples.dtype.kind not in "buif":
        raise InputError(f"{name}: the examples are of type {examples.dtype}, not numbers.")
    if examples.ndim == 3:
        examples = examples[..., None]
    if examples.ndim not in (2, 4) or (examples.ndim == 4 and examples.shape[-1] not in (1, 3)):
        raise InputError(
            f"{name}: shape {examples.shape} is neither (count, features), (count, height, width) "
            "nor (count, height, width, channels) with 1 or 3 channels."
        )
    if len(examples) < 2:
        raise InputError(f"{name}: {len(examples)} examples are too few; give at least 2.")
    if examples.dtype.kind == "f" and not np.isfinite(examples).all():
        raise InputError(f"{name}: the examples hold NaN or infinite values; remove or fill them.")
    low, high = examples.min(), examples.max()
    if low < 0 or high > (1 if examples.dtype.kind == "f" else 255):
        raise InputError(
            f"{name}: values from {low:g} to {high:g}; give bytes 0 to 255 or floats in [0, 1]."
        )
    is_bytes = examples.dtype.kind in "ui" and high > 1
    return examples.astype("uint8" if is_bytes else "float32")


def class_numbers(name, labels, count):
    """Labels as numbers from 0 with the names of their classes, `(None, ())` without labels.

    What is `-1`, empty or NaN is not labelled, and stays `NOT_LABELLED`.
    """
    if labels is None:
        return None, ()
    labels = np.asarray(labels).reshape(-1)
    if len(labels) != count:
        raise InputError(f"{name}: {count} examples but {len(labels)} labels.")
    known = ~np.isin(labels.astype(str), ("", "-1", "-1.0", "nan"))
    if not known.any():
        return None, ()
    class_names, numbers = np.unique(labels[known], return_inverse=True)
    if len(class_names) == 1 and not known.all():
        raise InputError(
            f"{name}: the only labels are {class_names[0]} and those of examples that are not "
            "labelled, -1 or empty; if -1 is a class, give it another name."
        )
    class_names = [str(class_name) for class_name in class_names]
    order = sorted(range(len(class_names)), key=lambda number: _natural(class_names[number]))
    found = np.full(count, NOT_LABELLED, "int64")
    found[known] = np.argsort(order)[numbers]
    return found, tuple(class_names[number] for number in order)


def _natural(text):
    """A key by which -1 stands before 2, that before 10, and item 2 before item 10."""
    parts = [part for part in re.split(r"(^-?[\d.]+$|\d+)", text) if part]
    return [(0, float(part), "") if is_number(part) else (1, 0.0, part) for part in parts]


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
