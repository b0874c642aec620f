"""GAN that learns an encoder: its discriminator sees data and latents together."""

import keras
from keras import ops
from keras.saving import serialize_keras_object

from kerasgen import networks
from kerasgen.core.code_verbs import CodeVerbs
from kerasgen.core.prior import ChosenPrior
from kerasgen.formulas.distributions import reparametrise, standard_normal
from kerasgen.formulas.priors import prior_named
from kerasgen.gans.gan import GAN
from kerasgen.networks.fitting import functional, require_inputs, require_shape, with_outputs


@keras.saving.register_keras_serializable("kerasgen")
class BiGAN(ChosenPrior, CodeVerbs, GAN):
    """`GAN` whose discriminator tells data and their codes from latents and what is made of them.

    Of pairs `(x, E(x))` and `(G(z), z)` the discriminator minimises
    `-log D(x, E(x)) - log(1 - D(G(z), z))`. Generator and encoder are one player, which minimises
    the same with the labels swapped, `-log D(G(z), z) - log(1 - D(x, E(x)))`; or both do what
    another objective says, the latter its `joint_loss`. Where the pairs are alike, a
    deterministic encoder inverts the generator. One that gives `mean` and `log_var` is
    stochastic: its codes are reparametrised draws, as in
    [Dumoulin et al., 2016](https://arxiv.org/abs/1606.00704).

    The paper moves both players at once on the same noise. Here they take turns as in every game,
    each on noise of its own.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        encoder: `keras.Model`, data to codes `(batch, latent_dim)`, or to a dict of `mean` and
            `log_var`, each `(batch, latent_dim)`.
        discriminator: `keras.Model`, a dict of `data` and `latents` `(batch, latent_dim)` to a
            dict with `logits` `(batch, 1)`, such as `networks.joint_discriminator` builds.
        prior: what the latents are drawn from, a `Prior` such as `UniformPrior(bound)` or
            `GaussianPrior(scale)`, or its name in snake_case, `"gaussian_prior:1.0"`.
        objective: what both minimise, `"hinge"` for instance, or an `AdversarialObjective`; None
            for the non-saturating one above.
        discriminator_steps: int >= 1. Discriminator steps per step of the others, each on its
            share of the batch.
        label_smoothing: float in [0, 1). Data get the target `1 - label_smoothing`.
        penalties: list of penalties of the discriminator's slope by data and latents together,
            or their names, `"r1:1.0"`.
        seed: int or None. Of the noise, and of the draws of codes.

    Raises:
        ValueError: if a network is not built or does not fit, or the prior has not as many
            dimensions as the latents.

    Reference: [Donahue et al., 2017](https://arxiv.org/abs/1605.09782)

    Example:
        >>> model = BiGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
        >>> model.reconstruct(images)
    """

    networks = ("generator", "encoder", "discriminator")
    players = {
        "discriminator_optimizer": ("discriminator",),
        "generator_optimizer": ("generator", "encoder"),
    }
    called_once = ("generator", "encoder")
    decoding = "generate"

    def __init__(
        self,
        generator,
        encoder,
        discriminator,
        prior="uniform_prior",
        objective=None,
        discriminator_steps=1,
        label_smoothing=0.0,
        penalties=None,
        seed=None,
        **kwargs,
    ):
        super().__init__(
            generator,
            discriminator,
            objective,
            discriminator_steps,
            label_smoothing,
            penalties,
            seed,
            encoder=with_outputs("encoder", encoder, _codes_of(encoder)),
            **kwargs,
        )
        self.prior = prior_named(prior)
        self.prior.require_dimensions(self.latent_dim)

    def require_fit(self):
        require_inputs("discriminator", self.discriminator, ("data", "latents"))
        super().require_fit()
        latents = self.generator.input
        taken = self.discriminator.input["latents"]
        require_shape("`latents` of `discriminator`", taken, latents)
        require_shape("What `encoder` takes", self.encoder.input, self.generator.output)
        for name in _codes_of(self.encoder):
            require_shape(f"`{name}` of `encoder`", self.encoder.output[name], latents)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=50,
        architecture="dense",
        discriminator_architecture=None,
        output_activation="sigmoid",
        stochastic=False,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, `"dcgan"`, or an object of
                `kerasgen.networks`.
            discriminator_architecture: the same, for what the discriminator sees of data; None
                for the generator's.
            output_activation: of the generator; the sigmoid fits data in [0, 1].
            stochastic: bool. Whether the encoder gives `mean` and `log_var`.
            **kwargs: further arguments of the constructor.
        """
        architecture = networks.architecture_named(architecture)
        encoder = networks.gaussian_encoder if stochastic else networks.code_encoder
        discriminator = networks.joint_discriminator(
            data_shape, latent_dim, discriminator_architecture or architecture
        )
        return cls(
            networks.generator(data_shape, latent_dim, architecture, output_activation),
            encoder(data_shape, latent_dim, architecture.leaky()),
            discriminator,
            **kwargs,
        )

    # The losses -------------------------------------------------------------------------

    def generator_loss(self, x, fake, training):
        """What generator and encoder minimise, `(batch,)`, of pairs of both kinds."""
        real_outputs, fake_outputs = (self.outputs(batch, training) for batch in (x, fake))
        return self.objective.joint_loss(real_outputs[self.output], fake_outputs[self.output])

    # What the discriminator sees --------------------------------------------------------

    def completed(self, x, training):
        """`data` beside their `latents`, codes or draws of what they are given by the encoder."""
        codes = self.encoder(x, training=training)
        if "log_var" not in codes:
            return {"data": x, "latents": codes["latents"]}
        noise = standard_normal(ops.shape(codes["mean"]), self.draw_seed())
        return {"data": x, "latents": reparametrise(codes["mean"], codes["log_var"], noise)}

    def generated(self, z, training):
        return {"data": self.generator(z, training=training), "latents": z}

    def data_in(self, x):
        """Data and latents in one row `(batch, size)`, by which slopes are taken."""
        flat = ops.reshape(x["data"], (ops.shape(x["latents"])[0], -1))
        return ops.concatenate([flat, x["latents"]], axis=1)

    def output_of_data(self, x, training):
        """The discriminator's output as a function of what `data_in` gives."""

        def output(rows):
            flat, latents = rows[:, : -self.latent_dim], rows[:, -self.latent_dim :]
            pair = {"data": ops.reshape(flat, ops.shape(x["data"])), "latents": latents}
            return self.outputs(pair, training)[self.output]

        return output

    # Use --------------------------------------------------------------------------------

    @property
    def code(self):
        """Which of the encoder's outputs is decoded: of a stochastic one the mean."""
        return _codes_of(self.encoder)[0]

    def deployed(self):
        data = keras.Input(self.encoder.input_shape[1:], name="data")
        outputs = self.averaged("encoder")(data)
        codes = {name: outputs[name] for name in _codes_of(self.encoder)}
        reconstruction = self.averaged("generator")(codes[self.code])
        return {
            **super().deployed(),
            "encode": keras.Model({"data": data}, codes),
            "reconstruct": keras.Model({"data": data}, {"reconstruction": reconstruction}),
        }

    def get_config(self):
        return {**super().get_config(), "prior": serialize_keras_object(self.prior)}


def _codes_of(encoder):
    """Names of the outputs of an encoder that codes are made of, or should be."""
    outputs = functional("encoder", encoder).output
    gaussian = ("mean", "log_var")
    return gaussian if isinstance(outputs, dict) and set(gaussian) & set(outputs) else ("latents",)
