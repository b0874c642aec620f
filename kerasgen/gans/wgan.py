"""Wasserstein GAN with clipped weights."""

import keras
from keras import ops

from kerasgen.core.wasserstein_game import WassersteinGame


@keras.saving.register_keras_serializable("kerasgen")
class WGAN(WassersteinGame):
    """GAN whose critic estimates the Wasserstein distance, Lipschitz by clipping its weights.

    Algorithm 1: in each of `critic_steps` steps the critic goes up `f(x) - f(G(z))` and its
    weights are clipped to `[-clip, clip]`; then the generator goes up `f(G(z))`.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        critic: `keras.Model`, data to a dict with `scores` `(batch, 1)`.
        critic_steps: int >= 1. For minibatches of m examples train with batches of
            `critic_steps * m`.
        clip: float > 0. Largest absolute weight of the critic.
        penalties: list of further penalties of the critic's slope, or their names.
        seed: int or None. Of the noise.

    Raises:
        ValueError: if a network is not built, the critic has no `scores`, or `critic_steps` is
            less than 1.

    Reference: [Arjovsky et al., 2017](https://arxiv.org/abs/1701.07875)

    Example:
        >>> model = WGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, batch_size=320, epochs=10)
        >>> model.generate(16, seed=1)
    """

    def __init__(
        self, generator, critic, critic_steps=5, clip=0.01, penalties=(), seed=None, **kwargs
    ):
        super().__init__(generator, critic, critic_steps, penalties=penalties, seed=seed, **kwargs)
        self.clip = clip

    def default_optimizers(self):
        return {name: keras.optimizers.RMSprop(5e-5) for name in self.players}

    def discriminator_step(self, x, z):
        super().discriminator_step(x, z)
        for weight in self.critic.trainable_variables:
            weight.assign(ops.clip(weight, -self.clip, self.clip))

    def get_config(self):
        return {**super().get_config(), "clip": self.clip}
