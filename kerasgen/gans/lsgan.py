"""Generative adversarial network with least squares."""

import keras

from kerasgen.gans.gan import GAN


@keras.saving.register_keras_serializable("kerasgen")
class LSGAN(GAN):
    """Least squares GAN: the discriminator regresses 1 for data and 0 for what is generated.

    Minimises `1/2 (D(x) - 1)^2 + 1/2 D(G(z))^2` and `1/2 (D(G(z)) - 1)^2` (Eq. 9): also
    examples on the right side of the decision boundary have a gradient as long as they are far
    from it.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)`, which are its
            output, with no sigmoid.
        objective: None for least squares, or another `AdversarialObjective` or its name.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch.
        label_smoothing: float in [0, 1). Only with an objective of log-odds; 0 otherwise.
        penalties: list of penalties of the discriminator's slope, or their names, `"r1:10"`.
        seed: int or None. Of the noise.

    Reference: [Mao et al., 2017](https://arxiv.org/abs/1611.04076)

    Example:
        >>> model = LSGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    default_objective = "least_squares"
