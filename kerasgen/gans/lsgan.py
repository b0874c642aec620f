"""Generative adversarial network with least squares."""

import keras

from kerasgen.core.discriminator_game import DiscriminatorGame
from kerasgen.formulas import losses


@keras.saving.register_keras_serializable("kerasgen")
class LSGAN(DiscriminatorGame):
    """Least squares GAN: the discriminator regresses 1 for data and 0 for what is generated.

    Minimises `1/2 (D(x) - 1)^2 + 1/2 D(G(z))^2` and `1/2 (D(G(z)) - 1)^2` (Eq. 9): also
    examples on the right side of the decision boundary have a gradient as long as they are far
    from it. The discriminator's `logits` are its output, with no sigmoid.

    Args:
        generator: as in `GAN`.
        discriminator: as in `GAN`.
        discriminator_steps: as in `GAN`.
        penalties: as in `GAN`.
        seed: int or None.

    Reference: [Mao et al., 2017](https://arxiv.org/abs/1611.04076)

    Example:
        >>> model = LSGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    opponent_objective = staticmethod(losses.least_squares_discriminator_loss)
    decision_boundary = 0.5
    generator_objective = staticmethod(losses.least_squares_generator_loss)
