"""Exported functions in fewer bits, beside those in float32: what they weigh, take and lose."""

import math
import statistics
import time
from dataclasses import replace

import numpy as np
import onnx

from kerasgen.errors import InputError
from kerasgen.exporting import litert, witness
from kerasgen.exporting.verification import (
    TOLERANCES,
    draw_inputs,
    drawn_or_random,
    runtimes,
)
from kerasgen.exporting.weights import stored

PRECISIONS = ("float16", "int8")
SUFFIXES = {"onnxruntime": ("onnx", "onnx"), "ai_edge_litert": ("litert", "tflite")}
# What a number may differ by, as in `verification.TOLERANCES`, before a file is refused.
LIMITS = {"float16": 0.02, "int8": 0.5}
# Of the largest difference in an export's own draws, so that other draws stay below.
MARGIN = 2.0
CALIBRATED_ON = 256
TIMED = (1, 64)  # sizes of batches
CALLS = 20


def check(formats, precisions, calibration):
    """Raise an `InputError` unless there are these precisions, and what they take."""
    unknown = sorted(set(precisions) - set(PRECISIONS))
    if unknown:
        raise InputError(
            f"Precisions beside float32 are {', '.join(PRECISIONS)}; got {', '.join(unknown)}."
        )
    if precisions and not set(formats) & {"onnx", "litert"}:
        raise InputError("A SavedModel is float32: ask for onnx or litert too, or no precision.")
    if "litert" in formats and "int8" in precisions and calibration is None:
        raise InputError(
            "LiteRT's int8 is calibrated: give `calibration`, some hundred training examples."
        )


def write_onnx(folder, functions, precisions):
    """Write `<function>.<precision>.onnx` beside each `<function>.onnx`."""
    for function in functions:
        model = onnx.load(folder / f"{function}.onnx")
        for precision in precisions:
            onnx.save(stored(model, precision), folder / f"{function}.{precision}.onnx")


def write_litert(folder, functions, precisions, inputs):
    """Write `<function>.<precision>.tflite` beside each `<function>.tflite`.

    Args:
        folder: path.
        functions: name -> functional `keras.Model`.
        precisions: names in `PRECISIONS`.
        inputs: as from `calibration_inputs`.
    """
    for precision in precisions:
        for name, network in functions.items():
            content = litert.convert(name, network, precision, inputs.get(name))
            (folder / f"{name}.{precision}.tflite").write_bytes(content)


def calibration_inputs(model, source, functions, examples):
    """What each function is given in use, from training examples and the prior.

    Args:
        model: a kerasgen model.
        source: the model or a sampler, what latents are drawn from.
        functions: name -> functional `keras.Model`.
        examples: array `(count, ...)`, or None for nothing.

    Returns:
        dict of function to dict of input name to array `(count, ...)`.
    """
    if examples is None:
        return {}
    examples = examples[:CALIBRATED_ON]
    count, numbers, given = len(examples), np.random.default_rng(0), {"data": examples}
    if source.generates:
        given |= source.prior_inputs(count, (0, 0))
    elif model.encodes:
        given["latents"] = model.encode(examples)
    return {
        function: {
            name: drawn_or_random(given.get(name), numbers, count, tensor)
            for name, tensor in network.input.items()
        }
        for function, network in functions.items()
    }


def unstated(formats, functions, precisions):
    """The functions that there are in fewer bits, before it is known what they may differ by."""
    return {
        (runtime, f"{function}.{precision}"): math.inf
        for runtime in SUFFIXES
        if runtime in runtimes(formats)
        for function in functions
        for precision in precisions
    }


def with_tolerances(parity):
    """Comparisons of functions in fewer bits with what they may differ by from here on.

    That is what they differ by here, times `MARGIN`, up to `LIMITS`, and no less than in float32.
    """
    worst, named = {}, []
    for row in parity:
        key = row.runtime, row.function
        worst[key] = max(worst.get(key, 0.0), row.difference)
    for row in parity:
        precision = row.function.partition(".")[2]
        if precision:
            measured = MARGIN * worst[row.runtime, row.function]
            least, most = TOLERANCES[row.runtime], LIMITS[precision]
            row = replace(row, stated=min(max(measured, least), most))
        named.append(row)
    return named


def described(directory, source, functions, parity):
    """For the card: of each precision and place its bytes, milliseconds and largest difference.

    Args:
        directory: path of the files.
        source: a kerasgen model or a sampler, what inputs are drawn from.
        functions: name -> functional `keras.Model`.
        parity: comparisons, with their tolerances.

    Returns:
        dict of precision to dict of `"<runtime> <function>"` to dict.
    """
    inputs = draw_inputs(source, functions, {}, "timed", 0)
    found, worst = {}, {}
    for row in parity:
        of_runtime = worst.setdefault(row.runtime, {})
        largest = max(of_runtime.get(row.function, (0.0,))[0], row.difference)
        of_runtime[row.function] = largest, row.tolerance
    for runtime in set(SUFFIXES) & set(worst):
        folder, suffix = SUFFIXES[runtime]
        _, run = getattr(witness, runtime)(directory)
        for name, (difference, tolerance) in worst[runtime].items():
            function, _, precision = name.partition(".")
            found.setdefault(precision or "float32", {})[f"{runtime} {function}"] = {
                "bytes": (directory / folder / f"{name}.{suffix}").stat().st_size,
                "milliseconds": {
                    str(count): 1e3 * _seconds(run, name, inputs[f"timed-{count}", function])
                    for count in TIMED
                },
                "largest_difference": difference,
                "tolerance": tolerance,
            }
    return found


def _seconds(run, name, inputs):
    """Median seconds of a call."""
    run(name, inputs)
    seconds = []
    for _ in range(CALLS):
        began = time.perf_counter()
        run(name, inputs)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)
