"""Terms beside the reconstruction that keep codes sparse."""

import math

import keras
from keras import ops

from kerasgen.formulas.serializable import Serializable


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
    separable = True

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
    separable = False  # the rate is one of the batch

    def __init__(self, target=0.1, weight=3.0):
        self.target, self.weight = target, weight

    def __call__(self, codes):
        divergence = bernoulli_kl(self.target, ops.mean(ops.cast(codes, "float32"), axis=0))
        return self.weight * ops.broadcast_to(divergence, ops.shape(codes)[:1])
