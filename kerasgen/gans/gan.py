"""Generative adversarial network with the non-saturating generator loss."""

import keras

from kerasgen.core.discriminator_game import DiscriminatorGame
from kerasgen.formulas import losses


@keras.saving.register_keras_serializable("kerasgen")
class GAN(DiscriminatorGame):
    """Generative adversarial network, trained by Algorithm 1.

    The discriminator minimises `-log D(x) - log(1 - D(G(z)))` (Eq. 1), the generator
    `-log D(G(z))` (Section 3), whose gradient does not vanish while the discriminator wins.
    `MinimaxGAN` has Eq. 1 for both.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)`.
        discriminator_steps: int >= 1. Discriminator steps per generator step, k. For
            minibatches of m examples train with batches of `k * m`.
        label_smoothing: float in [0, 1). Data examples get the target
            `1 - label_smoothing`; generated ones keep 0.
        penalties: list of objects of `kerasgen.gradient_penalties`, such as `[R1(10.0)]`.
        seed: int or None.

    Raises:
        ValueError: if a network is not built, the discriminator has no `logits`, or
            `discriminator_steps` is less than 1.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)

    Example:
        >>> model = GAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    opponent_objective = staticmethod(losses.minimax_discriminator_loss)
    generator_objective = staticmethod(losses.non_saturating_generator_loss)

    def __init__(
        self, generator, discriminator, discriminator_steps=1, label_smoothing=0.0, **kwargs
    ):
        super().__init__(generator, discriminator, discriminator_steps, **kwargs)
        self.label_smoothing = label_smoothing

    def opponent_loss(self, x, fake, training):
        real_logits, fake_logits = (self.verdicts(batch, training) for batch in (x, fake))
        return self.source_loss(real_logits, fake_logits, training)

    def source_loss(self, real_logits, fake_logits, training):
        """What telling data from generated examples costs, `(batch,)`; smoothed in training."""
        smoothing = self.label_smoothing if training else 0.0
        return self.opponent_objective(real_logits, fake_logits, smoothing)

    def get_config(self):
        return {**super().get_config(), "label_smoothing": self.label_smoothing}
