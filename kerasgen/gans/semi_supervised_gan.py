"""GAN whose discriminator learns classes from few labels."""

import keras
from keras import ops

from kerasgen import networks
from kerasgen.core.data_in_dicts import DataInDicts
from kerasgen.core.few_labels import Classifies
from kerasgen.formulas.distributions import standard_uniform
from kerasgen.gans.gan import GAN
from kerasgen.networks.fitting import with_outputs

BEGUN_ON = 500


@keras.saving.register_keras_serializable("kerasgen")
class SemiSupervisedGAN(Classifies, DataInDicts, GAN):
    """`GAN` whose discriminator tells the classes of data, and a generated example from all.

    The discriminator gives a logit `l_k` for each class; that of being generated is 0, so that
    `D(x) = Z / (Z + 1)` with `log Z = logsumexp(l)`. It minimises half of the losses of `GAN`,
    on examples that are not labelled and on generated ones, and `class_weight` times the
    cross-entropy of the labelled ones. The generator matches features: it minimises
    `|E f(x) - E f(G(z))|^2` of the discriminator's features `f`, meant over them.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)`, uniform on [0, 1], to data.
        discriminator: `keras.Model`, data to a dict with `class_logits` `(batch, classes)` and
            `features`; `logits` `(batch, 1)`, if it gives them, take the place of `log Z`.
        class_weight: float >= 0. Weight of the cross-entropy of labelled examples.
        objective: what the discriminator minimises beside, `"hinge"` for instance, or an
            `AdversarialObjective`; None for the non-saturating one.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch.
        label_smoothing: float in [0, 1). Data examples get the target `1 - label_smoothing`.
        penalties: list of penalties of the slope of `log Z`, or their names, `"r1:1.0"`.
        seed: int or None. Of the noise.

    Raises:
        ValueError: if a network is not built or does not fit.

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498)

    Example:
        >>> model = SemiSupervisedGAN.from_data_shape((8, 8, 1), latent_dim=16, classes=10)
        >>> model.compile()
        >>> model.fit(images, labels, epochs=10)  # -1 is not labelled
        >>> model.classify(images).argmax(axis=1)
        >>> model.generate(16, seed=1)
    """

    normal_prior = False
    prior_in_words = "the uniform distribution on [0, 1]"
    logged = ("discriminator_loss", "generator_loss", "class_nll", "accuracy")

    def __init__(
        self,
        generator,
        discriminator,
        class_weight=1.0,
        objective=None,
        discriminator_steps=1,
        label_smoothing=0.0,
        penalties=None,
        seed=None,
        **kwargs,
    ):
        super().__init__(
            generator,
            _with_log_of_sum(discriminator),
            objective,
            discriminator_steps,
            label_smoothing,
            penalties,
            seed,
            **kwargs,
        )
        self.class_weight = class_weight

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=100,
        architecture="dense",
        discriminator_architecture=None,
        output_activation="sigmoid",
        classes=10,
        examples=None,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`, of which some are labelled.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, `"dcgan"`, or an object of
                `kerasgen.networks`; weights are normalised.
            discriminator_architecture: the same, for the discriminator; None for the
                generator's.
            output_activation: of the generator; the sigmoid fits data in [0, 1].
            classes: int. Number of classes.
            examples: array `(count, *data_shape)`, on some hundreds of which the discriminator's
                units begin with mean 0 and variance 1, and which a training takes from its data;
                None for a beginning at random.
            **kwargs: further arguments of the constructor.
        """
        generator = networks.generator(data_shape, latent_dim, architecture, output_activation)
        # Of fixed lengths and without gains: matching features soon drives free ones into the
        # sigmoid's ends.
        generator = networks.weight_normalised(networks.without_gains(generator), learnt_scales=())
        discriminator = networks.semi_supervised_discriminator(
            data_shape, classes, discriminator_architecture or architecture
        )
        if examples is not None:
            networks.begun_on(discriminator, examples[:BEGUN_ON])
        return cls(generator, discriminator, **kwargs)

    def default_optimizers(self):
        return {name: keras.optimizers.Adam(3e-3, beta_1=0.5) for name in self.players}

    # The losses -------------------------------------------------------------------------

    def discriminator_loss(self, x, fake, training):
        real_outputs, fake_outputs = (self.outputs(batch, training) for batch in (x, fake))
        of_source = 0.5 * self.adversarial_loss(real_outputs, fake_outputs, training)
        of_class = self.class_nll(real_outputs["class_logits"], x["label"])
        return self.weights_of_unlabelled(x["label"]) * of_source + self.class_weight * of_class

    def generator_loss(self, x, fake, training):
        real, made = (
            ops.cast(self.outputs(batch, training)["features"], "float32") for batch in (x, fake)
        )
        weights = self.weights_of_unlabelled(x["label"])[:, None]
        distance = ops.mean(weights * real, axis=0) - ops.mean(made, axis=0)
        return ops.broadcast_to(ops.mean(ops.square(distance)), ops.shape(real)[:1])

    # What the discriminator sees --------------------------------------------------------

    def examples(self, batch):
        return self.labelled_examples(batch)

    def noise_for(self, x):
        return super().noise_for(x["data"])

    def generated(self, z, training):
        return {"data": self.generator(z, training=training)}

    # Use --------------------------------------------------------------------------------

    def prior_draw(self, count, seed):
        return standard_uniform((count, self.latent_dim), seed)

    @property
    def classes(self):
        """Number of classes."""
        return self.discriminator.output["class_logits"].shape[-1]

    def classifier_network(self):
        discriminator = self.averaged("discriminator")
        return keras.Model(discriminator.input, discriminator.output["class_logits"])

    def get_config(self):
        return {**super().get_config(), "class_weight": self.class_weight}


def _with_log_of_sum(discriminator):
    """A discriminator of classes with `logits` that are those of being data at all."""
    discriminator = with_outputs("discriminator", discriminator, ("class_logits", "features"))
    if "logits" in discriminator.output:
        return discriminator
    logits = ops.logsumexp(discriminator.output["class_logits"], axis=-1, keepdims=True)
    outputs = {**discriminator.output, "logits": logits}
    return keras.Model(discriminator.input, outputs, name=discriminator.name)
