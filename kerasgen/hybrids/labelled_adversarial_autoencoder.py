"""Adversarial autoencoder whose prior has a mode for each class."""

import keras
import numpy as np
from keras import ops

from kerasgen import networks
from kerasgen.core.examples import refuse_other_categories
from kerasgen.core.few_labels import FewLabels
from kerasgen.core.prior import for_all_or_each
from kerasgen.formulas.distributions import categories
from kerasgen.formulas.priors import MixturePrior, ModalPrior, prior_named
from kerasgen.formulas.randomness import folded
from kerasgen.hybrids.adversarial_autoencoder import AdversarialAutoencoder


@keras.saving.register_keras_serializable("kerasgen")
class LabelledAdversarialAutoencoder(FewLabels, AdversarialAutoencoder):
    """`AdversarialAutoencoder` of which labels say where in the prior a code belongs.

    The discriminator sees beside each code the label of its example, and beside each draw of the
    prior the class whose mode it was drawn from; of an example without a label, that there is
    none, against draws of the whole prior. So few labels place the classes, and all examples
    fill the modes.

    Args:
        encoder: `keras.Model`, data to codes `(batch, 2)`.
        decoder: `keras.Model`, codes to a dict with the likelihood's `heads`.
        discriminator: `keras.Model`, codes beside one-hot labels, `(batch, 2 + classes + 1)`, to a
            dict with `logits` `(batch, 1)`. The last of the labels is that of none.
        prior: what codes are to be distributed as, with a mode for each class: `MixturePrior()`,
            `RingPrior()`, `SwissRollPrior()`, or such a name in snake_case.
        adversarial_objective: what discriminator and encoder minimise, `"hinge"` for instance, or
            an `AdversarialObjective`.
        adversarial_weight: float >= 0. Weight of the encoder's loss against the discriminator.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of the draws from the prior.

    Raises:
        ValueError: if a network is not built or does not fit, or the prior has no modes.

    Reference: [Makhzani et al., 2015](https://arxiv.org/abs/1511.05644)

    Example:
        >>> model = LabelledAdversarialAutoencoder.from_data_shape((8, 8, 1), classes=10)
        >>> model.compile()
        >>> model.fit(images, labels, epochs=10)  # -1 is not labelled
        >>> model.generate(16, seed=1, label=3)
    """

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        architecture="dense",
        likelihood="squared_error",
        discriminator_architecture="dense",
        classes=10,
        prior=None,
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`, of which some are labelled.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            likelihood: an object or its name, whose `heads` the decoder gets.
            discriminator_architecture: of the discriminator of codes, a dense one.
            classes: int. Number of classes.
            prior: as of the constructor, whose dimensions codes have; None for
                `MixturePrior(classes)`.
            **kwargs: further arguments of the constructor.
        """
        prior = prior_named(prior or MixturePrior(classes))
        latent_dim = prior.dimensions
        judged = (latent_dim + classes + 1,)
        return super(AdversarialAutoencoder, cls).from_data_shape(
            data_shape,
            latent_dim,
            architecture,
            likelihood,
            discriminator=networks.discriminator(judged, discriminator_architecture),
            prior=prior,
            **kwargs,
        )

    def require_fitting_prior(self):
        if not isinstance(self.prior, ModalPrior):
            raise ValueError(
                "`prior` must have a mode for each class, and "
                f"{type(self.prior).__name__} has none."
            )
        super().require_fitting_prior()

    def default_optimizers(self):
        # At the rates of a game without labels the encoder does not come to the modes of its own.
        game = {
            name: keras.optimizers.Adam(1e-3, beta_1=0.5)
            for name in ("discriminator_optimizer", "encoder_optimizer")
        }
        return {**AdversarialAutoencoder.default_optimizers(self), **game}

    def given(self, batch):
        x = self.labelled_examples(batch)["data"]
        return x, x

    def drawn_beside(self, batch, count):
        """Draws of the modes that labels name, or of any, beside the labels."""
        label = self.labelled_examples(batch)["label"]
        none = 1.0 - ops.sum(label, axis=-1, keepdims=True)
        seed = self.draw_seed()
        shares = label + none / self.classes
        mode = categories(count, shares, folded(seed, 3))
        return ops.concatenate([self.prior.draw_of(mode, seed), label, none], axis=-1)

    def games(self, z, code):
        beside = z[:, self.drawn_dim :]
        yield self.discriminator, z, ops.concatenate([code, beside], axis=-1)

    # Use --------------------------------------------------------------------------------

    def generate(self, count, seed=None, label=None):
        """Draw from the prior, of a label from its mode, and decode.

        Args:
            count: int.
            seed: int or None. The same examples for the same seed.
            label: int or ints `(count,)`, classes from 0; None for draws of the whole prior.

        Returns:
            float32 array `(count, ...)`.

        Raises:
            InputError: for a label that is no class.
        """
        if label is None:
            return super().generate(count, seed)
        what = f"label of {type(self).__name__}"
        mode = for_all_or_each(label, (count,), what)
        refuse_other_categories(mode, self.classes, what)
        seed = self.draw_seed() if seed is None else seed
        return self.decode(np.array(self.prior.draw_of(mode, seed)))

    @property
    def classes(self):
        """Number of classes."""
        return self.prior.modes

    @property
    def judged_dim(self):
        return self.drawn_dim + self.classes + 1
