"""Run exported files in one runtime, in a process of its own, without kerasgen or Keras.

    python witness.py RUNTIME EXPORT CASES.npz OUTPUTS.npz

`CASES.npz` maps `inputs/<case>/<function>/<name>` to arrays, `OUTPUTS.npz` likewise, or
`reasons/<case>/<function>/` to why the runtime cannot run it.
"""

import functools
import os
import sys
from pathlib import Path

import numpy as np


def onnxruntime(export):
    import onnxruntime

    @functools.cache
    def session(function):
        return onnxruntime.InferenceSession(export / "onnx" / f"{function}.onnx")

    def run(function, inputs):
        names = (output.name for output in session(function).get_outputs())
        return dict(zip(names, session(function).run(None, inputs)))

    return _names_of_files(export, "onnx/*.onnx"), run


def openvino(export):
    import openvino

    core = openvino.Core()
    exact = {"INFERENCE_PRECISION_HINT": "f32"}

    @functools.cache
    def model(function):
        return core.compile_model(export / "onnx" / f"{function}.onnx", "CPU", exact)

    def run(function, inputs):
        outputs = model(function)(inputs)
        return {name: array for output, array in outputs.items() for name in output.names}

    return _names_of_files(export, "onnx/*.onnx"), run


def ai_edge_litert(export):
    from ai_edge_litert.interpreter import Interpreter

    @functools.cache
    def runner(function):
        return Interpreter(str(export / "litert" / f"{function}.tflite")).get_signature_runner()

    def run(function, inputs):
        return runner(function)(**inputs)

    return _names_of_files(export, "litert/*.tflite"), run


def _names_of_files(export, pattern):
    return [path.stem for path in export.glob(pattern)]


def tensorflow(export):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    versions = [path for path in export.glob("tensorflow/*") if path.name.isdecimal()]
    loaded = tf.saved_model.load(max(versions, key=lambda path: int(path.name)))

    def run(function, inputs):
        signature = loaded.signatures[function]
        tensors = {name: tf.constant(array) for name, array in inputs.items()}
        return {name: tensor.numpy() for name, tensor in signature(**tensors).items()}

    return loaded.signatures, run


def main(*arguments):
    sys.modules.update(dict.fromkeys(("kerasgen", "keras")))  # importing them fails from here on
    testify(*arguments)


def testify(runtime, export, cases, outputs):
    functions, run = globals()[runtime](Path(export))
    calls, results = {}, {}
    with np.load(cases) as arrays:
        for key in arrays:
            _, case, function, name = key.split("/")
            calls.setdefault((case, function), {})[name] = arrays[key]
    for (case, function), inputs in calls.items():
        if function in functions:
            try:
                for name, array in run(function, inputs).items():
                    # Strings, which are objects here, are kept without a pickle.
                    kept = array.astype("S") if array.dtype == object else array
                    results[f"outputs/{case}/{function}/{name}"] = kept
            except Exception as error:  # of a runtime's own kind
                results[f"reasons/{case}/{function}/"] = " ".join(str(error).split())
    np.savez(outputs, **results)


if __name__ == "__main__":
    sys.path.pop(0)  # this folder, whose onnx.py is not the library
    main(*sys.argv[1:])
