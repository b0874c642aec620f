"""VAE with a total correlation that a discriminator estimates."""

import keras
import tensorflow as tf
from keras import ops

from kerasgen import networks
from kerasgen.formulas import losses
from kerasgen.formulas.adversarial import Minimax
from kerasgen.networks import Dense
from kerasgen.networks.fitting import require_shape, with_outputs
from kerasgen.vaes.vae import VAE, coding_parts


@keras.saving.register_keras_serializable("kerasgen")
class FactorVAE(VAE):
    """`VAE` whose latents are drawn to independence by an adversary.

    Minimises `-ELBO + gamma TC(z)` (Eq. 2), where the total correlation is the logit of a
    discriminator that tells draws of `q(z)` from draws whose latents were shuffled over the
    batch, each on its own (Eq. 3, Algorithms 1 and 2). The paper shuffles a second batch; here
    it is fresh draws for the same one, after the VAE has moved.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        discriminator: `keras.Model`, latents `(batch, latent_dim)` to a dict with `logits`
            `(batch, 1)`.
        gamma: float >= 0. Weight of the total correlation.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed.

    Reference: [Kim and Mnih, 2018](https://arxiv.org/abs/1802.05983)

    Example:
        >>> model = FactorVAE.from_data_shape((8, 8, 1), latent_dim=4)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    networks = ("encoder", "decoder", "discriminator")
    players = {"optimizer": ("encoder", "decoder"), "discriminator_optimizer": ("discriminator",)}
    logged = ("loss", "reconstruction_nll", "kl", "total_correlation", "discriminator_loss")
    separable = False

    def __init__(
        self,
        encoder,
        decoder,
        discriminator,
        gamma=10.0,
        likelihood="bernoulli",
        seed=None,
        **kwargs,
    ):
        discriminator = with_outputs("discriminator", discriminator, ("logits",))
        super().__init__(encoder, decoder, likelihood, seed, discriminator=discriminator, **kwargs)
        require_shape("`logits` of `discriminator`", discriminator.output["logits"], (1,))
        require_shape("What `discriminator` takes", discriminator.input, self.decoder.input)
        self.gamma = gamma

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=10,
        architecture="dense",
        likelihood="bernoulli",
        discriminator_units=(256, 256, 256),
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            likelihood: an object or its name, whose `heads` the decoder gets.
            discriminator_units: widths of its hidden layers; the paper's are 6 of 1000.
            **kwargs: further arguments of the constructor.
        """
        return cls(
            **coding_parts(data_shape, latent_dim, architecture, likelihood),
            discriminator=networks.discriminator((latent_dim,), Dense(tuple(discriminator_units))),
            **kwargs,
        )

    def default_optimizers(self):
        return {
            "optimizer": keras.optimizers.Adam(1e-4),
            "discriminator_optimizer": keras.optimizers.Adam(1e-4, beta_1=0.5, beta_2=0.9),
        }

    def train_step(self, data):
        super().train_step(data)
        self.discriminator_step(self.data_of(data))
        return self.results()

    def discriminator_step(self, x):
        z, shuffled = self.draws(x, training=True)
        with tf.GradientTape() as tape:
            loss = self.discriminator_loss(z, shuffled, training=True)
        self.minimize(loss, tape, "discriminator_optimizer")
        self.log(discriminator_loss=loss)

    def test_step(self, data):
        super().test_step(data)
        z, shuffled = self.draws(self.data_of(data), training=False)
        self.log(discriminator_loss=self.discriminator_loss(z, shuffled, training=False))
        return self.results()

    def objective(self, x, training):
        posterior, z, nll = self.reconstruction_terms(x, training)
        kl = losses.gaussian_kl(posterior["mean"], posterior["log_var"])
        total_correlation = self.discriminator(z, training=training)["logits"][:, 0]
        return {
            "loss": nll + kl + self.gamma * total_correlation,
            "reconstruction_nll": nll,
            "kl": kl,
            "total_correlation": total_correlation,
        }

    def draws(self, x, training):
        """What the discriminator tells apart: draws, and draws whose latents were shuffled."""
        posterior = self.codes(x, training)
        return self.posterior_draw(posterior), self.shuffled_draw(posterior)

    def shuffled_draw(self, posterior):
        """Draws `(batch, latent_dim)` whose latents are each shuffled over the batch."""
        z = self.posterior_draw(posterior)
        order = ops.argsort(tf.random.stateless_uniform(ops.shape(z), self.draw_seed()), axis=0)
        return ops.take_along_axis(z, order, axis=0)

    def discriminator_loss(self, z, shuffled, training):
        """The mean cross-entropy over both kinds of draws, `(batch,)` (Algorithm 2)."""
        return 0.5 * Minimax().discriminator_loss(
            self.discriminator(z, training=training)["logits"],
            self.discriminator(shuffled, training=training)["logits"],
        )

    def get_config(self):
        return {**super().get_config(), "gamma": self.gamma}
