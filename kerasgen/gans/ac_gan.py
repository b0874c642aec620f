"""GAN with an auxiliary classifier."""

import keras

from kerasgen.formulas import losses
from kerasgen.gans.conditional_gan import ConditionalGAN
from kerasgen.networks import classifying_discriminator


@keras.saving.register_keras_serializable("kerasgen")
class ACGAN(ConditionalGAN):
    """`ConditionalGAN` whose discriminator is not told the class but has to name it.

    Both players minimise the cross-entropy of the class, the discriminator on data and generated
    examples, the generator on the latter (Eq. 2 and 3), beside the losses of `GAN`.

    Args:
        generator: as in `ConditionalGAN`.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)` and
            `class_logits` `(batch, classes)`.
        class_weight: float >= 0. Weight of the cross-entropies.
        discriminator_steps: as in `GAN`.
        label_smoothing: as in `GAN`.
        penalties: as in `GAN`.
        seed: int or None.

    Raises:
        ValueError: as in `ConditionalGAN`.

    Reference: [Odena et al., 2017](https://arxiv.org/abs/1610.09585)

    Example:
        >>> model = ACGAN.from_data_shape((8, 8, 1), latent_dim=16, classes=10)
        >>> model.compile()
        >>> model.fit(images, labels, epochs=10)
        >>> model.generate(16, seed=1, label=3)
    """

    default_opponent = staticmethod(classifying_discriminator)

    def __init__(self, generator, discriminator, class_weight=1.0, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.class_weight = class_weight

    def judged(self, x, training):
        return self.discriminator(x["data"], training=training)

    def opponent_loss(self, x, fake, training):
        real, made = (self.judged(batch, training) for batch in (x, fake))
        of_source = self.source_loss(real["logits"], made["logits"], training)
        of_class = losses.categorical_nll(x["label"], real["class_logits"])
        of_class += losses.categorical_nll(fake["label"], made["class_logits"])
        return of_source + self.class_weight * of_class

    def generator_loss(self, fake, training):
        made = self.judged(fake, training)
        of_class = losses.categorical_nll(fake["label"], made["class_logits"])
        return self.generator_objective(made["logits"]) + self.class_weight * of_class

    def get_config(self):
        return {**super().get_config(), "class_weight": self.class_weight}
