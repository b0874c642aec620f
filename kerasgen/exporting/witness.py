"""Run exported files in one runtime, in a process of its own, without kerasgen or Keras.

    python witness.py RUNTIME EXPORT CASES.npz OUTPUTS.npz

`CASES.npz` maps `inputs/<case>/<function>/<name>` to arrays, `OUTPUTS.npz` likewise.
"""

import os
import sys
from pathlib import Path

import numpy as np


def onnxruntime(export):
    import onnxruntime

    sessions = {p.stem: onnxruntime.InferenceSession(p) for p in export.glob("onnx/*.onnx")}

    def run(function, inputs):
        session = sessions[function]
        return dict(zip((o.name for o in session.get_outputs()), session.run(None, inputs)))

    return sessions, run


def openvino(export):
    import openvino

    core = openvino.Core()
    exact = {"INFERENCE_PRECISION_HINT": "f32"}
    models = {p.stem: core.compile_model(p, "CPU", exact) for p in export.glob("onnx/*.onnx")}

    def run(function, inputs):
        outputs = models[function](inputs)
        return {name: array for output, array in outputs.items() for name in output.names}

    return models, run


def tensorflow(export):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    loaded = tf.saved_model.load(export / "tensorflow" / "1")

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
            for name, array in run(function, inputs).items():
                results[f"outputs/{case}/{function}/{name}"] = array
    np.savez(outputs, **results)


if __name__ == "__main__":
    sys.path.pop(0)  # this folder, whose onnx.py is not the library
    main(*sys.argv[1:])
