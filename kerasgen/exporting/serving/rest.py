"""Requests by REST: JSON in TensorFlow Serving's two forms, and curl that sends it."""

import base64

import numpy as np

from kerasgen.files import json_text


def write(folder, model, calls):
    """Write `predict.sh`, and for each signature the JSON that it sends.

    Args:
        folder: path.
        model: str. What clients call the model by.
        calls: dict of a signature's name to its inputs, a dict of name to array.
    """
    lines = _HEAD.format(model=model).splitlines()
    for signature, inputs in calls.items():
        lines += ["", f"# {signature}"]
        forms = {"columns": columns(signature, inputs)}
        if has_rows(inputs):
            forms = {"rows": rows(signature, inputs), **forms}
        else:
            lines.append("# in columns alone: its inputs are numbers, which have no rows")
        for form, request in forms.items():
            file = f"{signature}.{form}.json"
            (folder / file).write_text(json_text(request) + "\n", encoding="utf-8")
            lines.append(f'curl $options --data @{file} "$model:predict"')
    (folder / "predict.sh").write_text("\n".join(lines) + "\n", encoding="utf-8")


def has_rows(inputs):
    """Whether every input has a first dimension, one row of it an example."""
    return all(np.ndim(array) for array in inputs.values())


def rows(signature, inputs):
    """A request in the row form: an instance an example, by names where there are several inputs.

    Example:
        >>> rows("decode", {"latents": np.zeros((3, 2), "float32")})["instances"][0]
    """
    values = {name: _values(array) for name, array in inputs.items()}
    instances = [dict(zip(values, row)) for row in zip(*values.values())]
    if len(values) == 1:
        (instances,) = values.values()
    return {"signature_name": signature, "instances": instances}


def columns(signature, inputs):
    """A request in the column form: each input whole, by its name.

    Example:
        >>> columns("sample", {"count": np.int32(4), "seed": np.int32(1)})["inputs"]
    """
    values = {name: _values(array) for name, array in inputs.items()}
    return {"signature_name": signature, "inputs": values}


def _values(value):
    """An array as JSON has it: nested lists, or the one value of a scalar."""
    if np.ndim(value):
        return [_values(inner) for inner in value]
    value = np.asarray(value)[()] if not isinstance(value, bytes) else value
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, np.floating):
        return float(str(value))  # the fewest digits that are this number in its own precision
    return value.item()


_HEAD = """#!/bin/sh
# Call every signature of {model} by REST, in rows ("instances") and in columns ("inputs").
#
#     sh predict.sh [http://HOST:PORT]
set -eu
cd "$(dirname "$0")"
model=${{1:-http://localhost:8501}}/v1/models/{model}
options="--silent --show-error --fail-with-body"

# What is served; it is asked again until the server is up.
curl $options --retry 60 --retry-delay 1 --retry-all-errors "$model"
"""
