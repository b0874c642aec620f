"""Log-likelihoods of models whose posterior is only approximated."""

import math

import numpy as np
import tensorflow as tf
from keras import ops

from kerasgen.formulas.distributions import reparametrise, standard_normal

ROWS_IN_CACHE = 2000


def log_likelihood(model, data, samples=5000, seed=0, jit_compile=False, labels=None):
    """Importance-sampled `log p(x)` of each example: the bound of `samples` draws, L_k.

    `log (1/k sum_i p(x, z_i) / q(z_i | x))` with `z_i ~ q(z | x)`, summed as a stream, so that
    memory bounds neither `samples` nor the number of examples. In expectation it does not
    exceed `log p(x)`, and rises to it with `samples`.

    Args:
        model: has `examples`, `codes`, `log_weights` and `latent_dim`, as every `VAE` has.
        data: array `(count, ...)`, as the likelihood takes them: binary for a Bernoulli, if the
            result is to be a likelihood.
        samples: int >= 1. Draws per example, k.
        seed: int.
        jit_compile: bool. Whether XLA compiles the graph, which was slower on CPUs.
        labels: int array `(count,)`, for a model of labelled data, whose `log p(x | y)` this is.

    Returns:
        float32 array `(count,)`, in nats.

    Raises:
        ValueError: if `samples` is less than 1.

    Reference: [Burda et al., 2016, Eq. 8](https://arxiv.org/abs/1509.00519)

    Example:
        >>> log_likelihood(model, images, samples=100).mean()
    """
    if samples < 1:
        raise ValueError(f"`samples` must be 1 or more, got {samples}.")
    data = np.asarray(data, "float32")
    arrays = (data,) if labels is None else (data, np.asarray(labels, "int32"))
    batch_size = min(len(data), 100)
    chunk = math.ceil(samples / math.ceil(samples * batch_size / ROWS_IN_CACHE))
    rounds = math.ceil(samples / chunk)

    def estimate(batch, seed):
        x = model.examples(batch)
        posterior = model.codes(x, training=False)

        def add_chunk(index, largest, total):
            noise = standard_normal(
                (chunk, batch_size, model.latent_dim),
                tf.random.experimental.stateless_fold_in(seed, index),
            )
            z = reparametrise(posterior["mean"], posterior["log_var"], noise)
            log_weights = model.log_weights(x, z, posterior, training=False)
            number = index * chunk + ops.arange(chunk)[:, None]
            log_weights = ops.where(number < samples, log_weights, -math.inf)
            new_largest = ops.maximum(largest, ops.max(log_weights, axis=0))
            added = ops.sum(ops.exp(log_weights - new_largest), axis=0)
            return index + 1, new_largest, total * ops.exp(largest - new_largest) + added

        nothing = (0, ops.full((batch_size,), -math.inf), ops.zeros((batch_size,)))
        _, largest, total = tf.while_loop(lambda index, *_: index < rounds, add_chunk, nothing)
        return largest + ops.log(total) - math.log(samples)

    estimate = tf.function(estimate, jit_compile=jit_compile)
    estimates = []
    for start in range(0, len(data), batch_size):
        places = np.arange(start, start + batch_size) % len(data)
        batch = tuple(array[places] for array in arrays)
        estimates.append(np.array(estimate(batch, tf.constant([seed, start]))))
    return np.concatenate(estimates)[: len(data)]
