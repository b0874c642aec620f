"""Deployed networks to SavedModel, ONNX and LiteRT, and the proof that they compute the same."""

import json
import math
import shutil
from pathlib import Path

import keras
import tensorflow as tf

import kerasgen
from kerasgen import pictures
from kerasgen.core.samplers import PriorSampler
from kerasgen.errors import InputError
from kerasgen.exporting import litert, onnx, precisions, readme, savedmodel
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


def export(
    model, directory, formats=UNASKED, card=None, sampler=None, smaller=(), calibration=None
):
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
        smaller: names among `"float16"` and `"int8"`, precisions in which ONNX and LiteRT files
            are written beside those in float32: `onnx/<function>.int8.onnx`. The card says what
            each weighs, takes and may differ by.
        calibration: array `(count, ...)`, some hundred training examples, by which LiteRT's int8
            is calibrated; of more than 256 the first. Not needed for anything else.

    Returns:
        list of comparisons, as from `verify`.

    Raises:
        InputError: if `directory` is not empty, a format is unknown, the sampler is not fitted,
            calibration is missing, or a format is missing from what was written: a function has
            an operation that ONNX or LiteRT lacks, or an exported file computes something else.

    Example:
        >>> export(model, "digits-vae")
    """
    directory = Path(directory)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError(f"{directory} exists and is not empty; name another directory.")
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        raise InputError(f"Formats are {', '.join(FORMATS)}; got {', '.join(unknown) or 'none'}.")
    precisions.check(formats, smaller, calibration)
    functions = {name: in_float32(network) for name, network in model.deployed().items()}
    if sampler and not sampler.is_fitted:
        raise InputError(f"The {type(sampler).__name__} is not fitted; call its `fit` first.")
    if isinstance(sampler, PriorSampler):
        sampler = None  # the model holds it
    source = sampler or model
    with whole_folder(directory) as part:
        missing = _write(part, source, functions, formats, type(model).__name__)
        inputs = precisions.calibration_inputs(model, source, functions, calibration)
        missing |= _write_smaller(part, functions, set(formats) - set(missing), smaller, inputs)
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
        there = [name for name in formats if name not in missing]
        parity = measure(part, there, precisions.unstated(there, functions, smaller))
        parity = precisions.with_tolerances(parity)
        missing |= _refused(parity)
        written = [name for name in formats if name not in missing]
        if not written:
            raise InputError(" ".join(missing.values()))
        for name in missing:
            shutil.rmtree(part / FOLDERS[name], ignore_errors=True)
        parity = [row for row in parity if row.runtime in ("keras", *runtimes(written))]
        whole_card = describe(model, functions, written, parity, card or {})
        if smaller:
            whole_card["precisions"] = precisions.described(part, source, functions, parity)
        write_json(part / "card.json", whole_card)
        readme.write(part, directory.name, whole_card)
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


def _write_smaller(part, functions, formats, smaller, inputs):
    """Write functions in fewer bits, and return why each format that lacks one is missing."""
    if "onnx" in formats:
        precisions.write_onnx(part / FOLDERS["onnx"], functions, smaller)
    try:
        if "litert" in formats:
            precisions.write_litert(part / FOLDERS["litert"], functions, smaller, inputs)
    except InputError as error:
        return {"litert": str(error)}
    return {}


def add_to_card(directory, **more):
    """Put more of what is known of an export into its `card.json` and its README.

    Args:
        directory: an exported directory.
        **more: what JSON can hold, by its name in the card.

    Example:
        >>> add_to_card("digits-vae", losses={"float32": {"onnxruntime": {"squared_error": 9.0}}})
    """
    directory = Path(directory)
    card = json.loads((directory / "card.json").read_text(encoding="utf-8")) | more
    write_json(directory / "card.json", card)
    readme.write(directory, directory.name, card)


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
