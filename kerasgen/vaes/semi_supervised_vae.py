"""VAE that learns classes from few labels."""

import math

import keras
from keras import ops

from kerasgen import networks
from kerasgen.core.few_labels import Classifies
from kerasgen.networks.fitting import require_shape, with_outputs
from kerasgen.vaes.conditional_vae import ConditionalVAE


@keras.saving.register_keras_serializable("kerasgen")
class SemiSupervisedVAE(Classifies, ConditionalVAE):
    """`ConditionalVAE` whose class is one more latent where it is not told: the paper's M2.

    Of an example with its label `y` it minimises the bound
    `L(x, y) = E_q[-log p(x | z, y)] + KL(q(z | x, y) || N(0, I)) - log p(y)` with classes that
    are all as likely, and `class_weight` times the cross-entropy `-log q(y | x)`, meant over the
    labelled examples; of one without, `U(x) = sum_y q(y | x) L(x, y) - H(q(y | x))`, the sum over
    all classes. The classes in turn cost as many passes of encoder and decoder.

    Args:
        encoder: `keras.Model`, a dict of `data` and one-hot `label` `(batch, classes)` to a dict
            of `mean` and `log_var`.
        decoder: `keras.Model`, a dict of `latents` and one-hot `label` to a dict with the
            likelihood's `heads`.
        classifier: `keras.Model`, data to `class_logits` `(batch, classes)`.
        class_weight: float >= 0. Weight of the cross-entropy of labelled examples.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed.

    Reference: [Kingma et al., 2014](https://arxiv.org/abs/1406.5298)

    Example:
        >>> model = SemiSupervisedVAE.from_data_shape((8, 8, 1), latent_dim=4, classes=10)
        >>> model.compile()
        >>> model.fit(images, labels, epochs=10)  # -1 is not labelled
        >>> model.classify(images).argmax(axis=1)
        >>> model.generate(16, seed=1, label=3)
    """

    networks = called_once = ("encoder", "decoder", "classifier")
    players = {"optimizer": ("encoder", "decoder", "classifier")}
    logged = ("loss", "reconstruction_nll", "kl", "class_entropy", "class_nll", "accuracy")

    def __init__(
        self,
        encoder,
        decoder,
        classifier,
        class_weight=0.1,
        likelihood="bernoulli",
        seed=None,
        **kwargs,
    ):
        classifier = with_outputs("classifier", classifier, ("class_logits",))
        super().__init__(encoder, decoder, likelihood, seed, classifier=classifier, **kwargs)
        require_shape("What `classifier` takes", classifier.input, self.encoded_spec)
        class_logits = classifier.output["class_logits"]
        require_shape("`class_logits` of `classifier`", class_logits, (self.classes,))
        self.class_weight = class_weight

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=50,
        architecture="dense",
        likelihood="bernoulli",
        classes=10,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`, of which some are labelled.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents beside the class.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`; of all three networks.
            likelihood: an object or its name, whose `heads` the decoder gets.
            classes: int. Number of classes.
            **kwargs: further arguments of the constructor.
        """
        classifier = networks.classifier(data_shape, classes, architecture)
        return super().from_data_shape(
            data_shape,
            latent_dim,
            architecture,
            likelihood,
            classes,
            classifier=classifier,
            **kwargs,
        )

    def objective(self, x, training):
        class_logits = self.classifier(x["data"], training=training)["class_logits"]
        unknown = 1.0 - ops.sum(x["label"], axis=-1)
        log_q = ops.log_softmax(class_logits)
        q = ops.exp(log_q)
        of_class = super().objective(self.under_each_class(x["data"]), training)
        shares = ops.transpose(x["label"] + unknown[:, None] * q)  # (classes, batch)
        terms = {
            name: ops.sum(shares * ops.reshape(value, ops.shape(shares)), axis=0)
            for name, value in of_class.items()
        }
        entropy = -unknown * ops.sum(q * log_q, axis=-1)
        bound = terms["loss"] + math.log(self.classes) - entropy
        class_nll = self.class_nll(class_logits, x["label"])
        return {**terms, "loss": bound + self.class_weight * class_nll, "class_entropy": entropy}

    def under_each_class(self, data):
        """Data beside each label in turn: those of the first class first."""
        count = ops.shape(data)[0]
        label = ops.repeat(ops.eye(self.classes), count, axis=0)
        return {"data": ops.concatenate([data] * self.classes), "label": label}

    def classifier_network(self):
        return keras.Model(self.classifier.input, self.classifier.output["class_logits"])

    def get_config(self):
        return {**super().get_config(), "class_weight": self.class_weight}
