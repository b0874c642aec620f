"""Deployed networks to one SavedModel with a signature each."""

import tensorflow as tf

from kerasgen.core.generative_model import inference


def write(source, functions, path):
    """Write a SavedModel whose `serving_default` is the first function.

    Beside a signature per function, one that generates has `sample(count, seed)`, which draws the
    latents (and labels or codes) itself: the same examples as `model.generate(count, seed)`, if
    they are drawn from the model's own prior.

    Args:
        source: what inputs are drawn from by `prior_inputs`: a model, or a sampler beside it.
        functions: name -> functional `keras.Model`, as `deployed()` gives them.
        path: path of the version directory.
    """
    first, *others = functions
    signatures = {"serving_default": inference(functions[first])}
    signatures |= {name: inference(functions[name]) for name in others}
    if source.generates:
        scalars = [tf.TensorSpec((), tf.int32, name=name) for name in ("count", "seed")]
        signatures["sample"] = tf.function(_sampling(source, functions[first]), scalars)
    # Not by Keras's archive, which writes every variable twice.
    module = tf.Module()
    graphs = [function.get_concrete_function() for function in signatures.values()]
    module.kept = list({id(v): v for graph in graphs for v in graph.variables}.values())
    tf.saved_model.save(module, path, signatures)


def _sampling(source, generate):
    def sample(count, seed):
        return generate(source.prior_inputs(count, (seed, 0)), training=False)

    return sample
