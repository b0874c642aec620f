"""Fully connected networks of maxout units."""

from dataclasses import dataclass

from keras import layers


@dataclass(frozen=True)
class Maxout:
    """Layers whose units give the largest of several linear pieces; to shrink data only.

    Args:
        units: widths from the data inwards.
        pieces: int >= 2. Linear pieces of a unit.

    Reference: [Goodfellow et al., 2013](https://arxiv.org/abs/1302.4389)
    """

    units: tuple = (200, 200, 200)
    pieces: int = 5

    def shrink(self, data):
        """Data `(batch, ...)` to features `(batch, units[-1])`."""
        x = layers.Flatten()(data)
        for units in self.units:
            x = layers.Reshape((self.pieces, units))(layers.Dense(units * self.pieces)(x))
            x = layers.GlobalMaxPooling1D()(x)
        return x

    def leaky(self):
        return self
