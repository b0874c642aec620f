"""Penalties on the slope of a discriminator or critic, which any of them can take.

Each is called as `penalty(output, x, fake, seed)`: `output` maps data `(batch, ...)` to that of
the discriminator, `(batch, 1)`; it gives `(batch,)`, weighted.
"""

import keras
import tensorflow as tf
from keras import ops

from kerasgen.formulas.distributions import standard_uniform
from kerasgen.formulas.losses import squared_error
from kerasgen.formulas.naming import made_by_name
from kerasgen.formulas.serializable import Serializable


def squared_slopes(output, x):
    """Squared length of the gradient of an output by the data, `(batch,)`, in float32.

    Example:
        >>> squared_slopes(lambda x: 3.0 * x, ops.zeros((4, 1)))  # 9
    """
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        outputs = output(x)
    return squared_error(tape.gradient(outputs, x), 0.0)


@keras.saving.register_keras_serializable("kerasgen")
class R1(Serializable):
    """`weight / 2 |dD(x) / dx|^2` on data: a discriminator flat on the data converges with them.

    Args:
        weight: float >= 0, gamma.

    Reference: [Mescheder et al., 2018, Eq. 9](https://arxiv.org/abs/1801.04406)

    Example:
        >>> GAN.from_data_shape((8, 8, 1), penalties=[R1(10.0)])
    """

    def __init__(self, weight=10.0):
        self.weight = weight

    def __call__(self, output, x, fake, seed):
        return 0.5 * self.weight * squared_slopes(output, x)


@keras.saving.register_keras_serializable("kerasgen")
class R2(Serializable):
    """`weight / 2 |dD(x) / dx|^2` on generated examples.

    Args:
        weight: float >= 0, gamma.

    Reference: [Mescheder et al., 2018, Eq. 10](https://arxiv.org/abs/1801.04406)

    Example:
        >>> GAN.from_data_shape((8, 8, 1), penalties=[R2(10.0)])
    """

    def __init__(self, weight=10.0):
        self.weight = weight

    def __call__(self, output, x, fake, seed):
        return 0.5 * self.weight * squared_slopes(output, fake)


@keras.saving.register_keras_serializable("kerasgen")
class GradientPenalty(Serializable):
    """`weight (|df(x) / dx| - 1)^2` at points between data and generated examples.

    On each line the point is drawn uniformly (Algorithm 1, line 6), one for all dimensions.

    Args:
        weight: float >= 0, lambda.

    Reference: [Gulrajani et al., 2017, Eq. 3](https://arxiv.org/abs/1704.00028)

    Example:
        >>> WGANGP.from_data_shape((8, 8, 1), penalties=[GradientPenalty(10.0)])
    """

    def __init__(self, weight=10.0):
        self.weight = weight

    def __call__(self, output, x, fake, seed):
        shape = (ops.shape(x)[0], *[1] * (len(x.shape) - 1))
        share = ops.cast(standard_uniform(shape, seed), x.dtype)
        squares = squared_slopes(output, share * x + (1.0 - share) * ops.cast(fake, x.dtype))
        # The root has no gradient at 0.
        return self.weight * ops.square(ops.sqrt(squares + 1e-12) - 1.0)


def penalties_named(penalties):
    """Penalties, some of them perhaps by names such as `"r1:10"`, as a list of objects.

    Args:
        penalties: list of objects and names, or names in one str, with commas between.

    Raises:
        ValueError: for a name that no penalty has.

    Example:
        >>> penalties_named("r1:1.0,r2:1.0")
    """
    if isinstance(penalties, str):
        penalties = penalties.split(",")
    classes = (R1, R2, GradientPenalty)
    return [made_by_name(penalty, classes, "penalty") for penalty in penalties]
