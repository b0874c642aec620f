"""VAE whose prior is a mixture of its own posteriors."""

import math

import keras
from keras import layers, ops

from kerasgen.formulas import losses
from kerasgen.formulas.distributions import reparametrise, standard_normal, uniform_categories
from kerasgen.formulas.divergences import pairwise_log_densities
from kerasgen.formulas.randomness import folded
from kerasgen.networks.fitting import require_shape
from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class VampPriorVAE(VAE):
    """`VAE` with the prior `p(z) = 1/K sum_k q(z | u_k)` of learned pseudo-inputs `u_k`.

    Minimises `E_q[-log p(x | z) + log q(z | x) - log p(z)]` (Eq. 9) with one draw of `z` per
    example, on which the prior's mixture has no closed form.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        pseudo_inputs: `keras.Model`, one-hot components `(batch, K)` to data.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Reference: [Tomczak and Welling, 2018](https://arxiv.org/abs/1705.07120)

    Example:
        >>> model = VampPriorVAE.from_data_shape((8, 8, 1), latent_dim=4, components=50)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    networks = ("encoder", "decoder", "pseudo_inputs")
    players = {"optimizer": ("encoder", "decoder", "pseudo_inputs")}
    called_once = ("decoder", "pseudo_inputs")
    normal_prior = False
    prior_in_words = "a mixture of Gaussians that is learnt"

    def __init__(
        self, encoder, decoder, pseudo_inputs, likelihood="bernoulli", seed=None, **kwargs
    ):
        super().__init__(encoder, decoder, likelihood, seed, pseudo_inputs=pseudo_inputs, **kwargs)
        require_shape("What `pseudo_inputs` gives", self.pseudo_inputs.output, self.data_spec)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=16,
        architecture="dense",
        likelihood="bernoulli",
        components=500,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`, in [0, 1].

        Args:
            data_shape: shape of one example.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            likelihood: an object or its name, whose `heads` the decoder gets.
            components: int. Number of pseudo-inputs, K.
            **kwargs: further arguments of the constructor.
        """
        one_hot = keras.Input((components,), name="component")
        flat = layers.Dense(
            math.prod(data_shape),
            use_bias=False,
            kernel_initializer=keras.initializers.RandomNormal(0.05, 0.01),
            dtype="float32",
        )(one_hot)
        inputs = layers.Reshape(data_shape)(layers.ReLU(max_value=1.0)(flat))
        return super().from_data_shape(
            data_shape,
            latent_dim,
            architecture,
            likelihood,
            pseudo_inputs=keras.Model(one_hot, inputs, name="pseudo_inputs"),
            **kwargs,
        )

    @property
    def components(self):
        """Number of pseudo-inputs."""
        return self.pseudo_inputs.input_shape[-1]

    def mixture(self, training=False):
        """`mean` and `log_var` of the prior's components, each `(components, latent_dim)`."""
        inputs = self.pseudo_inputs(ops.eye(self.components), training=training)
        return self.encoder(inputs, training=training)

    def objective(self, x, training):
        posterior, z, nll = self.reconstruction_terms(x, training)
        log_posterior = -losses.gaussian_nll(z, posterior["mean"], 0.5 * posterior["log_var"])
        kl = log_posterior - self.log_prior(z, training)
        return {"loss": nll + kl, "reconstruction_nll": nll, "kl": kl}

    def log_prior(self, z, training=False):
        mixture = self.mixture(training)
        by_latent = pairwise_log_densities(z, mixture["mean"], mixture["log_var"])
        log_densities = ops.sum(by_latent, axis=-1)
        return ops.logsumexp(log_densities, axis=1) - math.log(self.components)

    def prior_draw(self, count, seed):
        mixture = self.mixture()
        for_component = folded(seed, 1)
        chosen = uniform_categories(count, self.components, for_component)
        mean, log_var = (ops.take(mixture[name], chosen, axis=0) for name in ("mean", "log_var"))
        return reparametrise(mean, log_var, standard_normal((count, self.latent_dim), seed))
