"""GAN of the codes of a trained autoencoder."""

import keras

from kerasgen import networks
from kerasgen.core.on_trained_codes import OnTrainedCodes
from kerasgen.core.trained_autoencoder import frozen, moments_of_codes
from kerasgen.gans.gan import GAN
from kerasgen.networks.fitting import require_shape


@keras.saving.register_keras_serializable("kerasgen")
class LatentGAN(OnTrainedCodes, GAN):
    """`GAN` whose data are codes: what a trained encoder makes of data, decoded by its decoder.

    The players are those of `GAN`, of codes less their mean and over their standard deviation.
    Of a posterior they see fresh draws, which are what its decoder was trained on. The
    autoencoder stays as it is.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to codes `(batch, code_dim)`.
        discriminator: `keras.Model`, codes to a dict with `logits` `(batch, 1)`.
        autoencoder: a trained autoencoder or VAE of kerasgen with real codes of data alone, of
            which a copy is kept.
        center: float, or a list of `code_dim` floats, the mean of codes.
        spread: float > 0, or a list of as many, their standard deviation.
        objective: what both minimise: `"non_saturating"`, `"minimax"`, `"least_squares"`,
            `"hinge"`, `"wasserstein"`, `"relativistic"`, or an `AdversarialObjective`; None for
            the non-saturating one.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch.
        label_smoothing: float in [0, 1). Codes of data get the target `1 - label_smoothing`.
        penalties: list of penalties of the discriminator's slope, or their names, `"r1:1.0"`.
        seed: int or None. Of the noise, and of the draws of posteriors.

    Raises:
        ValueError: if a network is not built or does not fit, and for an autoencoder without such
            codes.

    Reference: [Makhzani et al., 2015](https://arxiv.org/abs/1511.05644), for a game on codes

    Example:
        >>> vae = kerasgen.load("runs/vae")
        >>> model = LatentGAN.from_data_shape((8, 8, 1), autoencoder=vae, examples=images)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    def __init__(
        self,
        generator,
        discriminator,
        autoencoder,
        center=0.0,
        spread=1.0,
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
            **kwargs,
        )
        self.learn_from(autoencoder, center, spread)
        require_shape("What `generator` gives", generator.output, self.autoencoder.decoder.input)

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=16,
        architecture="dense",
        discriminator_architecture=None,
        autoencoder=None,
        examples=None,
        **kwargs,
    ):
        """A model with default networks for the codes of examples of `data_shape`.

        Args:
            data_shape: shape of one example, as the autoencoder takes it.
            latent_dim: int. Number of latents of the game.
            architecture: of both players, for codes: `"dense"`, or an object of
                `kerasgen.networks`.
            discriminator_architecture: the same, for the discriminator; None for the generator's.
            autoencoder: a trained model, or the path of one that was saved, of a run for
                instance.
            examples: array `(count, *data_shape)` by whose codes `center` and `spread` are found,
                which a training finds in its data; None for codes as they are.
            **kwargs: further arguments of the constructor.
        """
        autoencoder = frozen(autoencoder)
        require_shape("What `autoencoder` takes", autoencoder.data_spec, tuple(data_shape))
        if examples is not None:
            codes = autoencoder.apply_deployed("encode", data=examples)
            center, spread = moments_of_codes(autoencoder, codes)
            kwargs = {"center": center, "spread": spread, **kwargs}
        code_shape = (autoencoder.latent_dim,)
        return cls(
            networks.generator(code_shape, latent_dim, architecture, activation="linear"),
            networks.discriminator(code_shape, discriminator_architecture or architecture),
            autoencoder,
            **kwargs,
        )

    def examples(self, batch):
        return self.code_examples(self.data_of(batch))

    def call(self, inputs, training=None):
        return self.data_of_codes(super().call(inputs, training=training))

    def deployed(self):
        latents = keras.Input((self.latent_dim,), name="latents")
        data = self.data_of_codes(self.averaged("generator")(latents))
        return {"generate": keras.Model({"latents": latents}, {"data": data})}
