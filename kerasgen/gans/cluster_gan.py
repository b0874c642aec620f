"""GAN that finds clusters: an encoder tells which component of the noise data come from."""

import keras
from keras import ops

from kerasgen import networks
from kerasgen.core.data_in_dicts import DataInDicts
from kerasgen.formulas import losses
from kerasgen.formulas.distributions import standard_normal, uniform_categories
from kerasgen.formulas.randomness import folded
from kerasgen.gans.wgan_gp import WGANGP
from kerasgen.networks.fitting import require_inputs, require_shape, with_outputs

# So little that components of the noise do not meet.
SPREAD = 0.1


@keras.saving.register_keras_serializable("kerasgen")
class ClusterGAN(DataInDicts, WGANGP):
    """`WGANGP` of noise in components, with an encoder that gives noise and component back.

    The generator is given a component, each as often, and noise from `N(0, .1^2 I)`. It and the
    encoder are one player, which minimises `-f(G(z, c)) + latent_weight |z - E_z|^2 / latent_dim +
    component_weight (-log E_c)` with the encoder's `E_z` and `E_c` of what is generated. The
    clusters of data are the components that the encoder finds in them.

    Args:
        generator: `keras.Model`, a dict of `latents` `(batch, latent_dim)` and one-hot `component`
            `(batch, components)` to data.
        critic: `keras.Model`, data to a dict with `scores` `(batch, 1)`; without batch
            normalisation.
        encoder: `keras.Model`, data to a dict of `latents` and `component_logits`.
        latent_weight: float >= 0. Weight of the squared error of the noise.
        component_weight: float >= 0. Weight of the cross-entropy of the component.
        critic_steps: int >= 1. For minibatches of m examples train with batches of
            `critic_steps * m`.
        penalties: list of penalties of the critic's slope, or their names.
        seed: int or None. Of noise and components.

    Raises:
        ValueError: if a network is not built or does not fit, the critic has batch normalisation,
            or `critic_steps` is less than 1.

    Reference: [Mukherjee et al., 2019](https://arxiv.org/abs/1809.03627)

    Example:
        >>> model = ClusterGAN.from_data_shape((8, 8, 1), components=10)
        >>> model.compile()
        >>> model.fit(images, batch_size=320, epochs=10)
        >>> model.cluster(images).argmax(axis=1)
        >>> model.generate(16, seed=1, component=3)
    """

    networks = ("generator", "critic", "encoder")
    players = {
        "critic_optimizer": ("critic",),
        "generator_optimizer": ("generator", "encoder"),
    }
    clusters = True
    normal_prior = False
    prior_in_words = f"N(0, {SPREAD}^2 I)"
    logged = (*WGANGP.logged, "latent_error", "component_nll")

    def __init__(
        self,
        generator,
        critic,
        encoder,
        latent_weight=10.0,
        component_weight=10.0,
        critic_steps=5,
        penalties="gradient_penalty:10",
        seed=None,
        **kwargs,
    ):
        encoder = with_outputs("encoder", encoder, ("latents", "component_logits"))
        super().__init__(
            generator, critic, critic_steps, penalties, seed, encoder=encoder, **kwargs
        )
        self.latent_weight = latent_weight
        self.component_weight = component_weight

    def require_fit(self):
        require_inputs("generator", self.generator, ("latents", "component"))
        super().require_fit()
        require_shape("What `encoder` takes", self.encoder.input, self.generator.output)
        given = {"latents": "latents", "component_logits": "component"}
        for name, of_generator in given.items():
            found, needed = self.encoder.output[name], self.generator.input[of_generator]
            require_shape(f"`{name}` of `encoder`", found, needed)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=30,
        architecture="dense",
        discriminator_architecture=None,
        output_activation="sigmoid",
        components=10,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents beside the component.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, `"dcgan"`, or an object of
                `kerasgen.networks`.
            discriminator_architecture: the same, for critic and encoder; None for the
                generator's.
            output_activation: of the generator; the sigmoid fits data in [0, 1].
            components: int. Number of clusters.
            **kwargs: further arguments of the constructor.
        """
        judging = networks.architecture_named(discriminator_architecture or architecture)
        conditions = {"component": components}
        return cls(
            networks.generator(data_shape, latent_dim, architecture, output_activation, conditions),
            networks.critic(data_shape, judging),
            networks.clustering_encoder(data_shape, latent_dim, components, judging.leaky()),
            **kwargs,
        )

    # The losses -------------------------------------------------------------------------

    def generator_loss(self, x, fake, training):
        found = self.encoder(fake["data"], training=training)
        error = ops.mean(ops.square(ops.cast(found["latents"], "float32") - fake["latents"]), -1)
        nll = losses.categorical_nll(fake["component"], found["component_logits"])
        self.log(latent_error=error, component_nll=nll)
        given_back = self.latent_weight * error + self.component_weight * nll
        return super().generator_loss(x, fake, training) + given_back

    def noise_for(self, x):
        drawn = self.prior_inputs(ops.shape(x["data"])[0], self.draw_seed())
        return {**drawn, "component": ops.one_hot(drawn["component"], self.components)}

    def generated(self, z, training):
        return {**z, "data": self.generator(z, training=training)}

    # Use --------------------------------------------------------------------------------

    def cluster(self, data):
        """Probabilities `(count, components)` of the components that data come from."""
        return self.apply_deployed("cluster", data=data)["component"]

    def prior_draw(self, count, seed):
        return SPREAD * standard_normal((count, self.latent_dim), seed)

    def prior_inputs(self, count, seed):
        """Noise, and a `component` `(count,)`, each as often."""
        component = uniform_categories(count, self.components, folded(seed, 1))
        return {**super().prior_inputs(count, seed), "component": component}

    @property
    def categories(self):
        return {"component": self.components}

    @property
    def components(self):
        """Number of clusters."""
        return self.generator.input["component"].shape[-1]

    def deployed(self):
        latents = keras.Input((self.latent_dim,), name="latents")
        component = keras.Input((), name="component", dtype="int32")
        given = {"latents": latents, "component": ops.one_hot(component, self.components)}
        made = self.averaged("generator")(given)
        data = keras.Input(self.data_spec.shape[1:], name="data")
        found = ops.softmax(self.averaged("encoder")(data)["component_logits"])
        return {
            "generate": keras.Model({"latents": latents, "component": component}, {"data": made}),
            "cluster": keras.Model({"data": data}, {"component": found}),
        }

    def get_config(self):
        return {
            **super().get_config(),
            "latent_weight": self.latent_weight,
            "component_weight": self.component_weight,
        }
