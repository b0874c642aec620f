"""VAE whose reconstructions are compared by the features of a discriminator."""

import keras
import tensorflow as tf
from keras import ops
from keras.saving import serialize_keras_object

from kerasgen import networks
from kerasgen.formulas import losses
from kerasgen.formulas.adversarial import objective_named
from kerasgen.networks.fitting import require_shape, with_outputs
from kerasgen.vaes.vae import VAE, coding_parts


@keras.saving.register_keras_serializable("kerasgen")
class VAEGAN(VAE):
    """`VAE` and GAN of one decoder, with the discriminator's features in the place of pixels.

    A reconstruction is as good as its features `f` are near those of the data: `-log p(f(x) | z)`
    under a Gaussian of scale 1 around `f(decoder(z))`. In one step, each from where all players
    are before it,

        the encoder minimises      `E_q[-log p(f(x) | z)] + KL(q(z | x) || N(0, I))`,
        the decoder                `gamma E_q[-log p(f(x) | z)] - log D(decoder(z_p))`,
        the discriminator          `-log D(x) - log(1 - D(decoder(z_p)))`

    with `z_p` from the prior; or, of the game, what another objective says. So the encoder learns
    nothing from the game, and the discriminator nothing from reconstructions. As in the authors'
    programs for photographs, the discriminator is shown decoded draws of the prior and not
    reconstructions, which the paper's algorithm shows it too. What those programs have besides, a
    player that waits while the other is far ahead, is left out: it was not needed here.

    Of the likelihood only the mean is trained: it is the picture that the discriminator sees.
    `nll` and `log_weights` are those of the likelihood itself, as of any `VAE`.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            one head.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)` and `features`
            `(batch, ...)`, any of its hidden layers. With the data themselves for features, and
            no game, this is a `VAE`.
        gamma: float >= 0. Weight of the reconstruction against the game in the decoder's loss.
            The former is a sum over features, so that the right weight falls with their number.
        adversarial_objective: what discriminator and decoder minimise, `"hinge"` for instance, or
            an `AdversarialObjective`.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`, `SquaredError()`, or
            such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed, or the likelihood
            has a head besides its mean's.

    Reference: [Larsen et al., 2016](https://arxiv.org/abs/1512.09300)

    Example:
        >>> model = VAEGAN.from_data_shape((8, 8, 1), latent_dim=4)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    networks = ("encoder", "decoder", "discriminator")
    players = {
        "encoder_optimizer": ("encoder",),
        "decoder_optimizer": ("decoder",),
        "discriminator_optimizer": ("discriminator",),
    }
    called_once = ("encoder",)
    logged = ("loss", "reconstruction_nll", "kl", "decoder_loss", "discriminator_loss")
    separable = comparable = False

    def __init__(
        self,
        encoder,
        decoder,
        discriminator,
        gamma=0.01,
        adversarial_objective="non_saturating",
        likelihood="bernoulli",
        seed=None,
        **kwargs,
    ):
        discriminator = with_outputs("discriminator", discriminator, ("logits", "features"))
        super().__init__(encoder, decoder, likelihood, seed, discriminator=discriminator, **kwargs)
        require_shape("`logits` of `discriminator`", discriminator.output["logits"], (1,))
        require_shape("What `discriminator` takes", discriminator.input, self.data_spec)
        if len(self.likelihood.heads) > 1:
            raise ValueError(
                f"`likelihood` must be one whose mean is all that is learnt of it: nothing would "
                f"train {', '.join(self.likelihood.heads[1:])} of {type(self.likelihood).__name__}."
            )
        self.gamma = gamma
        self.adversarial_objective = objective_named(adversarial_objective)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=16,
        architecture="dense",
        likelihood="bernoulli",
        discriminator_architecture=None,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            likelihood: an object or its name, whose `heads` the decoder gets.
            discriminator_architecture: the same, for the discriminator, whose features are those
                of its hidden layer before the last; None for the encoder's, normalised over the
                batch, which keeps features at the scale of the Gaussian that they are under.
            **kwargs: further arguments of the constructor.
        """
        normalised = networks.architecture_named(architecture).normalised()
        return cls(
            **coding_parts(data_shape, latent_dim, architecture, likelihood),
            discriminator=networks.similarity_discriminator(
                data_shape, discriminator_architecture or normalised
            ),
            **kwargs,
        )

    def default_optimizers(self):
        return {player: keras.optimizers.RMSprop(3e-4) for player in self.players}

    def train_step(self, data):
        with tf.GradientTape(persistent=True) as tape:
            terms = self.objective(*self.given(data), training=True)
        self.minimize(terms["loss"], tape, "encoder_optimizer")
        self.minimize(terms["decoder_loss"], tape, "decoder_optimizer")
        self.minimize(terms["discriminator_loss"], tape, "discriminator_optimizer")
        self.log(**terms)
        return self.results()

    def objective(self, x, training):
        """What each player minimises, and `loss = reconstruction_nll + kl`, each `(batch,)`.

        The last three in nats, of features; `loss` is the encoder's.
        """
        posterior = self.codes(x, training)
        latents = self.posterior_draw(posterior), self.sample_latents(ops.shape(x)[0])
        reconstruction, generated = (
            self.likelihood.mean(self.decoder(z, training=training)) for z in latents
        )
        # In one batch: normalised each over its own, the two would be alike in spite of all that
        # reconstructions have in common.
        compared = self.discriminator(ops.concatenate([x, reconstruction]), training=training)
        features = ops.split(compared["features"], 2)
        judged = (self.discriminator(shown, training=training) for shown in (x, generated))
        logits = [outputs["logits"] for outputs in judged]
        reconstruction_nll = losses.gaussian_nll(*features, log_scale=0.0)
        kl = losses.gaussian_kl(posterior["mean"], posterior["log_var"])
        game = self.adversarial_objective
        return {
            "loss": reconstruction_nll + kl,
            "reconstruction_nll": reconstruction_nll,
            "kl": kl,
            "decoder_loss": self.gamma * reconstruction_nll + game.generator_loss(*logits),
            "discriminator_loss": game.discriminator_loss(*logits),
        }

    def deployed(self):
        coder = VAE(self.averaged("encoder"), self.averaged("decoder"), self.likelihood)
        return coder.deployed()

    def get_config(self):
        return {
            **super().get_config(),
            "gamma": self.gamma,
            "adversarial_objective": serialize_keras_object(self.adversarial_objective),
        }
