"""What the players of a game minimise, as objects that every game takes."""

import keras
from keras import ops

from kerasgen.formulas.losses import bernoulli_nll, squared_error
from kerasgen.formulas.naming import made_by_name
from kerasgen.formulas.serializable import Serializable


class AdversarialObjective(Serializable):
    """The losses of a discriminator and a generator.

    Both are functions of the discriminator's outputs on data and on generated examples, each
    `(batch, 1)`, and give `(batch,)` in float32. An objective of your own derives from this
    class, and is registered with Keras if it is to be saved.

    Attributes:
        decision_boundary: float, the output above which an example is taken for data; None where
            only differences of outputs count.
        log_odds: bool. Whether the outputs are the log-odds of an example being data.
        generator_sees_data: bool. Whether `generator_loss` reads the outputs on data, which cost
            a pass of the discriminator and else are None.

    Example:
        >>> class Exponential(AdversarialObjective):
        ...     def discriminator_loss(self, real, fake):
        ...         return ops.exp(-real[:, 0]) + ops.exp(fake[:, 0])
        ...
        ...     def generator_loss(self, real, fake):
        ...         return ops.exp(-fake[:, 0])
        >>> GAN.from_data_shape((8, 8, 1), objective=Exponential())
    """

    decision_boundary = 0.0
    log_odds = False
    generator_sees_data = True

    def discriminator_loss(self, real, fake):
        raise NotImplementedError

    def generator_loss(self, real, fake):
        raise NotImplementedError

    def joint_loss(self, real, fake):
        """What those minimise together who have a part in both sides, `(batch,)`.

        That each side is taken for the other: the discriminator's loss with its labels swapped.
        """
        return self.discriminator_loss(fake, real)


@keras.saving.register_keras_serializable("kerasgen")
class Minimax(AdversarialObjective):
    """The value of Goodfellow's game, `log D(x) + log(1 - D(G(z)))`, for both players.

    The generator's gradient with respect to the logit is `-D`, which vanishes where the
    discriminator is sure that the example is generated.

    Reference: [Goodfellow et al., 2014, Eq. 1](https://arxiv.org/abs/1406.2661)

    Example:
        >>> Minimax().discriminator_loss([[0.0]], [[0.0]])  # 2 log 2
        >>> Minimax().generator_loss(None, [[0.0]])  # -log 2
    """

    log_odds = True
    generator_sees_data = False

    def discriminator_loss(self, real, fake):
        return bernoulli_nll(ops.ones_like(real), real) + bernoulli_nll(ops.zeros_like(fake), fake)

    def generator_loss(self, real, fake):
        return -bernoulli_nll(ops.zeros_like(fake), fake)

    def joint_loss(self, real, fake):
        return -self.discriminator_loss(real, fake)


@keras.saving.register_keras_serializable("kerasgen")
class NonSaturating(Minimax):
    """`Minimax` whose generator maximises `log D(G(z))` instead.

    Its gradient with respect to the logit is `D - 1`: largest where the discriminator is sure
    that the example is generated.

    Reference: [Goodfellow et al., 2014, Section 3](https://arxiv.org/abs/1406.2661)

    Example:
        >>> NonSaturating().generator_loss(None, [[0.0]])  # log 2
    """

    def generator_loss(self, real, fake):
        return bernoulli_nll(ops.ones_like(fake), fake)

    joint_loss = AdversarialObjective.joint_loss


@keras.saving.register_keras_serializable("kerasgen")
class LeastSquares(AdversarialObjective):
    """`1/2 (D(x) - 1)^2 + 1/2 D(G(z))^2`, and `1/2 (D(G(z)) - 1)^2` for the generator.

    Reference: [Mao et al., 2017, Eq. 9](https://arxiv.org/abs/1611.04076)

    Example:
        >>> LeastSquares().discriminator_loss([[0.5]], [[0.5]])  # 1/4
    """

    decision_boundary = 0.5
    generator_sees_data = False

    def discriminator_loss(self, real, fake):
        return 0.5 * (squared_error(real, 1.0) + squared_error(fake, 0.0))

    def generator_loss(self, real, fake):
        return 0.5 * squared_error(fake, 1.0)


@keras.saving.register_keras_serializable("kerasgen")
class Wasserstein(AdversarialObjective):
    """`f(G(z)) - f(x)`, and `-f(G(z))` for the generator.

    The former is minus an estimate of the Wasserstein distance if `f` is 1-Lipschitz.

    Reference: [Arjovsky et al., 2017, Algorithm 1](https://arxiv.org/abs/1701.07875)

    Example:
        >>> Wasserstein().discriminator_loss([[3.0]], [[1.0]])  # -2
    """

    decision_boundary = None
    generator_sees_data = False

    def discriminator_loss(self, real, fake):
        return _float32(fake) - _float32(real)

    def generator_loss(self, real, fake):
        return -_float32(fake)


@keras.saving.register_keras_serializable("kerasgen")
class Hinge(AdversarialObjective):
    """`max(0, 1 - D(x)) + max(0, 1 + D(G(z)))`, and `-D(G(z))` for the generator.

    Examples beyond the margin give the discriminator no gradient.

    Reference: [Lim and Ye, 2017](https://arxiv.org/abs/1705.02894);
        [Miyato et al., 2018, Eq. 16 and 17](https://arxiv.org/abs/1802.05957)

    Example:
        >>> Hinge().discriminator_loss([[2.0]], [[0.0]])  # 1
    """

    generator_sees_data = False

    def discriminator_loss(self, real, fake):
        return ops.relu(1.0 - _float32(real)) + ops.relu(1.0 + _float32(fake))

    def generator_loss(self, real, fake):
        return -_float32(fake)

    def joint_loss(self, real, fake):
        # Without a margin, as the generator's.
        return _float32(real) - _float32(fake)


@keras.saving.register_keras_serializable("kerasgen")
class Relativistic(AdversarialObjective):
    """`-log sigmoid(D(x) - D(G(z)))` of pairs, and the same of the opposite for the generator.

    The discriminator says which of two examples is the data, so that nothing depends on a
    constant in its output.

    Reference: [Jolicoeur-Martineau, 2018, Section 4](https://arxiv.org/abs/1807.00734)

    Example:
        >>> Relativistic().discriminator_loss([[5.0]], [[5.0]])  # log 2
    """

    decision_boundary = None

    def discriminator_loss(self, real, fake):
        return ops.softplus(_float32(fake) - _float32(real))

    def generator_loss(self, real, fake):
        return ops.softplus(_float32(real) - _float32(fake))


def objective_named(objective):
    """`"least_squares"` and the like to an object; an object comes back as it is.

    Raises:
        ValueError: for a name that no objective has.

    Example:
        >>> objective_named("hinge")
    """
    classes = (Minimax, NonSaturating, LeastSquares, Hinge, Wasserstein, Relativistic)
    return made_by_name(objective, classes, "objective")


def _float32(outputs):
    return ops.cast(outputs, "float32")[:, 0]
