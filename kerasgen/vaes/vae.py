"""Variational autoencoder."""

import keras
from keras import ops, tree
from keras.saving import serialize_keras_object

from kerasgen import networks
from kerasgen.core.encoder_decoder import EncoderDecoder
from kerasgen.core.generative_model import GenerativeModel
from kerasgen.core.prior import StandardNormalPrior
from kerasgen.formulas import losses
from kerasgen.formulas.distributions import likelihood_named, reparametrise, standard_normal
from kerasgen.networks.fitting import with_outputs


@keras.saving.register_keras_serializable("kerasgen")
class VAE(EncoderDecoder, StandardNormalPrior, GenerativeModel):
    """Variational autoencoder with a standard normal prior and a diagonal Gaussian posterior.

    Minimises `-ELBO = E_q[-log p(x | z)] + KL(q(z | x) || N(0, I))` with one reparametrised
    draw of `z` per example (Eq. 7 and 10) and the KL in closed form (Appendix B). Losses
    are in nats per example.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the
            likelihood's `heads`.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed.

    Reference: [Kingma and Welling, 2014](https://arxiv.org/abs/1312.6114)

    Example:
        >>> model = VAE.from_data_shape((8, 8, 1), latent_dim=2)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    networks = ("encoder", "decoder")
    players = {"optimizer": ("encoder", "decoder")}
    logged = ("loss", "reconstruction_nll", "kl")
    code = "mean"
    separable = True

    def __init__(self, encoder, decoder, likelihood="bernoulli", seed=None, **kwargs):
        likelihood = likelihood_named(likelihood)
        encoder = with_outputs("encoder", encoder, ("mean", "log_var"))
        decoder = with_outputs("decoder", decoder, likelihood.heads)
        super().__init__(encoder=encoder, decoder=decoder, seed=seed, **kwargs)
        self.likelihood = likelihood
        self.require_fit([encoder.output["mean"], encoder.output["log_var"]])

    @classmethod
    def from_data_shape(
        cls, data_shape, latent_dim=16, architecture="dense", likelihood="bernoulli", **kwargs
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            likelihood: an object or its name, whose `heads` the decoder gets.
            **kwargs: further arguments of the constructor.
        """
        return cls(**coding_parts(data_shape, latent_dim, architecture, likelihood), **kwargs)

    def default_optimizers(self):
        return {"optimizer": keras.optimizers.Adam(1e-3)}

    def given(self, batch):
        return (self.examples(batch),)

    def examples(self, batch):
        """What the objective takes, of what `fit` hands to a step."""
        return self.data_of(batch)

    def objective(self, x, training):
        """`loss = reconstruction_nll + kl`, each `(batch,)`, in nats."""
        posterior, _, reconstruction_nll = self.reconstruction_terms(x, training)
        kl = losses.gaussian_kl(posterior["mean"], posterior["log_var"])
        return {
            "loss": reconstruction_nll + kl,
            "reconstruction_nll": reconstruction_nll,
            "kl": kl,
        }

    def reconstruction_terms(self, x, training):
        """The posterior, a draw `(batch, latent_dim)` of it, and `-log p(x | z)` `(batch,)`."""
        posterior = self.codes(x, training)
        z = self.posterior_draw(posterior)
        return posterior, z, self.nll(x, z, training)

    def nll(self, x, z, training):
        """`-log p(x | z)` `(batch,)` of examples and latents `(batch, latent_dim)`, in nats."""
        return self.likelihood.nll(x, self.decoder(z, training=training))

    def posterior_draw(self, posterior, *samples):
        """Fresh reparametrised draws `(*samples, batch, latent_dim)` of each posterior."""
        shape = (*samples, *ops.shape(posterior["mean"]))
        noise = standard_normal(shape, self.draw_seed())
        return reparametrise(posterior["mean"], posterior["log_var"], noise)

    def log_prior(self, z, training=False):
        """`log p(z)` of latents `(batch, latent_dim)`: `(batch,)`, in nats."""
        return -losses.gaussian_nll(z, ops.zeros_like(z), 0.0)

    def log_weights(self, x, z, posterior, training):
        """`log p(x, z) - log q(z | x)`, whose mean is the ELBO, in nats.

        Args:
            x: `examples` of a batch.
            z: tensor `(samples, batch, latent_dim)`, draws from `posterior`.
            posterior: dict of `mean` and `log_var`, `codes` of `x`.
            training: bool.

        Returns:
            tensor `(samples, batch)`.
        """
        samples, batch = ops.shape(z)[0], ops.shape(z)[1]

        def repeated(tensor):
            tensor = ops.broadcast_to(tensor, (samples, *ops.shape(tensor)))
            return ops.reshape(tensor, (-1, *tensor.shape[2:]))

        z = ops.reshape(z, (-1, self.latent_dim))
        nll = self.nll(tree.map_structure(repeated, x), z, training)
        log_scale = 0.5 * repeated(posterior["log_var"])
        log_posterior = -losses.gaussian_nll(z, repeated(posterior["mean"]), log_scale)
        return ops.reshape(self.log_prior(z, training) - nll - log_posterior, (samples, batch))

    def codes(self, data, training):
        return self.encoder(data, training=training)

    def get_config(self):
        return {**super().get_config(), "likelihood": serialize_keras_object(self.likelihood)}


def coding_parts(data_shape, latent_dim, architecture, likelihood):
    """A default encoder and decoder and their likelihood, as arguments of a `VAE`."""
    likelihood = likelihood_named(likelihood)
    return {
        "encoder": networks.gaussian_encoder(data_shape, latent_dim, architecture),
        "decoder": networks.decoder(data_shape, latent_dim, architecture, likelihood.heads),
        "likelihood": likelihood,
    }
