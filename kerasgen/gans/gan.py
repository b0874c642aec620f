"""Generative adversarial network with the non-saturating generator loss."""

import keras
from keras.saving import serialize_keras_object

from kerasgen.core.two_player_game import TwoPlayerGame


@keras.saving.register_keras_serializable("kerasgen")
class GAN(TwoPlayerGame):
    """Generative adversarial network, trained by Algorithm 1.

    The discriminator minimises `-log D(x) - log(1 - D(G(z)))` (Eq. 1), the generator
    `-log D(G(z))` (Section 3), whose gradient does not vanish while the discriminator wins;
    or both what another objective says.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)`.
        objective: what both minimise: `"non_saturating"`, `"minimax"`, `"least_squares"`,
            `"hinge"`, `"wasserstein"`, `"relativistic"`, or an `AdversarialObjective`; None for
            the method's own.
        discriminator_steps: int >= 1. Discriminator steps per generator step, k. For
            minibatches of m examples train with batches of `k * m`.
        label_smoothing: float in [0, 1). Data examples get the target
            `1 - label_smoothing`; generated ones keep 0. For objectives of log-odds only.
        penalties: list of `R1(weight)`, `R2(weight)`, `GradientPenalty(weight)`, added to the
            discriminator's loss; or their names, `"r1:10"` or `"r1:1.0,r2:1.0"`; None for the
            method's own.
        seed: int or None. Of the noise.

    Raises:
        ValueError: if a network is not built, the discriminator has no `logits`,
            `discriminator_steps` is less than 1, or the objective has no labels to smooth.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)

    Example:
        >>> model = GAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    networks = ("generator", "discriminator")
    players = {
        "discriminator_optimizer": ("discriminator",),
        "generator_optimizer": ("generator",),
    }
    logged = ("discriminator_loss", "generator_loss")
    default_objective = "non_saturating"
    default_penalties = ()

    def __init__(
        self,
        generator,
        discriminator,
        objective=None,
        discriminator_steps=1,
        label_smoothing=0.0,
        penalties=None,
        seed=None,
        **kwargs,
    ):
        super().__init__(
            generator,
            objective or self.default_objective,
            discriminator_steps,
            label_smoothing,
            self.default_penalties if penalties is None else penalties,
            discriminator=discriminator,
            seed=seed,
            **kwargs,
        )

    def get_config(self):
        return {
            **super().get_config(),
            "objective": serialize_keras_object(self.objective),
            "discriminator_steps": self.discriminator_steps,
            "label_smoothing": self.label_smoothing,
        }
