"""Exports that were changed behind their back."""

import shutil

import numpy as np
import onnx


def tampered(directory, copy, function):
    shutil.copytree(directory, copy)
    path = copy / "onnx" / f"{function}.onnx"
    model = onnx.load(path)
    weight = max(model.graph.initializer, key=lambda tensor: np.prod(tensor.dims))
    values = onnx.numpy_helper.to_array(weight).copy()
    values += 0.5  # one alone may feed a rectifier that is never active
    weight.CopyFrom(onnx.numpy_helper.from_array(values, weight.name))
    onnx.save(model, path)
