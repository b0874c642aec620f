"""Seconds, and the float32 matrix rate that they are held against."""

import statistics
import time

import tensorflow as tf

SIDE = 3072


def medians(runs, repeats):
    """Median seconds of each function, called in turn so that drift hits all alike."""
    for run in runs.values():
        run()
    seconds = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in seconds.items()}


def matrix_product():
    """A function that takes one large float32 matrix product, to be timed with the others."""
    a = tf.random.normal((SIDE, SIDE))
    product = tf.function(tf.matmul)
    return lambda: product(a, a)[0, 0].numpy()


def matrix_rate(seconds):
    """Operations per second of that product, 2 per multiply-add."""
    return 2 * SIDE**3 / seconds
