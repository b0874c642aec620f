"""Generative adversarial network with the minimax generator loss."""

import keras

from kerasgen.gans.gan import GAN


@keras.saving.register_keras_serializable("kerasgen")
class MinimaxGAN(GAN):
    """`GAN` whose generator minimises the game's own value, `log(1 - D(G(z)))` (Eq. 1).

    Exact as a game, and slow to start: the gradient is proportional to `D(G(z))`, small as
    long as the discriminator recognises what is generated.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)`, log-odds.
        objective: None for the minimax value, or another `AdversarialObjective` or its name.
        discriminator_steps: int >= 1. Discriminator steps per generator step, k, each on its
            share of the batch.
        label_smoothing: float in [0, 1). Data examples get the target `1 - label_smoothing`.
        penalties: list of penalties of the discriminator's slope, or their names, `"r1:0.3"`.
        seed: int or None. Of the noise.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)

    Example:
        >>> model = MinimaxGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
    """

    default_objective = "minimax"
