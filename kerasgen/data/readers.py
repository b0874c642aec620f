"""Files, folders and TensorFlow Datasets to arrays."""

import csv
import warnings

import numpy as np
from PIL import Image

from kerasgen.data.arrays import checked, from_arrays, from_splits, is_number
from kerasgen.data.splits import Data, Split
from kerasgen.errors import InputError
from kerasgen.files.archives import read_array, read_arrays

IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"}
# Pillow goes by what is in a file; of other formats some are read by programs that it starts.
IMAGE_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")


def from_npz(path):
    """Data from an `.npz` file with Keras's names of arrays."""
    arrays = read_arrays(path)
    if "x_train" not in arrays:
        if "x" not in arrays:
            raise InputError(f"{path} has no array x_train or x; it has {', '.join(arrays)}.")
        return from_arrays(path.stem, arrays["x"], arrays.get("y"))
    if "x_test" not in arrays:
        return from_arrays(path.stem, arrays["x_train"], arrays.get("y_train"))
    splits = ((arrays[f"x_{split}"], arrays.get(f"y_{split}")) for split in ("train", "test"))
    return from_splits(path.stem, *splits)


def from_npy(path):
    """Data from an `.npy` file."""
    return from_arrays(path.stem, read_array(path))


def from_csv(path):
    """Data from a table, one example a row."""
    with path.open(newline="") as file:
        first = next(csv.reader(file), [])
    if not first:
        raise InputError(f"{path} is empty.")
    header = [] if all(is_number(field) for field in first) else first
    rows = np.loadtxt(path, delimiter=",", skiprows=len(header[:1]), dtype=str, ndmin=2)
    labels = None
    if "label" in header:
        labels = rows[:, header.index("label")]
        rows = np.delete(rows, header.index("label"), axis=1)
    values = rows.astype("float64")
    if values.size and np.nanmax(values) > 1 and np.array_equal(values, np.round(values)):
        values = values.astype("int64")
    return from_arrays(path.stem, values, labels)


def from_folder(folder):
    """Data from images in a folder, whose subfolders are classes.

    Images beside them, and those in a subfolder `unlabelled`, are of no known class.
    """
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in IMAGE_SUFFIXES)
    if not files:
        raise InputError(f"{folder} holds no images ({', '.join(sorted(IMAGE_SUFFIXES))}).")
    images = []
    for file in files:
        if not file.is_file():
            raise InputError(f"{file} is no regular file; remove or replace it.")
        try:
            images.append(_image(file))
        # A damaged PNG is a SyntaxError to Pillow.
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise InputError(f"{file} is not a readable image; remove or replace it.") from error
    sizes = {image.size for image in images}
    if len(sizes) > 1:
        shown = ", ".join(f"{w}x{h}" for w, h in sorted(sizes)[:3])
        raise InputError(f"{folder} mixes image sizes ({shown}); resize them to one size first.")
    mode = "L" if all(image.mode == "L" for image in images) else "RGB"
    folders = np.array([file.relative_to(folder).parent.as_posix() for file in files])
    labels = np.where(np.isin(folders, (".", "unlabelled")), "", folders)
    labels = labels if len(set(folders)) > 1 else None
    return from_arrays(folder.name, np.stack([np.asarray(i.convert(mode)) for i in images]), labels)


def _image(file):
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=IMAGE_FORMATS) as image:
                return image.convert("L" if image.mode in ("1", "L", "I;16") else "RGB")
        except Image.DecompressionBombWarning as error:
            raise ValueError(str(error)) from error


def from_tfds(name, own):
    """Data from a TensorFlow Datasets image set; `own` are other names that would be known."""
    import tensorflow_datasets as tfds

    try:
        builder = tfds.builder(name)
    except Exception as error:
        raise InputError(
            f"No data set {name!r}: give {', '.join(own)}, a TensorFlow Datasets name such as "
            "mnist, a folder of images, or an .npz, .npy or .csv file."
        ) from error
    if "image" not in builder.info.features:
        raise InputError(f"The TensorFlow data set {name!r} has no images.")
    if None in builder.info.features["image"].shape:
        raise InputError(f"The images of {name!r} differ in size; resize them into a folder first.")
    try:
        builder.download_and_prepare()
    except Exception as error:
        raise InputError(
            f"{name!r} could not be downloaded ({type(error).__name__}); "
            "set TFDS_DATA_DIR to a folder that holds it, or connect to the internet."
        ) from error
    splits = [split for split in ("train", "test") if split in builder.info.splits]
    parts = [builder.as_dataset(split=split, batch_size=-1) for split in splits]
    arrays = [
        (part["image"].numpy(), part["label"].numpy() if "label" in part else None)
        for part in parts
    ]
    if splits != ["train", "test"]:
        return from_arrays(name, *arrays[0])
    names = tuple(builder.info.features["label"].names) if "label" in builder.info.features else ()
    return Data(
        name, *(Split(checked(name, examples), labels) for examples, labels in arrays), names
    )
