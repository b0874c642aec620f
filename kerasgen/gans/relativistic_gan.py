"""Generative adversarial network whose discriminator compares data with generated examples."""

import keras

from kerasgen.gans.gan import GAN


@keras.saving.register_keras_serializable("kerasgen")
class RelativisticGAN(GAN):
    """Relativistic pairing GAN: examples are compared with generated ones.

    The discriminator minimises `-log sigmoid(D(x) - D(G(z)))`, the generator `-log
    sigmoid(D(G(z)) - D(x))`, over pairs of an example and a generated one. A generator that
    leaves out a mode leaves data that are told from all it makes, so that modes are not dropped
    without a price. It needs penalties on data and on generated examples to converge: with R1 and
    R2 of weight g the Dirac-GAN's eigenvalues are `-g +- sqrt(g^2 - 1/4)`.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)`; a constant in
            them changes nothing.
        objective: None for the relativistic one, or another `AdversarialObjective` or its name.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch.
        label_smoothing: float in [0, 1). Only with an objective of log-odds; 0 otherwise.
        penalties: list of penalties of the discriminator's slope, or their names; None for R1
            and R2 of weight 1.
        seed: int or None. Of the noise.

    Raises:
        ValueError: if a network is not built, the discriminator has no `logits`,
            `discriminator_steps` is less than 1, or the objective has no labels to smooth.

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734); with both penalties
        [Huang et al., 2024](https://arxiv.org/abs/2501.05441)

    Example:
        >>> model = RelativisticGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    default_objective = "relativistic"
    default_penalties = "r1:1,r2:1"
