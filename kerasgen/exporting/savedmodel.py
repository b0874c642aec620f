"""Deployed networks to one SavedModel with a signature each."""

import keras
import tensorflow as tf

from kerasgen.base import inference


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
    archive = keras.export.ExportArchive()
    for index, (name, network) in enumerate(functions.items()):
        archive.track(network)
        archive.add_endpoint("serving_default" if index == 0 else name, inference(network))
    if hasattr(source, "prior_inputs"):
        scalars = [tf.TensorSpec((), tf.int32, name=name) for name in ("count", "seed")]
        sample = tf.function(_sampling(source, next(iter(functions.values()))), scalars)
        # A prior can have weights that no deployed function has.
        for variable in sample.get_concrete_function().variables:
            archive.track(variable)
        archive.add_endpoint("sample", sample)
    archive.write_out(path, verbose=False)


def _sampling(source, generate):
    def sample(count, seed):
        return generate(source.prior_inputs(count, (seed, 0)), training=False)

    return sample
