"""Deployed networks to one LiteRT file each."""

import functools
import importlib.metadata
import importlib.util
import json
import re
import warnings

import keras
import tensorflow as tf

from kerasgen.core.generative_model import inference
from kerasgen.errors import InputError
from kerasgen.files.quiet import nothing_on_stderr

RECURRENT = (keras.layers.RNN, keras.layers.Bidirectional)  # convolutional ones among them


def write(functions, folder):
    """Write `<function>.tflite` for each function, for LiteRT's own operations alone.

    A file has one signature, whose inputs and outputs keep their names, for batches of any size.

    Args:
        functions: name -> functional `keras.Model`.
        folder: path.

    Raises:
        InputError: if a function has an operation that LiteRT lacks, which it names, or there is
            no LiteRT here to verify by.
    """
    if not importlib.util.find_spec("ai_edge_litert"):
        raise InputError(
            "LiteRT, which files for it are verified in, is not installed: "
            "pip install ai-edge-litert."
        )
    folder.mkdir(parents=True)
    for name, network in functions.items():
        (folder / f"{name}.tflite").write_bytes(convert(name, network))


def convert(name, network, precision="float32", inputs=None):
    """The LiteRT file of one functional `keras.Model`, as bytes.

    Args:
        name: str, for messages.
        network: functional `keras.Model`.
        precision: `"float32"`; `"float16"`, of weights; `"int8"`, of weights and, where LiteRT
            has operations for them, of what is computed. Inputs and outputs are float32.
        inputs: dict of input name to array `(count, ...)`, by which int8 is calibrated.

    Raises:
        InputError: as `write`.
    """
    converter = _converter(_with_loops_written_out(name, network))
    if precision != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if precision == "float16":
        converter.target_spec.supported_types = [tf.float16]
    elif precision == "int8":
        converter.representative_dataset = functools.partial(_one_at_a_time, inputs)
    try:
        with nothing_on_stderr(), warnings.catch_warnings():  # where the compiler tells its passes
            # It calibrates by an interpreter that TensorFlow itself warns of.
            warnings.simplefilter("ignore", UserWarning)
            return converter.convert()
    except Exception as error:  # a ConverterError, which TensorFlow keeps private
        raise InputError(
            f"{name} cannot be exported to LiteRT: {_reason(str(error))}; "
            "replace the layer that uses it."
        ) from error


def _converter(network):
    function = inference(network)
    graph = function.get_concrete_function()
    module = tf.Module()
    module.function, module.kept = function, graph.variables
    return tf.lite.TFLiteConverter.from_concrete_functions([graph], module)


def _one_at_a_time(inputs):
    for index in range(len(next(iter(inputs.values())))):
        yield {name: array[index : index + 1] for name, array in inputs.items()}


def _with_loops_written_out(name, network):
    """The network itself, or a copy whose recurrent layers have a step after the other.

    The loops of Keras keep lists whose sizes depend on that of the batch, which LiteRT lacks.
    """
    if not _has_loops(network):
        return network
    if any(None in tensor.shape[1:] for tensor in network.inputs):
        raise InputError(
            f"{name} cannot be exported to LiteRT, whose recurrent layers need series of a known "
            "length: give it to their keras.Input."
        )
    copy = keras.models.clone_model(network, clone_function=_written_out, recursive=True)
    copy.set_weights(network.get_weights())
    return copy


def _has_loops(layer):
    if isinstance(layer, keras.Model):
        return any(_has_loops(inner) for inner in layer.layers)
    return isinstance(layer, RECURRENT)


def _written_out(layer):
    """The layer itself, or a recurrent one made anew without its loop."""
    if not isinstance(layer, RECURRENT):
        return layer
    description = json.dumps(keras.saving.serialize_keras_object(layer))
    return keras.saving.deserialize_keras_object(
        json.loads(description.replace('"unroll": false', '"unroll": true'))
    )


def _reason(message):
    lacking = sorted(set(re.findall(r"'tf\.(\w+)' op", message)))
    return f"it has no operation {', '.join(lacking)}" if lacking else message.splitlines()[0]


def versions():
    """The version of what runs LiteRT's files, for the card."""
    return {"ai-edge-litert": importlib.metadata.version("ai-edge-litert")}
