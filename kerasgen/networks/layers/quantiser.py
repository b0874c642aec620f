"""Vectors replaced by the nearest of a learned codebook."""

import keras
import tensorflow as tf
from keras import ops

EPSILON = 1e-5


@keras.saving.register_keras_serializable("kerasgen")
class Quantiser(keras.layers.Layer):
    """Replaces every vector of the latents by the nearest one of a codebook.

    Latents `(batch, positions * code_dim)` become a dict of `latents` of the same shape and of
    the `codes` chosen, int32 `(batch, positions)` (Eq. 1 and 2). Gradients pass as if nothing had
    been replaced (Section 3.2); none reaches the codebook, which only `update` moves. Where two
    codes are as near as rounding can tell, another runtime may choose the other.

    Args:
        codes: int. Size of the codebook, K.
        code_dim: int. Size of a vector, D.
        decay: float in [0, 1). What the averages keep of themselves at an update, gamma.
        restart_share: float in (0, 1). A code is dead, and starts again from a vector of the
            batch, when its average count is below this share of the mean over the codes.

    Reference: [van den Oord et al., 2017](https://arxiv.org/abs/1711.00937)

    Example:
        >>> Quantiser(512, code_dim=16)(ops.ones((4, 49 * 16)))["codes"]  # (4, 49)
    """

    def __init__(self, codes, code_dim, decay=0.99, restart_share=0.05, **kwargs):
        super().__init__(**kwargs)
        self.codes = codes
        self.code_dim = code_dim
        self.decay = decay
        self.restart_share = restart_share

    def build(self, input_shape):
        def state(name, initializer, *shape):
            return self.add_weight((self.codes, *shape), initializer, name=name, trainable=False)

        self.codebook = state("codebook", keras.initializers.RandomNormal(stddev=1), self.code_dim)
        self.counts = state("counts", "zeros")
        self.sums = state("sums", "zeros", self.code_dim)

    def call(self, inputs):
        vectors = ops.reshape(inputs, (-1, self.code_dim))
        # Without |z|^2, which is the same for every code, less cancels.
        products = ops.matmul(vectors, ops.transpose(self.codebook))
        distances = ops.sum(ops.square(self.codebook), axis=1) - 2.0 * products
        # ONNX has no operation for what Keras's own does about -0.
        nearest = tf.argmin(distances, axis=1, output_type="int32")
        codes = ops.reshape(nearest, (-1, inputs.shape[1] // self.code_dim))
        # In this order the first two cancel, and the latents are the codes' to the last bit.
        latents = inputs - ops.stop_gradient(inputs) + ops.stop_gradient(self.lookup(codes))
        return {"latents": latents, "codes": codes}

    def lookup(self, codes):
        """Latents `(batch, positions * code_dim)` of codes `(batch, positions)`."""
        vectors = ops.take(self.codebook, codes, axis=0)
        return ops.reshape(vectors, (-1, codes.shape[1] * self.code_dim))

    def update(self, inputs, codes, seed):
        """Move each code to the average of the vectors that chose it, and restart dead ones.

        The averages of counts and sums decay exponentially (Eq. 6 to 8), with the Laplace smoothing
        of the authors' code, over the vectors of all replicas. Codes restart from random vectors
        as in Jukebox; here with the least count that is not dead, so that one that the next batch
        does not choose tries elsewhere. As counts begin at 0, the first batch starts the codebook.

        Args:
            inputs: tensor `(batch, positions * code_dim)`, what the layer was called on.
            codes: int tensor `(batch, positions)`, what it gave.
            seed: int tensor `(2,)`.

        Reference: [van den Oord et al., 2017, Appendix A.1](https://arxiv.org/abs/1711.00937),
        [Dhariwal et al., 2020, Section 3](https://arxiv.org/abs/2005.00341)
        """
        vectors, codes = ops.reshape(inputs, (-1, self.code_dim)), ops.reshape(codes, (-1,))
        context = tf.distribute.get_replica_context()
        counts, sums, fresh = context.all_reduce(
            tf.distribute.ReduceOp.SUM,
            [
                ops.segment_sum(ops.ones_like(vectors[:, 0]), codes, self.codes),
                ops.segment_sum(vectors, codes, self.codes),
                self._fresh(vectors, seed, context),
            ],
        )
        least = self.restart_share * ops.mean(counts)
        counts = self.decay * self.counts + (1.0 - self.decay) * counts
        sums = self.decay * self.sums + (1.0 - self.decay) * sums
        total = ops.sum(counts)
        smoothed = (counts + EPSILON) / (total + self.codes * EPSILON) * total
        dead = (counts < least)[:, None]
        self.codebook.assign(ops.where(dead, fresh, sums / smoothed[:, None]))
        self.counts.assign(ops.maximum(counts, least))
        self.sums.assign(ops.where(dead, least * fresh, sums))

    def _fresh(self, vectors, seed, context):
        """A random vector for each code, if it is this replica's turn to give it, else 0."""
        count = ops.cast(ops.shape(vectors)[0], "float32")
        uniform = tf.random.stateless_uniform((self.codes,), seed, alg="philox")
        drawn = ops.take(vectors, ops.cast(uniform * count, "int32"), axis=0)
        turn = ops.arange(self.codes) % context.num_replicas_in_sync
        return ops.where((turn == context.replica_id_in_sync_group)[:, None], drawn, 0.0)

    def get_config(self):
        own = {name: getattr(self, name) for name in ("codes", "code_dim", "decay")}
        return {**super().get_config(), **own, "restart_share": self.restart_share}


def perplexity(codes, size):
    """`exp` of the entropy of the codes' frequencies: how many codes are in use, evenly.

    Args:
        codes: int tensor of any shape.
        size: int. Size of the codebook.

    Returns:
        float32 scalar from 1 to `size`.

    Example:
        >>> perplexity(ops.array([[0, 1], [1, 0]]), size=512)  # 2
    """
    codes = ops.reshape(codes, (-1,))
    counts = ops.segment_sum(ops.ones_like(codes, "float32"), codes, size)
    shares = counts / ops.sum(counts)
    return ops.exp(-ops.sum(shares * ops.log(ops.maximum(shares, 1e-30))))
