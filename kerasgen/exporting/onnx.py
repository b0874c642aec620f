"""Deployed networks to one checked ONNX file each."""

import contextlib
import importlib.metadata

import onnx
import tensorflow as tf
import tf2onnx

import kerasgen
from kerasgen.core.generative_model import inference
from kerasgen.errors import InputError
from kerasgen.exporting.operations import HANDLERS

OPSET = 18


def write(functions, folder, method):
    """Write `<function>.onnx` for each function, checked by ONNX's own full check.

    Inputs and outputs keep their names, and the first dimension is called `batch`.

    Args:
        functions: name -> functional `keras.Model`.
        folder: path.
        method: str, for the file's metadata.

    Raises:
        InputError: if a function has an operation that ONNX lacks; it names the operation.
    """
    folder.mkdir(parents=True)
    for name, network in functions.items():
        onnx.save(convert(name, network, method), folder / f"{name}.onnx")


def convert(name, network, method):
    """The checked ONNX model of one functional `keras.Model`."""
    function = inference(network)
    with _functions_inlined():
        model, _ = tf2onnx.convert.from_function(
            function, function.input_signature, opset=OPSET, custom_op_handlers=HANDLERS
        )
    _keep_constants(model, function.get_concrete_function())
    # tf2onnx writes operations that do not exist without a word.
    domains = {entry.domain: entry.version for entry in model.opset_import}
    missing = {
        node.op_type
        for node in model.graph.node
        if not onnx.defs.has(node.op_type, domains.get(node.domain, OPSET), node.domain)
    }
    if missing:
        raise InputError(
            f"{name} cannot be exported: ONNX {OPSET} has no operation "
            f"{', '.join(sorted(missing))}; replace the layer that uses it."
        )
    for value in (*model.graph.input, *model.graph.output):
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    model.producer_name, model.producer_version = "kerasgen", kerasgen.__version__
    onnx.helper.set_model_props(model, {"method": method, "function": name})
    onnx.checker.check_model(model, full_check=True)
    return model


@contextlib.contextmanager
def _functions_inlined():
    """Without functions inside functions, such as grouped convolutions: tf2onnx reads none."""
    before = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(before)


def _keep_constants(model, function):
    """Keep the tensors that a layer holds beside its variables: tf2onnx makes inputs of them."""
    count = len(function.captured_inputs)
    names = [tensor.name for tensor in function.inputs[len(function.inputs) - count :]]
    held = dict(zip(names, function.captured_inputs))
    used = {name for node in model.graph.node for name in node.input}
    for value in [value for value in model.graph.input if value.name in held]:
        model.graph.input.remove(value)
        if value.name in used:
            kept = onnx.numpy_helper.from_array(held[value.name].numpy(), value.name)
            model.graph.initializer.append(kept)


def versions():
    """Versions of what converts and runs ONNX, for the card."""
    return {name: importlib.metadata.version(name) for name in ("onnx", "tf2onnx", "onnxruntime")}
