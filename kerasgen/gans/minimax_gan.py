"""Generative adversarial network with the minimax generator loss."""

import keras

from kerasgen.formulas import losses
from kerasgen.gans.gan import GAN


@keras.saving.register_keras_serializable("kerasgen")
class MinimaxGAN(GAN):
    """`GAN` whose generator minimises the game's own value, `log(1 - D(G(z)))` (Eq. 1).

    Exact as a game, and slow to start: the gradient is proportional to `D(G(z))`, small as
    long as the discriminator recognises what is generated.

    Args: as in `GAN`.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)

    Example:
        >>> model = MinimaxGAN.from_data_shape((8, 8, 1), latent_dim=16)
    """

    generator_objective = staticmethod(losses.minimax_generator_loss)
