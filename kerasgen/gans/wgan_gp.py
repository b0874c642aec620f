"""Wasserstein GAN with a gradient penalty."""

import keras

from kerasgen.core.wasserstein_game import WassersteinGame


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
        penalties: list of penalties of the critic's slope, or their names; the paper's weight
            lambda is 10.
        seed: int or None. Of the noise.

    Raises:
        ValueError: if a network is not built, the critic has no `scores` or has batch
            normalisation, or `critic_steps` is less than 1.

    Reference: [Gulrajani et al., 2017](https://arxiv.org/abs/1704.00028)

    Example:
        >>> model = WGANGP.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, batch_size=320, epochs=10)
        >>> model.generate(16, seed=1)
    """

    logged = ("critic_loss", "generator_loss", "gradient_penalty")

    def __init__(
        self,
        generator,
        critic,
        critic_steps=5,
        penalties="gradient_penalty:10",
        seed=None,
        **kwargs,
    ):
        super().__init__(generator, critic, critic_steps, penalties=penalties, seed=seed, **kwargs)

    def default_optimizers(self):
        return {name: keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9) for name in self.players}

    def discriminator_step(self, x, z):
        self.log(gradient_penalty=super().discriminator_step(x, z))

    def test_step(self, data):
        x = self.examples(data)
        fake = self.generated(self.noise_for(x), training=False)
        self.log(gradient_penalty=self.penalty(x, fake, training=False))
        return super().test_step(data)
