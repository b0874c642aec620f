"""Deployed networks to SavedModel, ONNX and LiteRT, and the proof that they compute the same."""

import json
import shutil
from pathlib import Path

import keras
import tensorflow as tf

import kerasgen
from kerasgen import pictures
from kerasgen.cards import digest
from kerasgen.core.samplers import PriorSampler
from kerasgen.errors import InputError
from kerasgen.exporting import litert, onnx, precisions, readme, savedmodel, serving, versions
from kerasgen.exporting.image_files import ImageFiles
from kerasgen.exporting.precision import in_float32
from kerasgen.exporting.served import served_beside
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
    model,
    directory,
    formats=UNASKED,
    card=None,
    sampler=None,
    version=None,
    smaller=(),
    calibration=None,
):
    """Ship what users of a trained model need, verified, into a directory.

    The directory appears when every file in it was reloaded in its own runtime, in a process
    without kerasgen and Keras, and computed what the model computes. A format that cannot be
    written, or computes something else, is left out, and refused when the others are there. What
    OpenVINO cannot run, or computes in its own way, is said and no reason to refuse. It holds
    `tensorflow/1/` (a base path for TensorFlow Serving, beside configurations and `clients/`),
    `onnx/<function>.onnx`, `litert/<function>.tflite`, `model.keras` (not compiled),
    `reference.npz` (inputs and outputs to verify by), `card.json`, `README.md` and, of a model
    that generates, `samples.png`. With a sampler a model generates that has no prior; it is kept
    in `sampler.npz`.

    Into a directory that holds an export goes the next version: `tensorflow/2/` beside
    `tensorflow/1/`, by one rename, and all else in place of what was there. Files that are no
    part of an export stay.

    Args:
        model: a kerasgen model.
        directory: path that does not exist, is an empty folder, or holds an export whose clients
            can call this one: with the signatures that it has, of the same tensors, ranges and
            meanings.
        formats: names among `"savedmodel"`, `"onnx"` and `"litert"`.
        card: dict or None. What is known of the training, written into `card.json`.
        sampler: fitted object such as `GaussianMixtureSampler()`, which the SavedModel's
            `sample` draws latents from; None for the model's own prior, if it has one.
        version: int >= 1 or None. The number of the version, higher than those that are there;
            None for the next one.
        smaller: names among `"float16"` and `"int8"`, precisions in which ONNX and LiteRT files
            are written beside those in float32: `onnx/<function>.int8.onnx`. The card says what
            each weighs, takes and may differ by.
        calibration: array `(count, ...)`, some hundred training examples, by which LiteRT's int8
            is calibrated; of more than 256 the first. Not needed for anything else.

    Returns:
        list of comparisons, as from `verify`.

    Raises:
        InputError: if `directory` holds anything else, or an export whose clients this one would
            break, a format is unknown, the version is there, the sampler is not fitted,
            calibration is missing, or a format is missing from what was written: a function has
            an operation that ONNX or LiteRT lacks, or an exported file computes something else.

    Example:
        >>> export(model, "digits-vae")
    """
    directory = Path(directory)
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        raise InputError(f"Formats are {', '.join(FORMATS)}; got {', '.join(unknown) or 'none'}.")
    precisions.check(formats, smaller, calibration)
    place, number = versions.plan(directory, formats, version)
    functions = {name: in_float32(network) for name, network in model.deployed().items()}
    if sampler and not sampler.is_fitted:
        raise InputError(f"The {type(sampler).__name__} is not fitted; call its `fit` first.")
    if isinstance(sampler, PriorSampler):
        sampler = None  # the model holds it
    source = sampler or model
    with whole_folder(place) as part:
        served = served_beside(model, source, functions) if "savedmodel" in formats else {}
        missing = _write(part, number, functions, served, formats, type(model).__name__)
        inputs = precisions.calibration_inputs(model, source, functions, calibration)
        missing |= _write_smaller(part, functions, set(formats) - set(missing), smaller, inputs)
        model.without_optimizers().save(part / "model.keras")
        if sampler:
            sampler.save(part / SAMPLER)
            card = {**(card or {}), "sampler": sampler.name}
        generates = source.generates
        calls = save_reference(part / "reference.npz", source, functions, served)
        if generates:
            first = next(iter(functions.values()))
            samples = first(source.prior_inputs(64, (0, 0)), training=False)["data"].numpy()
            images = ImageFiles.of(model)
            shown = images.shades(samples) if images else samples
            pictures.save(pictures.grid(shown), part / "samples.png")
        there = [name for name in formats if name not in missing]
        parity = measure(part, there, precisions.unstated(there, functions, smaller))
        parity = precisions.with_tolerances(parity)
        missing |= _refused(parity)
        written = [name for name in formats if name not in missing]
        if not written:
            raise InputError(" ".join(missing.values()))
        if "savedmodel" in missing and place != directory:
            raise InputError(f"{missing['savedmodel']} {directory} has what it had.")
        for name in missing:
            shutil.rmtree(part / FOLDERS[name], ignore_errors=True)
        parity = [row for row in parity if row.runtime in ("keras", *runtimes(written))]
        offered = served if "savedmodel" in written else {}
        whole_card = describe(model, functions, offered, written, parity, card or {})
        whole_card["sha256"] = {"model.keras": digest(part / "model.keras")}
        if smaller:
            whole_card["precisions"] = precisions.described(part, source, functions, parity)
        if "savedmodel" in written:
            name, first = serving.model_name(directory), next(iter(functions))
            whole_card |= serving.write(part, number, name, first, calls)
        if place != directory:
            versions.check_follows(directory, part, whole_card)
        write_json(part / "card.json", whole_card)
        readme.write(part, directory.name, whole_card)
    versions.settle(directory)
    if missing:
        raise InputError(
            f"{' '.join(missing.values())} {directory} has {', '.join(written)} alone."
        )
    return parity


def _write(part, number, functions, served, formats, method):
    """Write these formats, and return why each that cannot be written is missing."""
    missing = {}
    for name in formats:
        try:
            if name == "savedmodel":
                savedmodel.write(functions, served, part / FOLDERS[name] / str(number))
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


def describe(model, functions, served, formats, parity, card):
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
        "parameters": model.deployed_parameters(),
        **card,
        "functions": signatures,
        "served": {name: call.described(signatures) for name, call in served.items()},
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
