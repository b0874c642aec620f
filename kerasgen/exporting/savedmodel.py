"""Deployed networks to one SavedModel with a signature each."""

import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

from kerasgen.core.generative_model import inference


def write(functions, served, path):
    """Write a SavedModel with a signature for each function, the first being `serving_default`.

    Args:
        functions: name -> functional `keras.Model`, as `deployed()` gives them.
        served: what else it serves, as `served_beside` gives it.
        path: path of the version directory.
    """
    first, *others = functions
    signatures = {"serving_default": inference(functions[first])}
    signatures |= {name: inference(functions[name]) for name in others}
    signatures |= {name: tf.function(call, [call.specs()]) for name, call in served.items()}
    # Not by Keras's archive, which writes every variable twice.
    module = tf.Module()
    graphs = [function.get_concrete_function() for function in signatures.values()]
    module.kept = list({id(v): v for graph in graphs for v in graph.variables}.values())
    tf.saved_model.save(module, path, signatures)


def signatures(path):
    """What clients can call of a SavedModel.

    Args:
        path: path of a version directory.

    Returns:
        dict of a signature's name, `serving_default` first, to its inputs and its outputs, each a
        dict of name to the tensor's type and shape.

    Example:
        >>> inputs, outputs = signatures(Path("digits/tensorflow/1"))["serving_default"]
    """
    saved = saved_model_pb2.SavedModel()
    saved.ParseFromString((path / "saved_model.pb").read_bytes())
    (graph,) = saved.meta_graphs
    found = graph.signature_def
    return {
        name: (_tensors(found[name].inputs), _tensors(found[name].outputs))
        for name in sorted(found, key=lambda name: (name != "serving_default", name))
        if found[name].inputs  # the others are of the loader
    }


def _tensors(described):
    return {
        name: (tf.dtypes.as_dtype(tensor.dtype).name, tf.TensorShape(tensor.tensor_shape).as_list())
        for name, tensor in described.items()
    }
