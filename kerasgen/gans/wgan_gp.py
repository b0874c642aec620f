"""Wasserstein GAN with a gradient penalty."""

import keras

from kerasgen.core.wasserstein_game import WassersteinGame
from kerasgen.formulas.gradient_penalties import GradientPenalty


@keras.saving.register_keras_serializable("kerasgen")
class WGANGP(WassersteinGame):
    """GAN whose critic estimates the Wasserstein distance, Lipschitz by a penalty on its slope.

    Algorithm 1: in each of `critic_steps` steps the critic minimises `f(G(z)) - f(x) +
    lambda (|df / dx| - 1)^2`, the slope taken at a point drawn uniformly on the line between an
    example and a generated one (Eq. 3); then the generator minimises `-f(G(z))`. The critic must
    not normalise over the batch, or its slope would not be an example's own.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        critic: `keras.Model`, data to a dict with `scores` `(batch, 1)`; without batch
            normalisation.
        critic_steps: int >= 1. For minibatches of m examples train with batches of
            `critic_steps * m`.
        penalties: list of objects of `kerasgen.gradient_penalties`; the paper's by default.
        seed: int or None.

    Raises:
        ValueError: as in `GAN`, and if the critic has batch normalisation.

    Reference: [Gulrajani et al., 2017](https://arxiv.org/abs/1704.00028)

    Example:
        >>> model = WGANGP.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, batch_size=320, epochs=10)
        >>> model.generate(16, seed=1)
    """

    logged = ("critic_loss", "generator_loss", "gradient_penalty")

    def __init__(self, generator, critic, critic_steps=5, penalties=None, **kwargs):
        if penalties is None:
            penalties = [GradientPenalty()]
        super().__init__(generator, critic, critic_steps, penalties=penalties, **kwargs)
        if any(isinstance(layer, keras.layers.BatchNormalization) for layer in critic.layers):
            raise ValueError("`critic` must not have batch normalisation; use layer normalisation.")

    def default_optimizers(self):
        return {name: keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9) for name in self.players}

    def opponent_step(self, x, z):
        self.log(gradient_penalty=super().opponent_step(x, z))

    def test_step(self, data):
        x = self.examples(data)
        self.log(gradient_penalty=self.penalty(x, self.imitation(self.noise_for(x), False)))
        return super().test_step(data)
