"""GAN whose latent codes can be read from what it generates."""

import keras
from keras import ops
from keras.saving import serialize_keras_object

from kerasgen import networks
from kerasgen.core.data_in_dicts import DataInDicts
from kerasgen.core.latent_codes import CategoricalCode, UniformCode
from kerasgen.formulas.distributions import standard_uniform
from kerasgen.formulas.randomness import folded
from kerasgen.gans.gan import GAN
from kerasgen.networks.fitting import (
    require_inputs,
    require_shape,
    require_unbounded,
    with_outputs,
)


@keras.saving.register_keras_serializable("kerasgen")
class InfoGAN(DataInDicts, GAN):
    """`GAN` that keeps codes recognisable: a variational bound of their information is maximised.

    The generator is given noise, uniform on [-1, 1], and codes `c`. Beside the losses of `GAN`
    both players minimise `-log Q(c | G(z, c))` of each code: minus the bound `L_I = H(c) + E log
    Q(c | x)` of its mutual information with what is generated, but for a constant (Eq. 5 and 6).
    The recognition network `Q` reads the discriminator's features and moves with it.

    Args:
        generator: `keras.Model`, a dict of `latents` `(batch, latent_dim)` and each code to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)` and `features`.
        recognition: `keras.Model`, features to a dict of each code's parameters.
        codes: dict, name to a `CategoricalCode`, `UniformCode` or `GaussianCode`; None for those
            of the paper on MNIST: `c1` of 10 categories, `c2` and `c3` uniform.
        categorical_weight: float >= 0, lambda of categorical codes.
        continuous_weight: float >= 0, lambda of real codes.
        objective: what both minimise beside the bound, `"relativistic"` for instance, or an
            `AdversarialObjective`; None for the non-saturating one.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch.
        label_smoothing: float in [0, 1). Data examples get the target `1 - label_smoothing`.
        penalties: list of penalties of the discriminator's slope, or their names, `"r1:1.0"`.
        seed: int or None. Of noise and codes.

    Raises:
        ValueError: if a network is not built or does not fit, or lacks a code.

    Reference: [Chen et al., 2016](https://arxiv.org/abs/1606.03657)

    Example:
        >>> model = InfoGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1, c1=3, c2=-0.5)
        >>> model.recognise(images)["c1"].argmax(axis=1)
    """

    networks = ("generator", "discriminator", "recognition")
    players = {
        "discriminator_optimizer": ("discriminator", "recognition"),
        "generator_optimizer": ("generator",),
    }
    recognises = True
    normal_prior = False
    prior_in_words = "the uniform distribution on [-1, 1]"
    # Of categorical codes the bound in nats, of real ones the negative log-likelihood.
    logged = ("discriminator_loss", "generator_loss", "mutual_information", "continuous_nll")

    def __init__(
        self,
        generator,
        discriminator,
        recognition,
        codes=None,
        categorical_weight=1.0,
        continuous_weight=1.0,
        objective=None,
        discriminator_steps=1,
        label_smoothing=0.0,
        penalties=None,
        seed=None,
        **kwargs,
    ):
        codes = _codes_or_the_papers(codes)
        discriminator = with_outputs("discriminator", discriminator, ("logits", "features"))
        recognition = with_outputs("recognition", recognition, tuple(codes))
        super().__init__(
            generator,
            discriminator,
            objective,
            discriminator_steps,
            label_smoothing,
            penalties,
            seed,
            recognition=recognition,
            **kwargs,
        )
        self.codes = codes
        self.categorical_weight = categorical_weight
        self.continuous_weight = continuous_weight
        require_inputs("generator", self.generator, ("latents", *codes))
        features = discriminator.output["features"]
        require_shape("What `recognition` takes", recognition.input, features)
        for name, code in codes.items():
            require_shape(f"`{name}` of `generator`", self.generator.input[name], (code.size,))
            if isinstance(code, CategoricalCode):
                require_unbounded("recognition", recognition, name)
            require_shape(f"`{name}` of `recognition`", recognition.output[name], (code.size,))

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=62,
        architecture="dense",
        discriminator_architecture=None,
        output_activation="sigmoid",
        codes=None,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents that are noise.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, `"dcgan"`, or an object of
                `kerasgen.networks`.
            discriminator_architecture: the same, for the discriminator; None for the generator's.
            output_activation: of the generator; the sigmoid fits data in [0, 1].
            codes: dict, name to a code; None for those of the paper on MNIST.
            **kwargs: further arguments of the constructor.
        """
        codes = _codes_or_the_papers(codes)
        sizes = {name: code.size for name, code in codes.items()}
        discriminator = cls.default_discriminator(
            data_shape, discriminator_architecture or architecture
        )
        return cls(
            networks.generator(data_shape, latent_dim, architecture, output_activation, sizes),
            discriminator,
            networks.recognition(discriminator.output["features"].shape[-1], sizes),
            codes,
            **kwargs,
        )

    def default_optimizers(self):
        return {
            "discriminator_optimizer": keras.optimizers.Adam(2e-4, beta_1=0.5),
            "generator_optimizer": keras.optimizers.Adam(1e-3, beta_1=0.5),
        }

    # The losses -------------------------------------------------------------------------

    def discriminator_loss(self, x, fake, training):
        real_outputs, fake_outputs = (self.outputs(batch, training) for batch in (x, fake))
        return self.loss_of_outputs(real_outputs, fake_outputs, fake, training)

    def loss_of_outputs(self, real_outputs, fake_outputs, fake, training):
        """The discriminator's loss `(batch,)` of its outputs for data and generated examples."""
        of_source = self.adversarial_loss(real_outputs, fake_outputs, training)
        return of_source + self.weighted(self.code_nlls(fake_outputs["features"], fake, training))

    def generator_loss(self, x, fake, training):
        fake_outputs = self.outputs(fake, training)
        nlls = self.code_nlls(fake_outputs["features"], fake, training)
        self.log(
            mutual_information=self.entropy() - nlls["categorical"],
            continuous_nll=nlls["continuous"],
        )
        return self.deception_loss(x, fake_outputs, training) + self.weighted(nlls)

    def code_nlls(self, features, fake, training):
        """`-log Q(c | x)`, summed over `categorical` and over `continuous` codes, `(batch,)`."""
        parameters = self.recognition(features, training=training)
        nothing = ops.zeros(ops.shape(features)[0])
        return {
            kind: sum((codes[name].nll(fake[name], parameters[name]) for name in codes), nothing)
            for kind, codes in self.kinds().items()
        }

    def weighted(self, nlls):
        of_categories = self.categorical_weight * nlls["categorical"]
        return of_categories + self.continuous_weight * nlls["continuous"]

    def kinds(self):
        """The codes, as `categorical` and `continuous` ones."""
        categorical = {name: self.codes[name] for name in self.categories}
        continuous = {name: c for name, c in self.codes.items() if name not in categorical}
        return {"categorical": categorical, "continuous": continuous}

    def entropy(self):
        """Of the categorical codes together, in nats."""
        return sum(code.entropy for code in self.kinds()["categorical"].values())

    # What the discriminator sees --------------------------------------------------------

    def noise_for(self, x):
        drawn = self.prior_inputs(ops.shape(x["data"])[0], self.draw_seed())
        return self.encoded(drawn)

    def encoded(self, drawn):
        """What the generator takes of what `prior_inputs` draws."""
        codes = {name: code.encode(drawn[name]) for name, code in self.codes.items()}
        return {"latents": drawn["latents"], **codes}

    def generated(self, z, training):
        return {**z, "data": self.generator(z, training=training)}

    # Use --------------------------------------------------------------------------------

    def recognise(self, data):
        """What the codes of data `(count, ...)` are: probabilities of categories, real values.

        Returns:
            dict, name of a code to array `(count, size)`.
        """
        return self.apply_deployed("recognise", data=data)

    def prior_draw(self, count, seed):
        return 2.0 * standard_uniform((count, self.latent_dim), seed) - 1.0

    def prior_inputs(self, count, seed):
        """Noise, and each code by its name."""
        codes = {
            name: code.draw(count, folded(seed, place))
            for place, (name, code) in enumerate(self.codes.items(), start=1)
        }
        return {**super().prior_inputs(count, seed), **codes}

    def in_words(self):
        real = {n: code.in_words for n, code in self.codes.items() if n not in self.categories}
        return {**super().in_words(), **real}

    @property
    def categories(self):
        return {n: c.size for n, c in self.codes.items() if isinstance(c, CategoricalCode)}

    def deployed(self):
        given = {"latents": keras.Input((self.latent_dim,), name="latents")}
        for name, code in self.codes.items():
            given[name] = keras.Input(code.shape, name=name, dtype=code.dtype)
        made = self.averaged("generator")(self.encoded(given))
        data = keras.Input(self.discriminator.input_shape[1:], name="data")
        parameters = self.recognition(self.discriminator(data)["features"])
        read = {name: code.decode(parameters[name]) for name, code in self.codes.items()}
        return {
            "generate": keras.Model(given, {"data": made}),
            "recognise": keras.Model({"data": data}, read),
        }

    def get_config(self):
        codes = {name: serialize_keras_object(code) for name, code in self.codes.items()}
        return {
            **super().get_config(),
            "codes": codes,
            "categorical_weight": self.categorical_weight,
            "continuous_weight": self.continuous_weight,
        }


def _codes_or_the_papers(codes):
    if codes is None:
        return {"c1": CategoricalCode(10), "c2": UniformCode(), "c3": UniformCode()}
    if not isinstance(codes, dict):
        raise ValueError(f"`codes` are a dict such as {{'c1': CategoricalCode(10)}}, not {codes}.")
    return dict(codes)
