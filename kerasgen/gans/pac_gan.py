"""GAN whose discriminator judges several examples at once."""

import keras
from keras import ops

from kerasgen import networks
from kerasgen.gans.gan import GAN


@keras.saving.register_keras_serializable("kerasgen")
class PacGAN(GAN):
    """`GAN` whose discriminator sees packs of `pack` examples, all data or all generated.

    Packs of a generator that drops modes vary less than those of data, and the discriminator can
    tell (Section 3). Objectives are those of `GAN`, of packs.

    Args:
        generator: as in `GAN`.
        discriminator: as in `GAN`, of `pack` examples that are joined along the last axis.
        pack: int >= 1. Examples in a pack, m. Where a batch cannot be shared out evenly, its
            first examples fill the last pack.
        discriminator_steps: as in `GAN`.
        label_smoothing: as in `GAN`.
        penalties: as in `GAN`; each is of one example, the others of its pack as they are.
        seed: int or None.

    Raises:
        ValueError: as in `GAN`, and if the discriminator takes other packs.

    Reference: [Lin et al., 2018](https://arxiv.org/abs/1712.04086)

    Example:
        >>> model = PacGAN.from_data_shape((8, 8, 1), latent_dim=16, pack=2)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    def __init__(self, generator, discriminator, pack=2, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        given, needed = discriminator.input_shape[-1], pack * generator.output_shape[-1]
        if given != needed:
            raise ValueError(
                f"`discriminator` must take packs of {pack}: {needed} values along the last axis, "
                f"not {given}."
            )
        self.pack = pack

    @classmethod
    def from_data_shape(
        cls, data_shape, latent_dim=64, architecture="dense", opponent_architecture=None,
        output_activation="sigmoid", pack=2, **kwargs,
    ):  # fmt: skip
        """As `GAN.from_data_shape`, with `pack` as in the constructor."""
        packed_shape = (*data_shape[:-1], pack * data_shape[-1])
        return cls(
            generator=networks.generator(data_shape, latent_dim, architecture, output_activation),
            discriminator=cls.default_opponent(packed_shape, opponent_architecture or architecture),
            pack=pack,
            **kwargs,
        )

    def judged(self, x, training):
        """The discriminator's outputs, those of a pack for each of its examples."""
        outputs = self.discriminator(self.packed(x), training=training)
        count = ops.shape(x)[0]
        return {name: ops.repeat(o, self.pack, axis=0)[:count] for name, o in outputs.items()}

    def packed(self, x):
        """Neighbours `(packs, ..., pack * channels)` joined along the last axis."""
        count = ops.shape(x)[0]
        packs = -(-count // self.pack)
        filled = ops.take(x, ops.arange(packs * self.pack) % count, axis=0)
        groups = ops.reshape(filled, (packs, self.pack, *x.shape[1:]))
        joined = ops.moveaxis(groups, 1, -2)
        return ops.reshape(joined, (packs, *x.shape[1:-1], self.pack * x.shape[-1]))

    def judge_of_data(self, x):
        # A pack's verdict stands once for each of its examples, but is one function of them.
        return lambda data: self.verdicts(data, training=True) / self.pack

    def get_config(self):
        return {**super().get_config(), "pack": self.pack}
