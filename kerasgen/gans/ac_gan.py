"""GAN with an auxiliary classifier."""

import keras

from kerasgen.formulas import losses
from kerasgen.gans.conditional_gan import ConditionalGAN
from kerasgen.networks import classifying_discriminator
from kerasgen.networks.fitting import require_shape, with_outputs


@keras.saving.register_keras_serializable("kerasgen")
class ACGAN(ConditionalGAN):
    """`ConditionalGAN` whose discriminator is not told the class but has to name it.

    Both players minimise the cross-entropy of the class, the discriminator on data and generated
    examples, the generator on the latter (Eq. 2 and 3), beside the losses of `GAN`.

    Args:
        generator: `keras.Model`, a dict of `latents` `(batch, latent_dim)` and one-hot `label`
            `(batch, classes)` to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)` and
            `class_logits` `(batch, classes)`.
        class_weight: float >= 0. Weight of the cross-entropies.
        objective: what both minimise beside the cross-entropies, `"hinge"` for instance, or an
            `AdversarialObjective`; None for the non-saturating one.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch.
        label_smoothing: float in [0, 1). Data examples get the target `1 - label_smoothing`.
        penalties: list of penalties of the slope of `logits`, or their names, `"r1:1.0"`.
        seed: int or None. Of the noise.

    Raises:
        ValueError: if a network is not built or does not fit, and from training without labels.

    Reference: [Odena et al., 2017](https://arxiv.org/abs/1610.09585)

    Example:
        >>> model = ACGAN.from_data_shape((8, 8, 1), latent_dim=16, classes=10)
        >>> model.compile()
        >>> model.fit(images, labels, epochs=10)
        >>> model.generate(16, seed=1, label=3)
    """

    conditional_discriminator = staticmethod(classifying_discriminator)

    def __init__(
        self,
        generator,
        discriminator,
        class_weight=1.0,
        objective=None,
        discriminator_steps=1,
        label_smoothing=0.0,
        penalties=None,
        seed=None,
        **kwargs,
    ):
        discriminator = with_outputs("discriminator", discriminator, ("logits", "class_logits"))
        super().__init__(
            generator,
            discriminator,
            objective,
            discriminator_steps,
            label_smoothing,
            penalties,
            seed,
            **kwargs,
        )
        self.class_weight = class_weight

    def require_fitting_labels(self):
        class_logits = self.discriminator.output["class_logits"]
        require_shape("`class_logits` of `discriminator`", class_logits, (self.classes,))

    def outputs(self, x, training):
        return self.discriminator(x["data"], training=training)

    def discriminator_loss(self, x, fake, training):
        real_outputs, fake_outputs = (self.outputs(batch, training) for batch in (x, fake))
        of_source = self.adversarial_loss(real_outputs, fake_outputs, training)
        of_class = losses.categorical_nll(x["label"], real_outputs["class_logits"])
        of_class += losses.categorical_nll(fake["label"], fake_outputs["class_logits"])
        return of_source + self.class_weight * of_class

    def generator_loss(self, x, fake, training):
        fake_outputs = self.outputs(fake, training)
        of_class = losses.categorical_nll(fake["label"], fake_outputs["class_logits"])
        return self.deception_loss(x, fake_outputs, training) + self.class_weight * of_class

    def get_config(self):
        return {**super().get_config(), "class_weight": self.class_weight}
