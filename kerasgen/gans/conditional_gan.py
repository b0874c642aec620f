"""GAN of which both players know the class."""

import keras
from keras import ops

from kerasgen import networks
from kerasgen.core.examples import require_entries
from kerasgen.core.labels import ClassLabels
from kerasgen.gans.gan import GAN
from kerasgen.networks import projection_discriminator
from kerasgen.networks.fitting import require_inputs, require_shape


@keras.saving.register_keras_serializable("kerasgen")
class ConditionalGAN(ClassLabels, GAN):
    """`GAN` whose generator is told a class and whose discriminator sees data with their class.

    Minimises `-log D(x, y) - log(1 - D(G(z, y), y))` (Eq. 2) and `-log D(G(z, y), y)`, the
    generated examples having the classes of the batch. Trains on pairs of data and labels.

    Args:
        generator: `keras.Model`, a dict of `latents` `(batch, latent_dim)` and one-hot `label`
            `(batch, classes)` to data.
        discriminator: `keras.Model`, a dict of `data` and one-hot `label` to a dict with `logits`
            `(batch, 1)`, such as `networks.projection_discriminator` and
            `networks.concatenation_discriminator` build.
        objective: what both minimise, `"hinge"` for instance, or an `AdversarialObjective`; None
            for the non-saturating one above.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch.
        label_smoothing: float in [0, 1). Data examples get the target `1 - label_smoothing`.
        penalties: list of penalties of the discriminator's slope at data of a given class, or
            their names, `"r1:1.0"`.
        seed: int or None. Of the noise.

    Raises:
        ValueError: if a network is not built or does not fit, and from training without labels.

    Reference: [Mirza and Osindero, 2014](https://arxiv.org/abs/1411.1784)

    Example:
        >>> model = ConditionalGAN.from_data_shape((8, 8, 1), latent_dim=16, classes=10)
        >>> model.compile()
        >>> model.fit(images, labels, epochs=10)
        >>> model.generate(16, seed=1, label=3)
    """

    conditional_discriminator = staticmethod(projection_discriminator)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=64,
        architecture="dense",
        discriminator_architecture=None,
        output_activation="sigmoid",
        classes=10,
        discriminator_builder=None,
        **kwargs,
    ):
        """A model with default networks for labelled examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, `"dcgan"`, or an object of
                `kerasgen.networks`.
            discriminator_architecture: the same, for the discriminator; None for the generator's.
            output_activation: of the generator; the sigmoid fits data in [0, 1].
            classes: int. Number of classes.
            discriminator_builder: function of data shape, classes and architecture, such as
                `networks.concatenation_discriminator`; None for the method's own.
            **kwargs: further arguments of the constructor.
        """
        build = discriminator_builder or cls.conditional_discriminator
        return cls(
            networks.generator(
                data_shape, latent_dim, architecture, output_activation, {"label": classes}
            ),
            build(data_shape, classes, discriminator_architecture or architecture),
            **kwargs,
        )

    def require_fit(self):
        super().require_fit()
        require_inputs("generator", self.generator, ("latents", "label"))
        self.require_fitting_labels()

    def require_fitting_labels(self):
        """Raise a `ValueError` unless both networks are of as many classes."""
        require_inputs("discriminator", self.discriminator, ("data", "label"))
        label = self.discriminator.input["label"]
        require_shape("`label` of `discriminator`", label, (self.classes,))

    def examples(self, batch):
        return self.labelled_examples(batch)

    def noise_for(self, x):
        return {"latents": self.sample_latents(ops.shape(x["data"])[0]), "label": x["label"]}

    def generated(self, z, training):
        return {"data": self.generator(z, training=training), "label": z["label"]}

    def data_in(self, x):
        return x["data"]

    def output_of_data(self, x, training):
        return lambda data: self.outputs({**x, "data": data}, training)[self.output]

    def call(self, inputs, training=None):
        """Examples for a dict of `latents` and `label`, numbers of classes or one-hot."""
        require_entries(inputs, ("latents", "label"), f"generator of {type(self).__name__}")
        return super().call({**inputs, "label": self.one_hot(inputs["label"])}, training)

    @property
    def taken_by_call(self):
        return {**self.generator.input, "label": None}

    @property
    def classes(self):
        """Number of classes."""
        return self.generator.input["label"].shape[-1]

    def deployed(self):
        latents = keras.Input((self.latent_dim,), name="latents")
        label, one_hot = self.label_input()
        data = self.averaged("generator")({"latents": latents, "label": one_hot})
        return {"generate": keras.Model({"latents": latents, "label": label}, {"data": data})}
