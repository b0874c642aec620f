"""What a step takes to be right on several replicas; on one it is nothing."""

import tensorflow as tf
from keras import ops, tree


def replica_count():
    """How many replicas move in step."""
    return tf.distribute.get_strategy().num_replicas_in_sync


def everywhere(batch):
    """A batch that is nowhere empty: a replica that has no example gets another's first.

    The last batch of an epoch can be smaller than the number of replicas.

    Args:
        batch: structure of tensors `(count, ...)`, each replica's own.
    """
    if replica_count() == 1:
        return batch
    return tree.map_structure(_filled, batch)


def _filled(values):
    if values.shape[0] is not None:
        return values
    firsts = tf.distribute.get_replica_context().all_gather(values[:1], axis=0)
    missing = ops.cast(ops.equal(ops.shape(values)[0], 0), "int32")
    return ops.concatenate([values, firsts[:missing]], axis=0)


def count_everywhere(values):
    """How many values all replicas have together, float32."""
    return total_everywhere(ops.ones_like(values, dtype="float32"))


def total_everywhere(values):
    """The sum of the values of all replicas, float32."""
    total = ops.sum(ops.cast(values, "float32"))
    if replica_count() == 1:
        return total
    return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, total)
