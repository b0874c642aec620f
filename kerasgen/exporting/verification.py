"""The proof: exported files and the model compute the same, each in its own process."""

import importlib.util
import itertools
import json
import math
import secrets
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kerasgen.core.samplers import load_sampler
from kerasgen.errors import InputError
from kerasgen.exporting import witness
from kerasgen.exporting.precision import in_float32
from kerasgen.loading import load

BATCH_SIZES = (1, 3, 64)
SAMPLER = "sampler.npz"
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

    Args:
        directory: an exported directory.

    Returns:
        list of `Comparison`.

    Raises:
        InputError: if `directory` is no export.

    Example:
        >>> all(comparison.passed for comparison in verify("digits-vae"))
    """
    directory = Path(directory)
    try:
        card = json.loads((directory / "card.json").read_text(encoding="utf-8"))
        formats, smaller = card["formats"], _stated(card.get("precisions", {}))
        runtimes(formats)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{directory} is no export: its card.json cannot be read.") from error
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
    kept = directory / SAMPLER
    source = load_sampler(kept) if kept.exists() else model
    functions = {name: in_float32(network) for name, network in model.deployed().items()}
    try:
        with np.load(directory / "reference.npz") as stored:
            inputs, expected = _unpack(stored, "inputs"), _unpack(stored, "outputs")
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"{directory}/reference.npz cannot be read: {error}") from error
    samples = any(function == "sample" for _, function in inputs)
    if samples and not source.generates:
        raise InputError(f"{kept} is missing: export again.")
    rows = _compare("keras", expected, _run(source, functions, inputs))
    fresh = draw_inputs(source, functions, "random", secrets.randbits(31), samples)
    inputs, expected = {**inputs, **fresh}, {**expected, **_run(source, functions, fresh)}

    def beside(runtime):
        names = _names_in(runtime, functions)
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


def _names_in(runtime, functions):
    """What a runtime calls each function that it has."""
    names = {name: name for name in functions}
    if runtime == "tensorflow":
        names |= {next(iter(functions)): "serving_default", "sample": "sample"}
    return names


def _rename(calls, names):
    return {(case, names[function]): arrays for (case, function), arrays in calls.items()}


def save_reference(path, source, functions, samples):
    """Keep fixed inputs of every function, and what the model makes of them."""
    inputs = draw_inputs(source, functions, "fixed", 0, samples)
    np.savez(path, **_pack(inputs, "inputs"), **_pack(_run(source, functions, inputs), "outputs"))


def draw_inputs(source, functions, label, seed, samples):
    """Inputs for every function at batch sizes 1, 3 and 64.

    Args:
        source: a kerasgen model or a sampler. What its `prior_inputs` gives is drawn from it.
        functions: name -> functional `keras.Model`.
        label: str, the first part of each case's name.
        seed: int.
        samples: bool. Whether there is a `sample` too; then `source` has `prior_inputs`.

    Returns:
        dict of `(case, function)` to dict of input name to array.
    """
    numbers = np.random.default_rng(seed)
    calls = {}
    for count in BATCH_SIZES:
        case, seed = f"{label}-{count}", int(numbers.integers(1 << 31))
        drawn = source.prior_inputs(count, (seed, 0)) if samples else {}
        for function, network in functions.items():
            calls[case, function] = {
                name: drawn_or_random(drawn.get(name), numbers, count, tensor)
                for name, tensor in network.input.items()
            }
        if samples:
            calls[case, "sample"] = {"count": np.int32(count), "seed": np.int32(seed)}
    return calls


def drawn_or_random(drawn, numbers, count, tensor):
    """What was drawn for an input `tensor`, or else `count` random numbers of its shape."""
    # Functions beside the first one may give the name to codes of another size.
    if drawn is not None and drawn.shape[1:] == tensor.shape[1:]:
        return np.array(drawn)
    draw = numbers.standard_normal if tensor.name == "latents" else numbers.random
    return draw((count, *tensor.shape[1:])).astype("float32")


def _run(source, functions, calls):
    outputs = {}
    for (case, function), inputs in calls.items():
        network = functions.get(function) or next(iter(functions.values()))
        if function == "sample":
            inputs = source.prior_inputs(int(inputs["count"]), (int(inputs["seed"]), 0))
        results = network(inputs, training=False)
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
            _distance(outputs, found.get((case, function), {})),
            (reasons or {}).get((case, function), ""),
        )
        for (case, function), outputs in expected.items()
    ]


def _distance(expected, found):
    worst = 0.0
    for name, reference in expected.items():
        if name not in found or found[name].shape != reference.shape:
            return math.inf
        distance = np.abs(found[name].astype("float64") - reference).max()
        worst = max(worst, distance / max(1.0, np.abs(reference).max()))
        if not math.isfinite(distance):
            return math.inf
    return float(worst)
