"""Terms beside the reconstruction: sparsity of codes, norms of Jacobians."""

import math

import keras
import tensorflow as tf
from keras import ops

from kerasgen.losses import squared_error
from kerasgen.serializable import Serializable


def laplace_nll(values, scale):
    """Negative log-density under independent Laplace distributions around 0, in nats.

    `sum_j |h_j| / scale + log(2 scale)`: an L1 penalty of weight `1 / scale` and a constant.

    Args:
        values: tensor `(batch, dimensions)`.
        scale: float > 0.

    Returns:
        float32 tensor `(batch,)`.

    Example:
        >>> laplace_nll([[0.0, 1.0]], scale=0.5)  # 2
    """
    values = ops.cast(values, "float32")
    return ops.sum(ops.abs(values) / scale + math.log(2 * scale), axis=-1)


def bernoulli_kl(target, rates):
    """KL divergence from Bernoullis of mean `target` to ones of means `rates`, summed, in nats.

    Args:
        target: float in (0, 1).
        rates: tensor `(units,)` in (0, 1).

    Returns:
        float32 scalar; 0 where every rate is the target.

    Example:
        >>> bernoulli_kl(0.1, ops.array([0.1, 0.1]))  # 0
    """
    rates = ops.clip(ops.cast(rates, "float32"), 1e-6, 1 - 1e-6)
    entropy = target * math.log(target) + (1 - target) * math.log(1 - target)
    cross_entropy = target * ops.log(rates) + (1 - target) * ops.log(1 - rates)
    return ops.sum(entropy - cross_entropy)


@keras.saving.register_keras_serializable("kerasgen")
class LaplacePrior(Serializable):
    """Sparsity as a prior: `-log p(h)` with independent Laplace distributions.

    Args:
        scale: float > 0, in units of the code; the L1 weight is `1 / scale`.

    Example:
        >>> LaplacePrior(scale=2.0)(codes)  # (batch,)
    """

    code_activation = "relu"

    def __init__(self, scale=2.0):
        self.scale = scale

    def __call__(self, codes):
        return laplace_nll(codes, self.scale)


@keras.saving.register_keras_serializable("kerasgen")
class TargetActivation(Serializable):
    """Sparsity as a rate: every unit's mean activation over the batch is drawn to a target.

    Args:
        target: float in (0, 1). The rate rho of each sigmoid unit.
        weight: float. Of the divergence, beta.

    Reference: [Ng, 2011, CS294A lecture notes](https://web.stanford.edu/class/cs294a/)

    Example:
        >>> TargetActivation(target=0.1, weight=3.0)(codes)  # (batch,)
    """

    code_activation = "sigmoid"

    def __init__(self, target=0.1, weight=3.0):
        self.target, self.weight = target, weight

    def __call__(self, codes):
        divergence = bernoulli_kl(self.target, ops.mean(ops.cast(codes, "float32"), axis=0))
        return self.weight * ops.broadcast_to(divergence, ops.shape(codes)[:1])


@keras.saving.register_keras_serializable("kerasgen")
class ClosedFormJacobian(Serializable):
    """Of an encoder with one dense sigmoid layer: `sum_j (h_j (1 - h_j))^2 |W_j|^2`.

    Calling one gives the codes `(batch, latent_dim)` and the squared Frobenius norms of their
    Jacobians `(batch,)`.

    Raises:
        ValueError: if the encoder has other layers with weights than one dense sigmoid layer.

    Reference: [Rifai et al., 2011, Eq. 8](https://icml.cc/2011/papers/455_icmlpaper.pdf)

    Example:
        >>> codes, norms = ClosedFormJacobian()(encoder, images, training=True, seed=None)
    """

    def __call__(self, encoder, x, training, seed):
        weighted = [layer for layer in encoder.layers if layer.weights]
        if len(weighted) != 1 or getattr(weighted[0], "activation", 0) != keras.activations.sigmoid:
            raise ValueError(
                "The closed form needs an encoder of one dense sigmoid layer; use the exact "
                "Jacobian for others."
            )
        h = encoder(x, training=training)
        lengths = ops.sum(ops.square(weighted[0].kernel), axis=0)
        return h, ops.matmul(ops.square(h * (1.0 - h)), lengths[:, None])[:, 0]


@keras.saving.register_keras_serializable("kerasgen")
class ExactJacobian(Serializable):
    """Of any encoder whose codes do not depend on other examples of the batch.

    In reverse mode, a pass per latent, or in forward mode, a pass per data dimension,
    whichever are fewer.

    Example:
        >>> codes, norms = ExactJacobian()(encoder, images, training=True, seed=None)
    """

    def __call__(self, encoder, x, training, seed):
        if math.prod(x.shape[1:]) < encoder.output.shape[-1]:
            return self._forward(encoder, x, training)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            h = encoder(x, training=training)
        return h, squared_error(tape.batch_jacobian(h, x), 0.0)

    def _forward(self, encoder, x, training):
        dimensions = math.prod(x.shape[1:])
        directions = ops.reshape(ops.eye(dimensions), (dimensions, 1, *x.shape[1:]))
        norms = 0.0
        for direction in ops.unstack(directions):
            tangent = ops.broadcast_to(direction, ops.shape(x))
            with tf.autodiff.ForwardAccumulator(x, tangent) as accumulator:
                h = encoder(x, training=training)
            norms += squared_error(accumulator.jvp(h), 0.0)
        return h, norms


@keras.saving.register_keras_serializable("kerasgen")
class HutchinsonJacobian(Serializable):
    """Of any encoder, without bias, from random projections: `E |v J|^2` with signs `v`.

    Args:
        probes: int >= 1. Projections per example; the variance falls as their inverse.

    Reference: [Hutchinson, 1990](https://doi.org/10.1080/03610919008812866)

    Example:
        >>> codes, norms = HutchinsonJacobian(4)(encoder, images, training=True, seed=(0, 1))
    """

    def __init__(self, probes=1):
        self.probes = probes

    def __call__(self, encoder, x, training, seed):
        with tf.GradientTape(watch_accessed_variables=False, persistent=True) as tape:
            tape.watch(x)
            h = encoder(x, training=training)
        uniform = tf.random.stateless_uniform((self.probes, *ops.shape(h)), seed)
        signs = ops.unstack(ops.sign(uniform - 0.5), self.probes)
        norms = [squared_error(tape.gradient(h, x, output_gradients=v), 0.0) for v in signs]
        return h, sum(norms) / self.probes
