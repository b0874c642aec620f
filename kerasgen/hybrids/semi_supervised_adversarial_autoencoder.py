"""Adversarial autoencoder that learns classes from few labels."""

import keras
import tensorflow as tf
from keras import ops

from kerasgen import networks
from kerasgen.core.few_labels import Classifies
from kerasgen.formulas.distributions import likelihood_named, uniform_categories
from kerasgen.formulas.randomness import folded
from kerasgen.hybrids.adversarial_autoencoder import AdversarialAutoencoder
from kerasgen.networks.fitting import with_outputs


@keras.saving.register_keras_serializable("kerasgen")
class SemiSupervisedAdversarialAutoencoder(Classifies, AdversarialAutoencoder):
    """`AdversarialAutoencoder` whose code is a class and a style, with a game for each.

    The code is the style beside the probabilities of the classes, and what is decoded. A training
    step has three phases. Reconstruction, as of `Autoencoder`. Regularisation: one discriminator
    tells styles from draws of the prior, another the probabilities of classes from classes that
    are drawn, each as often; both minimise the losses of `GAN`, then the encoder against both.
    Classification: the encoder minimises the cross-entropy of the labelled examples. Each phase
    moves the encoder by an optimizer of its own.

    Args:
        encoder: `keras.Model`, data to a dict of `latents` `(batch, style_dim)` and
            `class_logits` `(batch, classes)`.
        decoder: `keras.Model`, codes `(batch, style_dim + classes)` to a dict with the
            likelihood's `heads`.
        discriminator: `keras.Model`, styles to a dict with `logits` `(batch, 1)`.
        class_discriminator: `keras.Model`, probabilities `(batch, classes)` to a dict with
            `logits` `(batch, 1)`.
        prior: what styles are to be distributed as, as of `AdversarialAutoencoder`.
        adversarial_objective: what discriminators and encoder minimise, `"hinge"` for instance,
            or an `AdversarialObjective`.
        adversarial_weight: float >= 0. Weight of the encoder's loss against the discriminators.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of the draws from the prior.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed, or the prior has
            not as many dimensions as the styles.

    Reference: [Makhzani et al., 2015](https://arxiv.org/abs/1511.05644)

    Example:
        >>> model = SemiSupervisedAdversarialAutoencoder.from_data_shape((8, 8, 1), classes=10)
        >>> model.compile()
        >>> model.fit(images, labels, epochs=10)  # -1 is not labelled
        >>> model.classify(images).argmax(axis=1)
        >>> model.generate(16, seed=1, label=3)
    """

    networks = ("encoder", "decoder", "discriminator", "class_discriminator")
    players = {
        "optimizer": ("encoder", "decoder"),
        "discriminator_optimizer": ("discriminator", "class_discriminator"),
        "encoder_optimizer": ("encoder",),
        "classifier_optimizer": ("encoder",),
    }
    normal_prior = False
    logged = (*AdversarialAutoencoder.logged, "class_nll", "accuracy")

    def __init__(
        self,
        encoder,
        decoder,
        discriminator,
        class_discriminator,
        prior="gaussian_prior",
        adversarial_objective="non_saturating",
        adversarial_weight=1.0,
        likelihood="squared_error",
        seed=None,
        **kwargs,
    ):
        encoder = with_outputs("encoder", encoder, ("latents", "class_logits"))
        of_class = with_outputs("class_discriminator", class_discriminator, ("logits",))
        super().__init__(
            encoder,
            decoder,
            discriminator,
            prior,
            adversarial_objective,
            adversarial_weight,
            likelihood,
            seed,
            class_discriminator=of_class,
            **kwargs,
        )
        self.require_fitting("class_discriminator", (self.classes,))

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=10,
        architecture="dense",
        likelihood="squared_error",
        discriminator_architecture="dense",
        classes=10,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`, of which some are labelled.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Size of the style.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            likelihood: an object or its name, whose `heads` the decoder gets.
            discriminator_architecture: of both discriminators, dense ones.
            classes: int. Number of classes.
            **kwargs: further arguments of the constructor.
        """
        likelihood = likelihood_named(likelihood)
        code_dim = latent_dim + classes
        return cls(
            networks.classifying_encoder(data_shape, latent_dim, classes, architecture),
            networks.decoder(data_shape, code_dim, architecture, likelihood.heads),
            networks.discriminator((latent_dim,), discriminator_architecture),
            networks.discriminator((classes,), discriminator_architecture),
            likelihood=likelihood,
            **kwargs,
        )

    def default_optimizers(self):
        return {
            **AdversarialAutoencoder.default_optimizers(self),
            "classifier_optimizer": keras.optimizers.Adam(1e-3),
        }

    def train_step(self, data):
        super().train_step(data)
        self.classifier_step(self.labelled_examples(data))
        return self.results()

    def classifier_step(self, examples):
        with tf.GradientTape() as tape:
            loss = self.classification_loss(examples, training=True)
        self.minimize(loss, tape, "classifier_optimizer")

    def test_step(self, data):
        super().test_step(data)
        self.classification_loss(self.labelled_examples(data), training=False)
        return self.results()

    def classification_loss(self, examples, training):
        """What the encoder minimises in the classification phase, `(batch,)`."""
        heads = self.encoder(examples["data"], training=training)
        # Keras warns of weights without a gradient, and the style has none here.
        no_style = 0.0 * ops.sum(heads["latents"], axis=-1)
        return self.class_nll(heads["class_logits"], examples["label"]) + no_style

    def given(self, batch):
        x = self.labelled_examples(batch)["data"]
        return x, x

    def codes(self, data, training):
        """`latents`: styles and the probabilities of classes, `(batch, style_dim + classes)`."""
        heads = self.encoder(data, training=training)
        return {"latents": _joined(heads["latents"], ops.softmax(heads["class_logits"]))}

    def code_output(self):
        return _joined(self.encoder.output["latents"], self.encoder.output["class_logits"])

    def games(self, z, code):
        (style, label), (coded_style, probabilities) = (
            (c[:, : self.drawn_dim], c[:, self.drawn_dim :]) for c in (z, code)
        )
        yield self.discriminator, style, coded_style
        yield self.class_discriminator, label, probabilities

    # Use --------------------------------------------------------------------------------

    def prior_draw(self, count, seed):
        drawn = self.prior_inputs(count, seed)
        return _joined(drawn["latents"], ops.one_hot(drawn["label"], self.classes))

    def prior_inputs(self, count, seed):
        """Styles, as `latents`, and a `label` `(count,)` that is each class as often."""
        return {
            "latents": self.prior.draw(count, self.drawn_dim, seed),
            "label": uniform_categories(count, self.classes, folded(seed, 3)),
        }

    @property
    def categories(self):
        return {"label": self.classes}

    @property
    def classes(self):
        """Number of classes."""
        return self.encoder.output["class_logits"].shape[-1]

    @property
    def drawn_dim(self):
        return self.encoder.output["latents"].shape[-1]

    def classifier_network(self):
        return keras.Model(self.encoder.input, self.encoder.output["class_logits"])

    def deployed(self):
        style = keras.Input((self.drawn_dim,), name="latents")
        label = keras.Input((), name="label", dtype="int32")
        code = _joined(style, ops.one_hot(label, self.classes))
        made = self.likelihood.mean(self.decoder(code))
        generate = keras.Model({"latents": style, "label": label}, {"data": made})
        return {"generate": generate, **super().deployed()}


def _joined(style, classes):
    return ops.concatenate([style, classes], axis=-1)
