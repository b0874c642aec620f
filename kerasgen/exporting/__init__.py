"""Deployed networks to SavedModel, ONNX and LiteRT, and the proof that they compute the same."""

import math
import shutil
from pathlib import Path

import keras
import tensorflow as tf

import kerasgen
from kerasgen import pictures
from kerasgen.core.samplers import PriorSampler
from kerasgen.errors import InputError
from kerasgen.exporting import litert, onnx, readme, savedmodel
from kerasgen.exporting.precision import in_float32
from kerasgen.exporting.signatures import described
from kerasgen.exporting.verification import (
    READERS,
    SAMPLER,
    failures,
    measure,
    runtimes,
    save_reference,
    verify,
)
from kerasgen.files import whole_folder, write_json

__all__ = ["FORMATS", "export", "verify"]

FOLDERS = {"savedmodel": "tensorflow", "onnx": "onnx", "litert": "litert"}
FORMATS = tuple(FOLDERS)
UNASKED = ("savedmodel", "onnx")


def export(model, directory, formats=UNASKED, card=None, sampler=None):
    """Ship what users of a trained model need, verified, into a directory.

    The directory appears when every file in it was reloaded in its own runtime, in a process
    without kerasgen and Keras, and computed what the model computes. A format that cannot be
    written, or computes something else, is left out, and refused when the others are there. What
    OpenVINO cannot run, or computes in its own way, is said and no reason to refuse. It holds
    `tensorflow/1/` (a base path for TensorFlow Serving), `onnx/<function>.onnx`,
    `litert/<function>.tflite`,
    `model.keras` (not compiled), `reference.npz` (inputs and outputs to verify by), `card.json`,
    `README.md` and, of a model that generates, `samples.png`. With a sampler a model generates
    that has no prior; it is kept in `sampler.npz`.

    Args:
        model: a kerasgen model.
        directory: path that does not exist or is an empty folder.
        formats: names among `"savedmodel"`, `"onnx"` and `"litert"`.
        card: dict or None. What is known of the training, written into `card.json`.
        sampler: fitted object such as `GaussianMixtureSampler()`, which the SavedModel's
            `sample` draws latents from; None for the model's own prior, if it has one.

    Returns:
        list of comparisons, as from `verify`.

    Raises:
        InputError: if `directory` is not empty, a format is unknown, the sampler is not fitted,
            or a format is missing from what was written: a function has an operation that ONNX
            or LiteRT lacks, or an exported file computes something else.

    Example:
        >>> export(model, "digits-vae")
    """
    directory = Path(directory)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError(f"{directory} exists and is not empty; name another directory.")
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        raise InputError(f"Formats are {', '.join(FORMATS)}; got {', '.join(unknown) or 'none'}.")
    functions = {name: in_float32(network) for name, network in model.deployed().items()}
    if sampler and not sampler.is_fitted:
        raise InputError(f"The {type(sampler).__name__} is not fitted; call its `fit` first.")
    if isinstance(sampler, PriorSampler):
        sampler = None  # the model holds it
    source = sampler or model
    with whole_folder(directory) as part:
        missing = _write(part, source, functions, formats, type(model).__name__)
        without_optimizers(model).save(part / "model.keras")
        if sampler:
            sampler.save(part / SAMPLER)
            card = {**(card or {}), "sampler": sampler.name}
        generates = source.generates
        save_reference(part / "reference.npz", source, functions, generates)
        if generates:
            first = next(iter(functions.values()))
            samples = first(source.prior_inputs(64, (0, 0)), training=False)["data"].numpy()
            pictures.save(pictures.grid(samples), part / "samples.png")
        parity = measure(part, [name for name in formats if name not in missing])
        missing |= _refused(parity)
        written = [name for name in formats if name not in missing]
        if not written:
            raise InputError(" ".join(missing.values()))
        for name in missing:
            shutil.rmtree(part / FOLDERS[name], ignore_errors=True)
        parity = [row for row in parity if row.runtime in ("keras", *runtimes(written))]
        whole_card = describe(model, functions, written, parity, card or {})
        write_json(part / "card.json", whole_card)
        description = readme.text(directory.name, whole_card, generates)
        (part / "README.md").write_text(description, encoding="utf-8")
    if missing:
        raise InputError(
            f"{' '.join(missing.values())} {directory} has {', '.join(written)} alone."
        )
    return parity


def _write(part, source, functions, formats, method):
    """Write these formats, and return why each that cannot be written is missing."""
    missing = {}
    for name in formats:
        try:
            if name == "savedmodel":
                savedmodel.write(source, functions, part / FOLDERS[name] / "1")
            elif name == "litert":
                litert.write(functions, part / FOLDERS[name])
            else:
                onnx.write(functions, part / FOLDERS[name], method)
        except InputError as error:
            missing[name] = str(error)
    return missing


def _refused(parity):
    """Why each format is missing that a runtime does not run as the model does."""
    refused = {}
    for row in failures(parity):
        reason = f"The export does not compute what the model does: {row}."
        if row.runtime == "keras":
            raise InputError(reason)
        name = next(name for name, readers in READERS.items() if row.runtime in readers)
        refused.setdefault(name, reason)
    return refused


def without_optimizers(model):
    """An uncompiled copy of a model, with the weights that are used: a third of the file."""
    copy = type(model).from_config(model.get_config())
    copy.set_weights(model.get_weights())
    for name in model.networks:
        getattr(copy, name).set_weights(model.averaged(name).get_weights())
    return copy


def describe(model, functions, formats, parity, card):
    """The contents of `card.json`."""
    class_names = card.get("training", {}).get("class_names")
    signatures = {
        name: described(model, network, class_names) for name, network in functions.items()
    }
    worst, cannot = {}, {}
    for row in parity:
        key = f"{row.runtime} {row.function}"
        if row.reason:
            cannot[key] = row.reason
        else:
            worst[key] = max(worst.get(key, 0.0), row.difference)
    return {
        "method": type(model).__name__,
        "parameters": sum(math.prod(v.shape) for v in _weights(functions)),
        **card,
        "functions": signatures,
        "formats": list(formats),
        "largest_difference": worst,
        "cannot_run": cannot,
        "versions": {
            "kerasgen": kerasgen.__version__,
            "keras": keras.__version__,
            "tensorflow": tf.__version__,
            **onnx.versions(),
            **(litert.versions() if "litert" in formats else {}),
        },
    }


def _weights(functions):
    return {id(v): v for network in functions.values() for v in network.weights}.values()
