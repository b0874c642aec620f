"""Requests by REST as TensorFlow Serving's page on its RESTful API maps them to tensors."""

import base64

import numpy as np


def tensors(request, inputs):
    """The tensors of a request, as JSON gives it, for a signature's inputs: name to type, shape."""
    if "instances" in request:
        assert "inputs" not in request, "a request has either"
        values = _of_rows(request["instances"], inputs)
    else:
        values = request["inputs"]
    assert set(values) == set(inputs)
    return {name: _tensor(values[name], *inputs[name]) for name in inputs}


def _of_rows(instances, inputs):
    assert isinstance(instances, list) and instances
    if all(isinstance(row, dict) and set(row) == set(inputs) for row in instances):
        return {name: [row[name] for row in instances] for name in inputs}
    (only,) = inputs  # where there are several, each row has their names
    return {only: instances}


def _tensor(value, dtype, shape):
    if dtype == "string":
        array = _bytes(value)
    else:
        array = np.array(value)
        kinds = {"float32": "fi", "int32": "i"}[dtype]  # a number with a point is no integer
        assert array.dtype.kind in kinds
        array = array.astype(dtype)
    assert array.ndim == len(shape), f"{array.shape} is not {shape}"
    assert all(size in (None, found) for size, found in zip(shape, array.shape))
    return array


def _bytes(value):
    if not isinstance(value, list):
        return np.array(_of_base64(value), object)
    return np.array([_of_base64(inner) for inner in value], object)


def _of_base64(value):
    assert set(value) == {"b64"}
    return base64.b64decode(value["b64"], validate=True)
