"""Saved models back into memory."""

import re

import keras
import tensorflow as tf

from kerasgen.catalogue import methods
from kerasgen.errors import InputError
from kerasgen.files import file_in
from kerasgen.files.cards import check_whole
from kerasgen.files.keras_files import check_keras_file
from kerasgen.files.memory import variables_within
from kerasgen.presets import located, nearest

# What Keras, its layers and TensorFlow raise of a configuration that no model has.
FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
    tf.errors.OpError,
)


def load(path, custom_objects=None):
    """The model in a `.keras` file, a run, an exported directory, or of a name.

    Args:
        path: a `.keras` file; a directory that holds `model.keras`, of which, in a run that kept
            its best epoch, `best.keras` is taken; the name of a trained model that
            `kerasgen models` lists; or `hf://user/repository`, which is fetched once. Of the last
            two the card is told on stderr.
        custom_objects: dict, name to a class or function of yours that is not registered with
            Keras.

    Returns:
        the model, compiled as it was saved; one from an export is not compiled.

    Raises:
        InputError: if there is no such file, it is damaged, is not the one that a card beside it
            tells of, is of a later kerasgen, or holds something that Keras does not know, or a
            program, or files of others: what is refused is in `docs/security.md`.

    Example:
        >>> load("runs/vae-digits").generate(16, seed=1)
        >>> load("vae-mnist").generate(16, seed=1)
    """
    source, path = path, located(path)
    file = _used_of(path) if path.is_dir() else path
    if not file.is_file():
        raise InputError(
            f"No model at {file}; a finished run and an export have a model.keras. "
            f"{nearest(source)}"
        )
    if path.is_dir():
        check_whole(path, file)
    for method in methods().values():
        method.load()
    size = check_keras_file(file)
    try:
        with variables_within(size):
            return keras.saving.load_model(file, custom_objects=custom_objects)
    except FAULTS as error:
        raise InputError(f"{file} cannot be loaded: {_reason(error)}") from error


def _reason(error):
    """What an error of Keras says, in one line."""
    unknown = re.search(r"[Cc]ould not (?:locate|resolve) (?:class|function) '(\w+)'", str(error))
    if unknown:
        name = unknown[1]
        return (
            f"{name} is not known; import what holds it, with "
            f"@keras.saving.register_keras_serializable() above it, or give custom_objects="
            f"{{{name!r}: {name}}}."
        )
    said = str(error).strip().split("\n")[0]
    return said if isinstance(error, (TypeError, ValueError)) else f"{type(error).__name__} {said}"


def _used_of(directory):
    """The file that a directory is used by; the best of a run only when it is finished."""
    last, best = (file_in(directory, f"{name}.keras") for name in ("model", "best"))
    return best if last.is_file() and best.is_file() else last


def is_whole(file):
    """Whether a `.keras` file is there with every byte as it was written."""
    try:
        check_keras_file(file)
    except InputError:
        return False
    return True
