"""Generative adversarial network with the non-saturating generator loss."""

import keras
import tensorflow as tf
from keras import ops

from kerasgen import losses, networks
from kerasgen.base import GenerativeModel, require_outputs
from kerasgen.prior import StandardNormalPrior


@keras.saving.register_keras_serializable("kerasgen")
class GAN(StandardNormalPrior, GenerativeModel):
    """Generative adversarial network, trained by Algorithm 1.

    A training step is one iteration of the algorithm. The discriminator minimises
    `-log D(x) - log(1 - D(G(z)))` (Eq. 1) in `discriminator_steps` steps, each with data and
    noise of its own: the batch is shared out among them. Then the generator takes one step on
    fresh noise and minimises `-log D(G(z))` (Section 3), whose gradient does not vanish while
    the discriminator wins. `MinimaxGAN` has Eq. 1 for both.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)`.
        discriminator_steps: int >= 1. Discriminator steps per generator step, k. For
            minibatches of m examples train with batches of `k * m`.
        label_smoothing: float in [0, 1). Data examples get the target
            `1 - label_smoothing`; generated ones keep 0.
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

    networks = ("generator", "discriminator")
    players = {
        "discriminator_optimizer": ("discriminator",),
        "generator_optimizer": ("generator",),
    }
    logged = ("discriminator_loss", "generator_loss")
    generator_loss = staticmethod(losses.non_saturating_generator_loss)

    def __init__(
        self, generator, discriminator, discriminator_steps=1, label_smoothing=0.0, **kwargs
    ):
        super().__init__(generator=generator, discriminator=discriminator, **kwargs)
        require_outputs("discriminator", discriminator, ("logits",))
        if discriminator_steps < 1:
            raise ValueError(f"`discriminator_steps` must be 1 or more, got {discriminator_steps}.")
        self.discriminator_steps = discriminator_steps
        self.label_smoothing = label_smoothing

    @classmethod
    def from_data_shape(cls, data_shape, latent_dim=64, architecture="dense", **kwargs):
        """A model with default networks for examples of `data_shape`, in [0, 1].

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            **kwargs: further arguments of the constructor.
        """
        return cls(
            generator=networks.generator(data_shape, latent_dim, architecture),
            discriminator=networks.discriminator(data_shape, architecture),
            **kwargs,
        )

    def default_optimizers(self):
        # DCGAN's; Goodfellow's momentum settings are not in the paper.
        return {name: keras.optimizers.Adam(2e-4, beta_1=0.5) for name in self.players}

    def call(self, inputs, training=None):
        return self.generator(inputs, training=training)

    def train_step(self, data):
        x = self.data_of(data)
        for step in range(self.discriminator_steps):
            real = x[step :: self.discriminator_steps]
            self.discriminator_step(real, self.sample_latents(ops.shape(real)[0]))
        self.generator_step(self.sample_latents(ops.shape(real)[0]))
        return self.results()

    def discriminator_step(self, x, z):
        fake = self.generator(z, training=True)  # outside the tape: a constant
        with tf.GradientTape() as tape:
            loss = self.discriminator_loss(x, fake, self.label_smoothing, training=True)
        self.minimize(loss, tape, "discriminator_optimizer")
        self.log(discriminator_loss=loss)

    def generator_step(self, z):
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            loss = self.generator_loss(self.discriminator(fake, training=True)["logits"])
        self.minimize(loss, tape, "generator_optimizer")
        self.log(generator_loss=loss)

    def test_step(self, data):
        x = self.data_of(data)
        fake = self.generator(self.sample_latents(ops.shape(x)[0]), training=False)
        fake_logits = self.discriminator(fake, training=False)["logits"]
        self.log(
            discriminator_loss=self.discriminator_loss(x, fake, 0.0, training=False),
            generator_loss=self.generator_loss(fake_logits),
        )
        return self.results()

    def discriminator_loss(self, x, fake, label_smoothing, training):
        real_logits = self.discriminator(x, training=training)["logits"]
        fake_logits = self.discriminator(fake, training=training)["logits"]
        return losses.minimax_discriminator_loss(real_logits, fake_logits, label_smoothing)

    @property
    def latent_dim(self):
        return self.generator.input_shape[-1]

    def deployed(self):
        latents = keras.Input((self.latent_dim,), name="latents")
        return {"generate": keras.Model({"latents": latents}, {"data": self.generator(latents)})}

    def get_config(self):
        return {
            **super().get_config(),
            "discriminator_steps": self.discriminator_steps,
            "label_smoothing": self.label_smoothing,
        }
