"""Generative adversarial network with the hinge loss."""

import keras

from kerasgen import networks
from kerasgen.gans.gan import GAN


@keras.saving.register_keras_serializable("kerasgen")
class HingeGAN(GAN):
    """GAN with the hinge loss and, by default, a spectrally normalised discriminator (SN-GAN).

    Minimises `max(0, 1 - D(x)) + max(0, 1 + D(G(z)))` and `-D(G(z))` (Eq. 16 and 17).

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)`, which are its
            output, with no sigmoid; `networks.spectrally_normalised` bounds its slope.
        objective: None for the hinge, or another `AdversarialObjective` or its name.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch; the paper's is 5.
        label_smoothing: float in [0, 1). Only with an objective of log-odds; 0 otherwise.
        penalties: list of penalties of the discriminator's slope, or their names, `"r1:10"`.
        seed: int or None. Of the noise.

    Reference: [Miyato et al., 2018](https://arxiv.org/abs/1802.05957)

    Example:
        >>> model = HingeGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    default_objective = "hinge"

    @staticmethod
    def default_discriminator(data_shape, architecture):
        return networks.spectrally_normalised(networks.discriminator(data_shape, architecture))
