"""Fully connected networks of maxout units."""

from dataclasses import dataclass

from keras import layers

from kerasgen.networks.architectures import dense


@dataclass(frozen=True)
class Maxout:
    """Layers whose units give the largest of several linear pieces; to shrink data only.

    Args:
        units: widths from the data inwards.
        pieces: int >= 2. Linear pieces of a unit.
        initial_std: as in `Dense`.

    Reference: [Goodfellow et al., 2013](https://arxiv.org/abs/1302.4389)
    """

    units: tuple = (200, 200, 200)
    pieces: int = 5
    initial_std: float | None = None

    def shrink(self, data):
        """Data `(batch, ...)` to features `(batch, units[-1])`."""
        x = layers.Flatten()(data)
        for units in self.units:
            x = dense(units * self.pieces, self.initial_std)(x)
            x = layers.Reshape((self.pieces, units))(x)
            x = layers.GlobalMaxPooling1D()(x)
        return x

    def leaky(self):
        return self
