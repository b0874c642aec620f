"""Distributions of codes, as objects that draw, in each of their modes if asked."""

import math

import keras
import tensorflow as tf
from keras import ops

from kerasgen.formulas.distributions import standard_normal, standard_uniform, uniform_categories
from kerasgen.formulas.naming import made_by_name
from kerasgen.formulas.randomness import folded
from kerasgen.formulas.serializable import Serializable


class Prior(Serializable):
    """What codes are to be distributed as: anything that can be drawn from.

    A prior of your own derives from this class, and is registered with Keras if it is to be
    saved.

    Attributes:
        dimensions: int, the only `latent_dim` that it has; None for any.
        is_standard_normal: bool. Whether it is `N(0, I)`.

    Example:
        >>> class Exponential(Prior):
        ...     def draw(self, count, latent_dim, seed):
        ...         return -ops.log1p(-standard_uniform((count, latent_dim), seed))
    """

    dimensions = None
    is_standard_normal = False

    def draw(self, count, latent_dim, seed):
        """Codes `(count, latent_dim)`, float32, a function of `seed`, an int or `(2,)`."""
        raise NotImplementedError

    def in_words(self):
        """What it is, for who reads a card."""
        settings = ", ".join(f"{name}={value}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({settings})"

    def require_dimensions(self, latent_dim):
        """Raise a `ValueError` unless it can be the prior of so many latents."""
        if self.dimensions not in (None, latent_dim):
            raise ValueError(
                f"{type(self).__name__} is of {self.dimensions} dimensions and cannot be the prior "
                f"of {latent_dim} latents."
            )


class ModalPrior(Prior):
    """A prior in the plane that is made of `modes`, each as often.

    Args:
        modes: int >= 1.
    """

    dimensions = 2

    def draw(self, count, latent_dim, seed):
        return self.draw_of(uniform_categories(count, self.modes, folded(seed, 1)), seed)

    def draw_of(self, mode, seed):
        """Codes `(count, 2)` of modes `(count,)`, numbers from 0."""
        raise NotImplementedError


@keras.saving.register_keras_serializable("kerasgen")
class GaussianPrior(Prior):
    """`N(0, scale^2 I)`.

    Args:
        scale: float > 0. Standard deviation.

    Example:
        >>> GaussianPrior(5.0).draw(16, latent_dim=8, seed=1)
    """

    def __init__(self, scale=1.0):
        self.scale = scale

    @property
    def is_standard_normal(self):
        return self.scale == 1.0

    def in_words(self):
        return "N(0, I)" if self.is_standard_normal else f"N(0, {self.scale}^2 I)"

    def draw(self, count, latent_dim, seed):
        return self.scale * standard_normal((count, latent_dim), seed)


@keras.saving.register_keras_serializable("kerasgen")
class UniformPrior(Prior):
    """Latents that are independent and uniform on [-bound, bound].

    Args:
        bound: float > 0.

    Example:
        >>> UniformPrior().draw(16, latent_dim=50, seed=1)
    """

    def __init__(self, bound=1.0):
        self.bound = bound

    def in_words(self):
        return f"the uniform distribution on [-{self.bound}, {self.bound}]"

    def draw(self, count, latent_dim, seed):
        return self.bound * (2.0 * standard_uniform((count, latent_dim), seed) - 1.0)


@keras.saving.register_keras_serializable("kerasgen")
class MixturePrior(ModalPrior):
    """Gaussians in the plane that point away from its origin, as petals do.

    Args:
        modes: int >= 1. Number of Gaussians.
        radius: float. Distance of their means from the origin.
        along: float > 0. Standard deviation along the radius.
        across: float > 0. Standard deviation across it.

    Reference: [Makhzani et al., 2015](https://arxiv.org/abs/1511.05644)

    Example:
        >>> MixturePrior(10).draw_of([3, 3], seed=1)  # two codes of the same petal
    """

    def __init__(self, modes=10, radius=3.0, along=0.8, across=0.3):
        self.modes = modes
        self.radius = radius
        self.along = along
        self.across = across

    def draw_of(self, mode, seed):
        angle = 2 * math.pi / self.modes * ops.cast(mode, "float32")
        noise = standard_normal((ops.shape(angle)[0], 2), seed)
        outward, sideways = self.radius + self.along * noise[:, 0], self.across * noise[:, 1]
        return _turned(outward, sideways, angle)


@keras.saving.register_keras_serializable("kerasgen")
class RingPrior(ModalPrior):
    """A circle in the plane with Gaussian distances from it; its modes are equal arcs.

    Args:
        modes: int >= 1. Number of arcs.
        radius: float. Of the circle.
        scale: float > 0. Standard deviation of the distance from the origin.

    Example:
        >>> RingPrior(radius=3.0).draw(16, latent_dim=2, seed=1)
    """

    def __init__(self, modes=10, radius=3.0, scale=0.2):
        self.modes = modes
        self.radius = radius
        self.scale = scale

    def draw_of(self, mode, seed):
        share = _share_of(mode, self.modes, seed)
        distance = self.radius + self.scale * standard_normal(ops.shape(share), seed)
        return _turned(distance, ops.zeros_like(distance), 2 * math.pi * share)


@keras.saving.register_keras_serializable("kerasgen")
class SwissRollPrior(ModalPrior):
    """A spiral in the plane, each stretch of it as likely; its modes are pieces of one length.

    Args:
        modes: int >= 1. Number of pieces.
        radius: float. Distance of the outer end from the origin.
        turns: float > 0. Of the spiral.
        scale: float > 0. Standard deviation of both coordinates around it.

    Reference: [Makhzani et al., 2015](https://arxiv.org/abs/1511.05644)

    Example:
        >>> SwissRollPrior(turns=2.0).draw(16, latent_dim=2, seed=1)
    """

    def __init__(self, modes=10, radius=3.0, turns=1.5, scale=0.1):
        self.modes = modes
        self.radius = radius
        self.turns = turns
        self.scale = scale

    def draw_of(self, mode, seed):
        # Far from the origin the length of a spiral grows with the square of its angle.
        way = ops.sqrt(_share_of(mode, self.modes, seed))
        spiral = _turned(self.radius * way, ops.zeros_like(way), 2 * math.pi * self.turns * way)
        return spiral + self.scale * standard_normal(ops.shape(spiral), seed)


def prior_named(prior):
    """`"swiss_roll_prior"` and the like to an object; an object comes back as it is.

    Raises:
        ValueError: for a name that no prior has.

    Example:
        >>> prior_named("gaussian_prior:5.0")
    """
    classes = (GaussianPrior, UniformPrior, MixturePrior, RingPrior, SwissRollPrior)
    return made_by_name(prior, classes, "prior")


def _share_of(mode, modes, seed):
    """Uniform shares of the whole `(count,)` that lie in given ones of `modes` equal parts."""
    mode = ops.cast(mode, "float32")
    return (mode + standard_uniform(ops.shape(mode), folded(seed, 2))) / modes


def _turned(outward, sideways, angle):
    cos, sin = ops.cos(angle), ops.sin(angle)
    return tf.stack([outward * cos - sideways * sin, outward * sin + sideways * cos], axis=-1)
