"""Autoencoder whose codes a discriminator draws to a prior."""

import keras
import tensorflow as tf
from keras import ops
from keras.saving import serialize_keras_object

from kerasgen import networks
from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.core.prior import ChosenPrior
from kerasgen.formulas.adversarial import objective_named
from kerasgen.formulas.priors import prior_named
from kerasgen.networks.fitting import require_shape, with_outputs


@keras.saving.register_keras_serializable("kerasgen")
class AdversarialAutoencoder(ChosenPrior, Autoencoder):
    """Autoencoder whose codes a discriminator cannot tell from draws of a prior.

    A training step has two phases. Reconstruction: encoder and decoder minimise
    `-log p(x | decoder(encoder(x)))`. Regularisation: the discriminator minimises
    `-log D(z) - log(1 - D(encoder(x)))` with `z` from the prior, then the encoder
    `-log D(encoder(x))`, in the place of a generator; or both what another objective says. Each
    phase moves the encoder by an optimizer of its own. Where the regularisers of the encoder's
    own layers are given, both phases add them.

    Args:
        encoder: `keras.Model`, data to codes `(batch, latent_dim)`.
        decoder: `keras.Model`, codes to a dict with the likelihood's `heads`.
        discriminator: `keras.Model`, codes to a dict with `logits` `(batch, 1)`.
        prior: what codes are to be distributed as, a `Prior`: `GaussianPrior(scale)`, or
            `MixturePrior()`, `RingPrior()`, `SwissRollPrior()` in the plane; or such a name in
            snake_case, `"gaussian_prior:5.0"`.
        adversarial_objective: what discriminator and encoder minimise, `"hinge"` for instance, or
            an `AdversarialObjective`.
        adversarial_weight: float >= 0. Weight of the encoder's loss against the discriminator.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of the draws from the prior.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed, or the prior has
            not as many dimensions as the codes.

    Reference: [Makhzani et al., 2015](https://arxiv.org/abs/1511.05644)

    Example:
        >>> model = AdversarialAutoencoder.from_data_shape((8, 8, 1), 2, prior="ring_prior")
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    networks = ("encoder", "decoder", "discriminator")
    players = {
        "optimizer": ("encoder", "decoder"),
        "discriminator_optimizer": ("discriminator",),
        "encoder_optimizer": ("encoder",),
    }
    called_once = ("decoder",)
    logged = ("loss", "discriminator_loss", "encoder_loss")
    separable = False

    def __init__(
        self,
        encoder,
        decoder,
        discriminator,
        prior="gaussian_prior",
        adversarial_objective="non_saturating",
        adversarial_weight=1.0,
        likelihood="squared_error",
        seed=None,
        **kwargs,
    ):
        discriminator = with_outputs("discriminator", discriminator, ("logits",))
        super().__init__(encoder, decoder, likelihood, seed, discriminator=discriminator, **kwargs)
        self.prior = prior_named(prior)
        self.require_fitting_prior()
        self.require_fitting("discriminator", (self.judged_dim,))
        self.adversarial_objective = objective_named(adversarial_objective)
        self.adversarial_weight = adversarial_weight

    def require_fitting_prior(self):
        """Raise a `ValueError` unless the prior is one of codes."""
        self.prior.require_dimensions(self.drawn_dim)

    def require_fitting(self, role, code_shape):
        """Raise a `ValueError` unless a discriminator is one of codes of that shape."""
        discriminator = getattr(self, role)
        require_shape(f"`logits` of `{role}`", discriminator.output["logits"], (1,))
        require_shape(f"What `{role}` takes", discriminator.input, code_shape)

    @property
    def drawn_dim(self):
        """How many latents are drawn from the prior."""
        return self.latent_dim

    @property
    def judged_dim(self):
        """How many numbers the discriminator sees."""
        return self.drawn_dim

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=8,
        architecture="dense",
        likelihood="squared_error",
        discriminator_architecture="dense",
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Size of the code.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            likelihood: an object or its name, whose `heads` the decoder gets.
            discriminator_architecture: of the discriminator of codes, a dense one.
            **kwargs: further arguments of the constructor.
        """
        discriminator = networks.discriminator((latent_dim,), discriminator_architecture)
        return super().from_data_shape(
            data_shape, latent_dim, architecture, likelihood, discriminator=discriminator, **kwargs
        )

    def default_optimizers(self):
        # Adam in the place of the paper's momentum, whose rates are of its own networks.
        return {
            "optimizer": keras.optimizers.Adam(1e-3),
            "discriminator_optimizer": keras.optimizers.Adam(2e-4, beta_1=0.5),
            "encoder_optimizer": keras.optimizers.Adam(2e-4, beta_1=0.5),
        }

    def train_step(self, data):
        super().train_step(data)
        x, _ = self.given(data)
        z = self.drawn_beside(data, ops.shape(x)[0])
        self.discriminator_step(x, z)
        self.encoder_step(x, z)
        return self.results()

    def drawn_beside(self, batch, count):
        """So many draws of the prior, to stand against the codes of what `fit` hands to a step."""
        return self.sample_latents(count)

    def discriminator_step(self, x, z):
        code = self.codes(x, training=True)["latents"]  # outside the tape: a constant
        with tf.GradientTape() as tape:
            loss = self.discriminator_loss(z, code, training=True)
        self.minimize(loss, tape, "discriminator_optimizer")
        self.log(discriminator_loss=loss)

    def encoder_step(self, x, z):
        with tf.GradientTape() as tape:
            code = self.codes(x, training=True)["latents"]
            loss = self.encoder_loss(z, code, training=True)
            weighted = self.adversarial_weight * loss
        self.minimize(weighted, tape, "encoder_optimizer")
        self.log(encoder_loss=loss)

    def test_step(self, data):
        super().test_step(data)
        x, _ = self.given(data)
        z = self.drawn_beside(data, ops.shape(x)[0])
        code = self.codes(x, training=False)["latents"]
        self.log(
            discriminator_loss=self.discriminator_loss(z, code, training=False),
            encoder_loss=self.encoder_loss(z, code, training=False),
        )
        return self.results()

    def discriminator_loss(self, z, code, training):
        """What the discriminator minimises on draws of the prior and on codes, `(batch,)`."""
        return sum(
            self.adversarial_objective.discriminator_loss(
                *(discriminator(c, training=training)["logits"] for c in pair)
            )
            for discriminator, *pair in self.games(z, code)
        )

    def encoder_loss(self, z, code, training):
        """What the encoder minimises in the regularisation phase, `(batch,)`."""
        objective, loss = self.adversarial_objective, 0.0
        for discriminator, real, fake in self.games(z, code):
            sees_prior = objective.generator_sees_data
            real = discriminator(real, training=training)["logits"] if sees_prior else None
            loss += objective.generator_loss(real, discriminator(fake, training=training)["logits"])
        return loss

    def games(self, z, code):
        """Each discriminator with what it tells apart: draws of the prior, and codes."""
        yield self.discriminator, z, code

    def get_config(self):
        return {
            **super().get_config(),
            "prior": serialize_keras_object(self.prior),
            "adversarial_objective": serialize_keras_object(self.adversarial_objective),
            "adversarial_weight": self.adversarial_weight,
        }
