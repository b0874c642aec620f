"""The proof: exported files and the model compute the same, each in its own process."""

import functools
import importlib.util
import itertools
import math
import secrets
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from kerasgen.core.generative_model import GenerativeModel
from kerasgen.core.samplers import load_sampler
from kerasgen.errors import InputError
from kerasgen.exporting import versions, witness
from kerasgen.exporting.image_files import shades_in
from kerasgen.exporting.inspection import inspect
from kerasgen.exporting.precision import in_float32
from kerasgen.exporting.references import check_reference, check_sampler, read_reference
from kerasgen.exporting.served import served_beside
from kerasgen.files import file_in
from kerasgen.loading import load

BATCH_SIZES = (1, 3, 64)
SAMPLER = "sampler.npz"
HALF_A_SHADE = 0.5 / 255  # what rounding to bytes may change
# OpenVINO fuses and reorders sums on its own account; the others keep TensorFlow's order closely.
TOLERANCES = {
    "keras": 1e-5,
    "tensorflow": 1e-5,
    "onnxruntime": 1e-5,
    "openvino": 1e-4,
    "ai_edge_litert": 1e-5,
}
READERS = {
    "savedmodel": ("tensorflow",),
    "onnx": ("onnxruntime", "openvino"),
    "litert": ("ai_edge_litert",),
}
# What these cannot run, or run in their own way, is said and not held against a file.
OBSERVERS = ("openvino",)


@dataclass(frozen=True)
class Comparison:
    """One function in one runtime on one batch, beside the model.

    Args:
        runtime: a key of `TOLERANCES`.
        function: name.
        case: `"fixed-3"`: inputs stored at export, batch of 3; `"random-3"`: new ones.
        difference: largest absolute difference of any output, divided by the largest
            absolute output where that exceeds 1.
        reason: why the runtime cannot run the function; empty where it can.
        stated: what a function in fewer bits, such as `decode.int8`, may differ by; else None.
    """

    runtime: str
    function: str
    case: str
    difference: float
    reason: str = ""
    stated: float | None = None

    @property
    def binding(self):
        """Whether an export is refused that does not pass."""
        return self.runtime not in OBSERVERS

    @property
    def tolerance(self):
        return TOLERANCES[self.runtime] if self.stated is None else self.stated

    @property
    def passed(self):
        return self.difference <= self.tolerance

    def __str__(self):
        if self.reason:
            return f"{self.runtime} cannot run {self.function}: {self.reason}"
        return (
            f"{self.function} in {self.runtime} on {self.case} differs by {self.difference:.3g} "
            f"(allowed {self.tolerance:g})"
        )


def verify(directory):
    """Reload every exported file in every installed runtime and compare it with the model.

    Of several versions it is the newest, which TensorFlow Serving serves.

    Args:
        directory: an exported directory.

    Returns:
        list of `Comparison`.

    Raises:
        InputError: if `directory` is no export, its newest version is not the card's, or it holds
            what no export has, such as operations that read or write files.

    Example:
        >>> all(comparison.passed for comparison in verify("digits-vae"))
    """
    directory = Path(directory)
    versions.settle(directory)
    card = versions.read_card(directory)
    try:
        formats, smaller = card["formats"], _stated(card.get("precisions", {}))
        runtimes(formats)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(
            f"{directory} is no export: its card.json names no formats that there are."
        ) from error
    served = versions.numbers(directory)
    if "savedmodel" in formats and versions.said_by(card) not in served[-1:]:
        raise InputError(
            f"card.json of {directory} is of version {versions.said_by(card)}, and tensorflow/ has "
            f"{', '.join(map(str, served)) or 'none'}: export again, or restore it."
        )
    inspect(directory, formats)
    return measure(directory, formats, smaller)


def _stated(precisions):
    """What each function in fewer bits may differ by, by runtime and name, of a card."""
    return {
        (runtime, f"{function}.{precision}"): places[f"{runtime} {function}"]["tolerance"]
        for precision, places in precisions.items()
        if precision != "float32"
        for runtime, function in (place.split() for place in places)
    }


def measure(directory, formats, smaller):
    """As `verify`, for a directory that has no card yet.

    Args:
        directory: path.
        formats: names in `READERS`.
        smaller: what functions in fewer bits may differ by: dict of runtime and name, such as
            `("onnxruntime", "decode.int8")`, to float.
    """
    model = load(directory)
    if not isinstance(model, GenerativeModel):
        raise InputError(f"{directory}/model.keras is no model of kerasgen; export one.")
    kept, reference = file_in(directory, SAMPLER), file_in(directory, "reference.npz")
    source = load_sampler(kept) if kept.exists() else model
    functions = {name: in_float32(network) for name, network in model.deployed().items()}
    inputs, expected = read_reference(reference)
    known = {function for _, function in inputs}
    if "sample" in known and not source.generates:
        raise InputError(f"{kept} is missing: export again.")
    if source is not model:
        check_sampler(kept, source, functions)
    served = served_beside(model, source, functions)
    served = {name: served[name] for name in served if name in known}
    fresh = draw_inputs(source, functions, served, "random", secrets.randbits(31))
    run = functools.partial(_run, functions, served)
    rows = _compare("keras", expected, check_reference(reference, inputs, expected, fresh, run))
    inputs, expected = {**inputs, **fresh}, {**expected, **run(fresh)}

    def beside(runtime):
        names = _names_in(runtime, functions, served)
        given, wanted = (
            {key: calls[key] for key in calls if key[1] in names} for calls in (inputs, expected)
        )
        stated = {name: most for (reader, name), most in smaller.items() if reader == runtime}
        given, wanted = (_rename(calls, names) | _of(stated, calls) for calls in (given, wanted))
        found, reasons = _witnessed(runtime, directory, given)
        compared = _compare(runtime, wanted, found, reasons)
        return [replace(row, stated=stated.get(row.function)) for row in compared]

    # Side by side: TensorFlow alone is imported longer than the others take.
    with ThreadPoolExecutor() as pool:
        return [*rows, *itertools.chain(*pool.map(beside, runtimes(formats)))]


def _of(names, calls):
    """The calls of the functions that `names`, such as `decode.int8`, are in fewer bits."""
    return {
        (case, name): arrays
        for name in names
        for (case, function), arrays in calls.items()
        if function == name.partition(".")[0]
    }


def failures(comparisons):
    """Those of the comparisons for which an export is refused."""
    return [row for row in comparisons if row.binding and not row.passed]


def runtimes(formats):
    """Names of the installed runtimes that can read these formats."""
    return [name for f in formats for name in READERS[f] if importlib.util.find_spec(name)]


def _names_in(runtime, functions, served):
    """What a runtime calls each function that it has."""
    names = {name: name for name in functions}
    if runtime == "tensorflow":
        names |= {next(iter(functions)): "serving_default", **{name: name for name in served}}
    return names


def _rename(calls, names):
    return {(case, names[function]): arrays for (case, function), arrays in calls.items()}


def save_reference(path, source, functions, served):
    """Keep fixed inputs of every function, and what the model makes of them; give the inputs."""
    inputs = draw_inputs(source, functions, served, "fixed", 0)
    np.savez(path, **_pack(inputs, "inputs"), **_pack(_run(functions, served, inputs), "outputs"))
    return inputs


def draw_inputs(source, functions, served, label, seed):
    """Inputs for every function at batch sizes 1, 3 and 64.

    Args:
        source: a kerasgen model or a sampler. What its `prior_inputs` gives is drawn from it.
        functions: name -> functional `keras.Model`.
        served: what a SavedModel serves beside them, as `served_beside` gives it.
        label: str, the first part of each case's name.
        seed: int.

    Returns:
        dict of `(case, function)` to dict of input name to array.
    """
    numbers = np.random.default_rng(seed)
    calls = {}
    for count in BATCH_SIZES:
        case, seed = f"{label}-{count}", int(numbers.integers(1 << 31))
        drawn = source.prior_inputs(count, (seed, 0)) if source.generates else {}
        for function, network in functions.items():
            calls[case, function] = {
                name: drawn_or_random(drawn.get(name), numbers, count, tensor)
                for name, tensor in network.input.items()
            }
        of_functions = {function: calls[case, function] for function in functions}
        for name, call in served.items():
            calls[case, name] = call.drawn(of_functions, count, seed, numbers)
    return calls


def drawn_or_random(drawn, numbers, count, tensor):
    """What was drawn for an input `tensor`, or else `count` random numbers of its shape."""
    # Functions beside the first one may give the name to codes of another size.
    if drawn is not None and drawn.shape[1:] == tensor.shape[1:]:
        return np.array(drawn)
    draw = numbers.standard_normal if tensor.name == "latents" else numbers.random
    return draw((count, *tensor.shape[1:])).astype("float32")


def _run(functions, served, calls):
    outputs = {}
    for (case, function), inputs in calls.items():
        if function in served:
            outputs[case, function] = served[function].expected(inputs)
        else:
            results = functions[function](inputs, training=False)
            outputs[case, function] = {name: tensor.numpy() for name, tensor in results.items()}
    return outputs


def _pack(calls, prefix):
    return {
        "/".join((prefix, case, function, name)): array
        for (case, function), arrays in calls.items()
        for name, array in arrays.items()
    }


def _unpack(arrays, wanted):
    calls = {}
    for key in arrays:
        prefix, case, function, name = key.split("/", 3)
        if prefix == wanted:
            calls.setdefault((case, function), {})[name] = arrays[key]
    return calls


def _witnessed(runtime, directory, inputs):
    with tempfile.TemporaryDirectory() as scratch:
        given, taken = Path(scratch, "inputs.npz"), Path(scratch, "outputs.npz")
        np.savez(given, **_pack(inputs, "inputs"))
        _in_a_process_of_its_own(runtime, directory, given, taken)
        with np.load(taken) as results:
            reasons = _unpack(results, "reasons")
            return _unpack(results, "outputs"), {key: str(why[""]) for key, why in reasons.items()}


def _in_a_process_of_its_own(runtime, directory, given, taken):
    command = [sys.executable, witness.__file__, runtime, directory, given, taken]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise InputError(f"{runtime} cannot run what is in {directory}: {reason}")


def _compare(runtime, expected, found, reasons=None):
    return [
        Comparison(
            runtime,
            function,
            case,
            distance(outputs, found.get((case, function), {})),
            (reasons or {}).get((case, function), ""),
        )
        for (case, function), outputs in expected.items()
    ]


def distance(expected, found):
    """How far outputs are from expected ones, dicts of name to array, at most.

    Of each the largest absolute difference, divided by the largest absolute value where that
    exceeds 1; of PNG files that of their shades, beyond what rounding to bytes changes. Infinite if
    one is missing, has another shape or is not finite.
    """
    worst = 0.0
    for name, reference in expected.items():
        array, rounding = found.get(name), 0.0
        if array is not None and array.dtype.kind == "S":
            try:
                array, rounding = shades_in(array), HALF_A_SHADE
            except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
                return math.inf
        if array is None or array.shape != reference.shape or array.dtype.kind not in "biuf":
            return math.inf
        apart = np.maximum(0.0, np.abs(array.astype("float64") - reference) - rounding).max()
        worst = max(worst, apart / max(1.0, np.abs(reference).max()))
        if not math.isfinite(apart):
            return math.inf
    return float(worst)
