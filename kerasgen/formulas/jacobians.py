"""Jacobians of encoders, and their Frobenius norms."""

import math

import keras
import tensorflow as tf
from keras import ops

from kerasgen.formulas.losses import squared_error
from kerasgen.formulas.serializable import Serializable


class Jacobian(Serializable):
    """A linear image of `dh / dx`, an example, whose Euclidean length is the Frobenius norm.

    Its `image(encoder, x, training, seed)` gives the codes `(batch, latent_dim)` and the images
    `(batch, ...)`; calling one gives the codes and the squared norms `(batch,)`. Images of one
    seed can be subtracted: that of a difference of Jacobians is the difference of theirs.
    """

    def __call__(self, encoder, x, training, seed):
        h, image = self.image(encoder, x, training, seed)
        return h, squared_error(image, 0.0)


@keras.saving.register_keras_serializable("kerasgen")
class ClosedFormJacobian(Jacobian):
    """Of an encoder with one dense sigmoid layer: `h_j (1 - h_j) |W_j|`, unit by unit.

    Raises:
        ValueError: if the encoder has other layers with weights than one dense sigmoid layer.

    Reference: [Rifai et al., 2011, Eq. 8](https://icml.cc/2011/papers/455_icmlpaper.pdf)

    Example:
        >>> codes, norms = ClosedFormJacobian()(encoder, images, training=True, seed=None)
    """

    def image(self, encoder, x, training, seed):
        weighted = [layer for layer in encoder.layers if layer.weights]
        if len(weighted) != 1 or getattr(weighted[0], "activation", 0) != keras.activations.sigmoid:
            raise ValueError(
                "The closed form needs an encoder of one dense sigmoid layer; use the exact "
                "Jacobian for others."
            )
        h = encoder(x, training=training)
        squares = ops.sum(ops.square(ops.cast(weighted[0].kernel, "float32")), axis=0)
        # The root has no gradient at 0.
        lengths = ops.sqrt(ops.maximum(squares, 1e-30))
        return h, h * (1.0 - h) * lengths


@keras.saving.register_keras_serializable("kerasgen")
class ExactJacobian(Jacobian):
    """Of any encoder whose codes do not depend on other examples of the batch.

    In reverse mode, a pass per latent, or in forward mode, a pass per data dimension,
    whichever are fewer.

    Example:
        >>> codes, norms = ExactJacobian()(encoder, images, training=True, seed=None)
    """

    def image(self, encoder, x, training, seed):
        if math.prod(x.shape[1:]) < encoder.output.shape[-1]:
            return self._forward(encoder, x, training)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            h = encoder(x, training=training)
        return h, tape.batch_jacobian(h, x)

    def _forward(self, encoder, x, training):
        dimensions = math.prod(x.shape[1:])
        directions = ops.reshape(ops.eye(dimensions), (dimensions, 1, *x.shape[1:]))
        columns = []
        for direction in ops.unstack(directions):
            tangent = ops.broadcast_to(direction, ops.shape(x))
            with tf.autodiff.ForwardAccumulator(x, tangent) as accumulator:
                h = encoder(x, training=training)
            columns.append(accumulator.jvp(h))
        return h, ops.stack(columns, axis=1)


@keras.saving.register_keras_serializable("kerasgen")
class HutchinsonJacobian(Jacobian):
    """Of any encoder, without bias, from random projections: `E |v J|^2` with signs `v`.

    Args:
        probes: int >= 1. Projections per example; the variance falls as their inverse.

    Reference: [Hutchinson, 1990](https://doi.org/10.1080/03610919008812866)

    Example:
        >>> codes, norms = HutchinsonJacobian(4)(encoder, images, training=True, seed=(0, 1))
    """

    def __init__(self, probes=1):
        self.probes = probes

    def image(self, encoder, x, training, seed):
        with tf.GradientTape(watch_accessed_variables=False, persistent=True) as tape:
            tape.watch(x)
            h = encoder(x, training=training)
        uniform = tf.random.stateless_uniform((self.probes, *ops.shape(h)), seed)
        signs = ops.unstack(ops.sign(uniform - 0.5), self.probes)
        rows = [tape.gradient(h, x, output_gradients=v) for v in signs]
        return h, ops.stack(rows, axis=1) / math.sqrt(self.probes)
