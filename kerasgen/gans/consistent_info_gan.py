"""InfoGAN whose categories must agree on two views of the same data."""

import keras
from keras import ops

from kerasgen.formulas.divergences import information_of_pairs
from kerasgen.gans.info_gan import InfoGAN
from kerasgen.networks import Augmented, architecture_named, discriminator
from kerasgen.networks.layers.random_affine import RandomAffine


@keras.saving.register_keras_serializable("kerasgen")
class ConsistentInfoGAN(InfoGAN):
    """`InfoGAN` whose recognition network is regularised on data.

    A category of `InfoGAN` can be certain on all that is generated and still be no class of the
    data, which the recognition network never learns from. Here the discriminator and it also
    maximise the mutual information of the categories that they read from two views of the same
    data, which is a clustering of Ji et al.: these have to be all in use, sure, and blind to what
    tells the views apart. Views come of what in the discriminator is random in training: by default
    `RandomAffine` of images and noise on other data; any layer in a `networks.Augmented` that is
    given as `discriminator_architecture`. [Ojha et al., 2020](https://arxiv.org/abs/1910.01112)
    regularise `InfoGAN` by a contrast of views to the same end.

    Args:
        generator: `keras.Model`, a dict of `latents` `(batch, latent_dim)` and each code to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)` and `features`,
            with a layer that is random in training.
        recognition: `keras.Model`, features to a dict of each code's parameters.
        codes: dict, name to a `CategoricalCode`, `UniformCode` or `GaussianCode`; None for those
            of InfoGAN on MNIST: `c1` of 10 categories, `c2` and `c3` uniform.
        categorical_weight: float >= 0, lambda of categorical codes.
        continuous_weight: float >= 0, lambda of real codes.
        consistency_weight: float >= 0. Weight of that information; with 0 this is `InfoGAN` with
            an augmented discriminator.
        objective: what both minimise beside these terms, or its name; None for the
            non-saturating one.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch.
        label_smoothing: float in [0, 1). Data examples get the target `1 - label_smoothing`.
        penalties: list of penalties of the discriminator's slope, or their names, `"r1:1.0"`.
        seed: int or None. Of noise and codes.

    Raises:
        ValueError: if a network is not built or does not fit, or lacks a code.

    Reference: [Ji et al., 2019, Eq. 3](https://arxiv.org/abs/1807.06653)

    Example:
        >>> model = ConsistentInfoGAN.from_data_shape((8, 8, 1), latent_dim=16)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.recognise(images)["c1"].argmax(axis=1)
    """

    logged = (*InfoGAN.logged, "consistency")

    def __init__(
        self,
        generator,
        discriminator,
        recognition,
        codes=None,
        categorical_weight=1.0,
        continuous_weight=1.0,
        consistency_weight=1.0,
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
            recognition,
            codes,
            categorical_weight,
            continuous_weight,
            objective,
            discriminator_steps,
            label_smoothing,
            penalties,
            seed,
            **kwargs,
        )
        self.consistency_weight = consistency_weight

    @staticmethod
    def default_discriminator(data_shape, architecture):
        architecture = architecture_named(architecture)
        if not isinstance(architecture, Augmented):
            architecture = Augmented(architecture, _augmentation(data_shape))
        return discriminator(data_shape, architecture)

    def discriminator_loss(self, x, fake, training):
        real, again, made = (self.outputs(batch, training) for batch in (x, x, fake))
        of_game = self.loss_of_outputs(real, made, fake, training)
        agreement = self.agreement(real["features"], again["features"], training)
        self.log(consistency=ops.full_like(of_game, agreement))
        return of_game - self.consistency_weight * agreement

    def agreement(self, features, others, training):
        """Mutual information of what is read from two views, in nats, of all categories."""
        views = [self.recognition(view, training=training) for view in (features, others)]
        return sum(
            information_of_pairs(*(ops.softmax(view[name]) for view in views))
            for name in self.categories
        )

    def get_config(self):
        return {**super().get_config(), "consistency_weight": self.consistency_weight}


def _augmentation(data_shape):
    return RandomAffine() if len(data_shape) == 3 else keras.layers.GaussianNoise(0.1)
