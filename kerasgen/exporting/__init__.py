"""Deployed networks to SavedModel, ONNX and LiteRT, and the proof that they compute the same."""

import shutil
from pathlib import Path

from kerasgen import pictures
from kerasgen.core.samplers import PriorSampler
from kerasgen.errors import InputError
from kerasgen.exporting import precisions, readme, serving, versions
from kerasgen.exporting.description import add_to_card, describe
from kerasgen.exporting.formats import (
    FOLDERS,
    FORMATS,
    UNASKED,
    check_formats,
    write,
    write_smaller,
)
from kerasgen.exporting.image_files import ImageFiles
from kerasgen.exporting.precision import in_float32
from kerasgen.exporting.served import served_beside
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
from kerasgen.files.cards import digest

__all__ = ["FORMATS", "add_to_card", "export", "verify"]


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
    check_formats(formats)
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
        missing = write(part, number, functions, served, formats, type(model).__name__)
        inputs = precisions.calibration_inputs(model, source, functions, calibration)
        missing |= write_smaller(part, functions, set(formats) - set(missing), smaller, inputs)
        model.without_optimizers().save(part / "model.keras")
        if sampler:
            sampler.save(part / SAMPLER)
            card = {**(card or {}), "sampler": sampler.name}
        calls = save_reference(part / "reference.npz", source, functions, served)
        if source.generates:
            _draw_samples(model, source, functions, part / "samples.png")
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


def _draw_samples(model, source, functions, path):
    first = next(iter(functions.values()))
    samples = first(source.prior_inputs(64, (0, 0)), training=False)["data"].numpy()
    images = ImageFiles.of(model)
    pictures.save(pictures.grid(images.shades(samples) if images else samples), path)


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
