"""GAN whose discriminator sees several examples at once."""

import keras
from keras import ops

from kerasgen import networks
from kerasgen.gans.gan import GAN
from kerasgen.networks.fitting import require_shape


@keras.saving.register_keras_serializable("kerasgen")
class PacGAN(GAN):
    """`GAN` whose discriminator sees packs of `pack` examples, all data or all generated.

    Packs of a generator that drops modes vary less than those of data, and the discriminator can
    tell (Section 3). Objectives are those of `GAN`, of packs.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        discriminator: `keras.Model`, `pack` examples that are joined along the last axis to a
            dict with `logits` `(packs, 1)`.
        pack: int >= 1. Examples in a pack, m. Where a batch cannot be shared out evenly, its
            first examples fill the last pack.
        objective: what both minimise, `"hinge"` for instance, or an `AdversarialObjective`; None
            for the non-saturating one.
        discriminator_steps: int >= 1. Discriminator steps per generator step, each on its share
            of the batch.
        label_smoothing: float in [0, 1). Packs of data get the target `1 - label_smoothing`.
        penalties: list of penalties of the discriminator's slope, or their names, `"r1:1.0"`;
            each is of one example, the others of its pack as they are.
        seed: int or None. Of the noise.

    Raises:
        ValueError: if a network is not built or does not fit, or the discriminator takes other
            packs.

    Reference: [Lin et al., 2018](https://arxiv.org/abs/1712.04086)

    Example:
        >>> model = PacGAN.from_data_shape((8, 8, 1), latent_dim=16, pack=2)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    def __init__(
        self,
        generator,
        discriminator,
        pack=2,
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
        self.pack = pack
        *sides, channels = self.data_spec.shape[1:]
        packs = (*sides, pack * channels)
        require_shape(
            f"What `discriminator` takes, packs of {pack},", self.discriminator.input, packs
        )

    def require_fit_of_data(self):
        pass  # the size of packs is not known yet

    @classmethod
    def from_data_shape(
        cls, data_shape, latent_dim=64, architecture="dense", discriminator_architecture=None,
        output_activation="sigmoid", pack=2, **kwargs,
    ):  # fmt: skip
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, `"dcgan"`, or an object of
                `kerasgen.networks`.
            discriminator_architecture: the same, for the discriminator; None for the generator's.
            output_activation: of the generator; the sigmoid fits data in [0, 1].
            pack: int >= 1. Examples in a pack.
            **kwargs: further arguments of the constructor.
        """
        packed_shape = (*data_shape[:-1], pack * data_shape[-1])
        return cls(
            networks.generator(data_shape, latent_dim, architecture, output_activation),
            cls.default_discriminator(packed_shape, discriminator_architecture or architecture),
            pack,
            **kwargs,
        )

    def outputs(self, x, training):
        """The discriminator's outputs, those of a pack for each of its examples."""
        of_packs = self.discriminator(self.packed(x), training=training)
        count = ops.shape(x)[0]
        return {name: ops.repeat(o, self.pack, axis=0)[:count] for name, o in of_packs.items()}

    def packed(self, x):
        """Neighbours `(packs, ..., pack * channels)` joined along the last axis."""
        count = ops.shape(x)[0]
        packs = -(-count // self.pack)
        filled = ops.take(x, ops.arange(packs * self.pack) % count, axis=0)
        groups = ops.reshape(filled, (packs, self.pack, *x.shape[1:]))
        joined = ops.moveaxis(groups, 1, -2)
        return ops.reshape(joined, (packs, *x.shape[1:-1], self.pack * x.shape[-1]))

    def output_of_data(self, x, training):
        # A pack's output stands once for each of its examples, but is one function of them.
        return lambda data: self.outputs(data, training)[self.output] / self.pack

    def get_config(self):
        return {**super().get_config(), "pack": self.pack}
