"""Data sets as arrays of known range, and the pipelines that feed them to `fit`."""

import csv
import os
from dataclasses import replace
from pathlib import Path

from sklearn.datasets import load_digits

from kerasgen.data import densities, readers, shapes
from kerasgen.data.arrays import from_arrays, from_splits
from kerasgen.data.splits import Data, Split
from kerasgen.errors import InputError

__all__ = ["Data", "Split", "load_data"]

OWN = ("digits", "shapes", "dirac", *densities.DENSITIES)


def load_data(source):
    """A data set by its name or place.

    Args:
        source: `"digits"` (8x8, comes with scikit-learn); `"shapes"` (32x32, drawn here, with
            all factors of variation known); `"gaussian_1d"`, `"ring"` or `"grid"` (points of a
            known density, the only data beyond [0, 1]); `"dirac"` (one point); the name of a
            TensorFlow Datasets image set such as `"mnist"`; a folder of images of one size, whose
            subfolders (if any) are classes; an `.npz` file with `x_train` (and `y_train`,
            `x_test`, `y_test`) or `x` (and `y`); an `.npy` file; a `.csv` file with one example a
            row and, if there is a header, an optional column `label`; or an array, a pair of
            array and labels, or two such pairs for training and testing, as
            `keras.datasets.mnist.load_data()` gives them. Values are bytes 0 to 255 or floats in
            [0, 1].

    Returns:
        `Data`. Without a test split of its own a tenth is set aside, always the same.

    Raises:
        InputError: for values out of range, NaN, mixed image sizes, empty folders, unknown
            names and unreadable files; the message says what to do.

    Example:
        >>> load_data("digits").train.examples.shape  # (1438, 8, 8, 1)
    """
    if not isinstance(source, (str, os.PathLike)):
        parts = source if isinstance(source, tuple) else (source,)
        if len(parts) == 2 and all(isinstance(part, tuple) and len(part) == 2 for part in parts):
            return from_splits("array", *parts)
        return from_arrays("array", *parts)
    if source == "digits":
        digits = load_digits()
        data = from_arrays("digits", digits.images / 16.0, digits.target, test_share=0.2)
        return replace(data, kind="digits")
    if source == "shapes":
        return shapes.shapes()
    if source == "dirac":
        return densities.dirac()
    if source in densities.DENSITIES:
        return densities.points(source)
    path = Path(source)
    by_suffix = {".npz": readers.from_npz, ".npy": readers.from_npy, ".csv": readers.from_csv}
    if path.is_dir():
        return readers.from_folder(path)
    if path.suffix in by_suffix:
        if not path.is_file():
            raise InputError(f"There is no file {path}.")
        try:
            return by_suffix[path.suffix](path)
        except InputError:
            raise
        except (ValueError, OSError, csv.Error) as error:
            raise InputError(f"{path} cannot be read: {error}") from error
    return readers.from_tfds(str(source), OWN)
