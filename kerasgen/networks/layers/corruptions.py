"""Layers that destroy part of their input while training and pass it on otherwise."""

import keras
import tensorflow as tf
from keras import ops

from kerasgen.formulas.randomness import draw_seed


class RateCorruption(keras.layers.Layer):
    """What corruptions share that hit each value independently with probability `rate`.

    Args:
        rate: float in [0, 1].
        seed: int or None.

    Raises:
        ValueError: if `rate` is no probability.
    """

    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        if not 0 <= rate <= 1:
            raise ValueError(f"`rate` is a probability, got {rate}.")
        self.rate, self.seed = rate, seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training:
            return inputs
        uniform = tf.random.stateless_uniform(ops.shape(inputs), draw_seed(self.seed_generator))
        return self.corrupt(inputs, uniform)

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}


@keras.saving.register_keras_serializable("kerasgen")
class MaskingNoise(RateCorruption):
    """Sets each value to 0 with probability `rate`; unlike dropout it rescales nothing.

    Args: `rate` in [0, 1], `seed`.

    Reference: [Vincent et al., 2010, Section 3.3](https://www.jmlr.org/papers/v11/vincent10a.html)

    Example:
        >>> MaskingNoise(0.3)(images, training=True)
    """

    def corrupt(self, inputs, uniform):
        return ops.where(uniform < self.rate, ops.zeros_like(inputs), inputs)


@keras.saving.register_keras_serializable("kerasgen")
class SaltAndPepperNoise(RateCorruption):
    """Sets each value with probability `rate` to 0 or to 1, by the toss of a fair coin.

    Args: `rate` in [0, 1], `seed`.

    Reference: [Vincent et al., 2010, Section 3.3](https://www.jmlr.org/papers/v11/vincent10a.html)

    Example:
        >>> SaltAndPepperNoise(0.3)(images, training=True)
    """

    def corrupt(self, inputs, uniform):
        pepper = ops.where(uniform < self.rate / 2, ops.zeros_like(inputs), inputs)
        salt = ops.logical_and(uniform >= self.rate / 2, uniform < self.rate)
        return ops.where(salt, ops.ones_like(inputs), pepper)


def corruption_named(corruption, level):
    """`"masking"`, `"gaussian"` or `"salt_and_pepper"` to a layer; a layer comes back as it is.

    Args:
        corruption: such a name, or a layer.
        level: float. The rate; for `"gaussian"` the standard deviation.

    Raises:
        ValueError: for another name.

    Example:
        >>> corruption_named("gaussian", 0.3)
    """
    named = {
        "masking": MaskingNoise,
        "gaussian": keras.layers.GaussianNoise,
        "salt_and_pepper": SaltAndPepperNoise,
    }
    if not isinstance(corruption, str):
        return corruption
    if corruption not in named:
        raise ValueError(f"Unknown corruption {corruption!r}; there are {', '.join(named)}.")
    return named[corruption](level)
