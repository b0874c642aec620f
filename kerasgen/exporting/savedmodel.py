"""Deployed networks to one SavedModel with a signature each."""

import tensorflow as tf

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
