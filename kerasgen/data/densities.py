"""Points from known densities, on which a GAN can be compared with the truth."""

import itertools

import numpy as np

from kerasgen.data.mixtures import Mixture
from kerasgen.data.point_mass import PointMass
from kerasgen.data.splits import Data, Split

_ANGLES = 2 * np.pi * np.arange(8) / 8
DENSITIES = {
    "gaussian_1d": Mixture(np.array([[1.0]]), 0.5),
    "ring": Mixture(np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1), 0.01),
    "grid": Mixture(np.array(list(itertools.product((-4.0, -2.0, 0.0, 2.0, 4.0), repeat=2))), 0.05),
}


def points(name):
    """100,000 points for training and 10,000 for testing, always the same.

    Args:
        name: `"gaussian_1d"`, N(1, .5^2); `"ring"`, 8 Gaussians on the unit circle; or
            `"grid"`, 25 Gaussians. The labels of the latter are the numbers of the modes.

    Returns:
        `Data` of float32 points with their `density`.

    Reference: [Lin et al., 2018, Section 4.1](https://arxiv.org/abs/1712.04086), for ring and
        grid; [Goodfellow et al., 2014, Figure 1](https://arxiv.org/abs/1406.2661) shows a GAN on
        a density in one dimension.

    Example:
        >>> points("ring").train.examples.shape  # (100000, 2)
    """
    density = DENSITIES[name]
    splits = (density.sample(count, seed) for seed, count in enumerate((100_000, 10_000)))
    if len(density.centres) == 1:
        return Data(name, *(Split(drawn) for drawn, _ in splits), density=density, kind=name)
    names = tuple(str(mode) for mode in range(len(density.centres)))
    return Data(name, *(Split(drawn, modes) for drawn, modes in splits), names, density, name)


def dirac():
    """1,000 points for training and as many for testing, all at 0: the data of the Dirac-GAN.

    Whether a game converges is seen here in its simplest case: a generator that is one point and
    a discriminator that is linear, as the recipes for these data have them.

    Reference: [Mescheder et al., 2018, Section 2](https://arxiv.org/abs/1801.04406)

    Example:
        >>> dirac().train.examples.any()  # False
    """
    splits = (Split(np.zeros((count, 1), "float32")) for count in (1000, 1000))
    return Data("dirac", *splits, density=PointMass(np.zeros(1)), kind="dirac")
