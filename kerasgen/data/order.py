"""In which order examples come: a function of a seed and of the epoch's number alone."""

import math
from dataclasses import dataclass

import numpy as np
import tensorflow as tf


@dataclass(frozen=True)
class Order:
    """Batches of the indices of examples, each once in an epoch.

    Args:
        indices: int array `(count,)`.
        batch_size: int.
        seed: int, or None for the order that they are given in.
        drop_remainder: bool. Whether a last, smaller batch is left out.
    """

    indices: np.ndarray
    batch_size: int
    seed: int | None
    drop_remainder: bool

    def __len__(self):
        rounded = math.floor if self.drop_remainder else math.ceil
        return rounded(len(self.indices) / self.batch_size)

    def of_epoch(self, number):
        """A `tf.data.Dataset` of batches of indices."""
        indices = tf.constant(self.indices)
        if self.seed is not None:
            seed = [self.seed, number]
            indices = tf.random.experimental.stateless_shuffle(indices, seed=seed)
        return tf.data.Dataset.from_tensor_slices(indices).batch(
            self.batch_size, self.drop_remainder
        )


@dataclass(frozen=True)
class WithFew:
    """An `Order` with some of a few further examples in each of its batches.

    They come in rounds: each of them once, in another order, before any comes again.

    Args:
        others: `Order` of the many.
        few: int array `(few_count,)`, the indices of the few.
        count: int. How many of them each batch has.
    """

    others: Order
    few: np.ndarray
    count: int

    def __len__(self):
        return len(self.others)

    def of_epoch(self, number):
        rounds = math.ceil(len(self) * self.count / len(self.few))
        few = tf.tile(tf.constant(self.few)[None], (rounds, 1))
        if self.others.seed is not None:
            keys = tf.random.stateless_uniform(few.shape, [self.others.seed, number])
            few = tf.gather(few, tf.argsort(keys, axis=1), batch_dims=1)
        few = tf.data.Dataset.from_tensor_slices(tf.reshape(few, (-1,))).batch(self.count)
        pairs = tf.data.Dataset.zip((few, self.others.of_epoch(number)))
        return pairs.map(lambda *both: tf.concat(both, axis=0))
