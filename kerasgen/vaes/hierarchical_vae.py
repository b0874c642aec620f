"""VAE of two layers of latents."""

import keras
from keras import ops

from kerasgen import networks
from kerasgen.formulas import losses
from kerasgen.formulas.distributions import reparametrise, standard_normal
from kerasgen.formulas.randomness import folded
from kerasgen.networks.fitting import require_shape, with_outputs
from kerasgen.vaes.iwae import IWAE
from kerasgen.vaes.vae import coding_parts


@keras.saving.register_keras_serializable("kerasgen")
class HierarchicalVAE(IWAE):
    """`IWAE` whose latents `z` have latents `u` of their own, from which they are made.

    `p(x, z, u) = p(x | z) p(z | u) N(u; 0, I)` is bounded with draws of `z ~ q(z | x)` and of
    `u ~ q(u | z)`, all Gaussians with a diagonal covariance: `-L_k = -E[log 1/k sum_i p(x, z_i,
    u_i) / (q(z_i | x) q(u_i | z_i))]` over `samples` pairs per example. With one pair it is the
    VAE of two layers, with more of them its IWAE.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        upper_encoder: `keras.Model`, latents to a dict of `mean` and `log_var`, each
            `(batch, upper_dim)`.
        upper_decoder: `keras.Model`, `(batch, upper_dim)` to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        samples: int >= 1. Draws per example, k.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if a network is not built or does not fit, or `samples` is less than 1.

    Reference: [Burda et al., 2016](https://arxiv.org/abs/1509.00519)

    Example:
        >>> model = HierarchicalVAE.from_data_shape((8, 8, 1), latent_dim=8, upper_dim=4)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    networks = ("encoder", "decoder", "upper_encoder", "upper_decoder")
    players = {"optimizer": networks}
    normal_prior = False
    prior_in_words = "what the upper layer makes of N(0, I)"

    def __init__(
        self,
        encoder,
        decoder,
        upper_encoder,
        upper_decoder,
        samples=1,
        likelihood="bernoulli",
        seed=None,
        **kwargs,
    ):
        gaussian = ("mean", "log_var")
        upper_encoder = with_outputs("upper_encoder", upper_encoder, gaussian)
        upper_decoder = with_outputs("upper_decoder", upper_decoder, gaussian)
        super().__init__(
            encoder,
            decoder,
            samples,
            likelihood,
            seed,
            upper_encoder=upper_encoder,
            upper_decoder=upper_decoder,
            **kwargs,
        )
        require_shape("What `upper_encoder` takes", upper_encoder.input, (self.latent_dim,))
        for name in gaussian:
            given = upper_encoder.output[name]
            require_shape(f"`{name}` of `upper_encoder`", given, upper_decoder.input)
            made = upper_decoder.output[name]
            require_shape(f"`{name}` of `upper_decoder`", made, (self.latent_dim,))

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=100,
        architecture="dense",
        likelihood="bernoulli",
        upper_dim=50,
        upper_architecture="dense",
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents that data are made from.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`; of data and these.
            likelihood: an object or its name, whose `heads` the decoder gets.
            upper_dim: int. Number of latents that these are made from.
            upper_architecture: the same as `architecture`, of the two kinds of latents.
            **kwargs: further arguments of the constructor.
        """
        upper_encoder = networks.gaussian_encoder((latent_dim,), upper_dim, upper_architecture)
        upper_decoder = networks.gaussian_encoder((upper_dim,), latent_dim, upper_architecture)
        return cls(
            **coding_parts(data_shape, latent_dim, architecture, likelihood),
            upper_encoder=upper_encoder,
            upper_decoder=upper_decoder,
            **kwargs,
        )

    def log_prior(self, z, training=False):
        """An estimate of `log p(z)` `(batch,)` with one draw of `u`, in nats.

        It is `log p(z, u) - log q(u | z)`, whose exponential has the mean `p(z)`.
        """
        posterior = self.upper_encoder(z, training=training)
        u = self.posterior_draw(posterior)
        made = self.upper_decoder(u, training=training)
        return super().log_prior(u) + log_density(z, made) - log_density(u, posterior)

    def prior_draw(self, count, seed):
        u = standard_normal((count, self.upper_dim), folded(seed, 1))
        made = self.upper_decoder(u)
        noise = standard_normal((count, self.latent_dim), seed)
        return reparametrise(made["mean"], made["log_var"], noise)

    @property
    def upper_dim(self):
        """Number of latents that latents are made from."""
        return self.upper_decoder.input_shape[-1]


def log_density(z, gaussian):
    """`log N(z; mean, exp(log_var))` `(batch,)` of latents, in nats."""
    return -losses.gaussian_nll(z, gaussian["mean"], 0.5 * ops.cast(gaussian["log_var"], "float32"))
