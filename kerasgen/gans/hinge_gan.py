"""Generative adversarial network with the hinge loss."""

import keras

from kerasgen import networks
from kerasgen.core.discriminator_game import DiscriminatorGame
from kerasgen.formulas import losses


@keras.saving.register_keras_serializable("kerasgen")
class HingeGAN(DiscriminatorGame):
    """GAN with the hinge loss and, by default, a spectrally normalised discriminator (SN-GAN).

    Minimises `max(0, 1 - D(x)) + max(0, 1 + D(G(z)))` and `-D(G(z))` (Eq. 16 and 17). The
    discriminator's `logits` are its output, with no sigmoid.

    Args:
        generator: as in `GAN`.
        discriminator: as in `GAN`.
        discriminator_steps: as in `GAN`; the paper's is 5.
        penalties: as in `GAN`.
        seed: int or None.

    Reference: [Miyato et al., 2018](https://arxiv.org/abs/1802.05957)

    Example:
        >>> model = HingeGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    opponent_objective = staticmethod(losses.hinge_discriminator_loss)
    generator_objective = staticmethod(losses.wasserstein_generator_loss)

    @staticmethod
    def default_opponent(data_shape, architecture):
        return networks.spectrally_normalised(networks.discriminator(data_shape, architecture))
