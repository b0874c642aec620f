"""Small pictures of which every factor of variation is known."""

import itertools

import numpy as np
from sklearn.model_selection import train_test_split

from kerasgen.data.splits import Data, Split

SHAPES = ("square", "ellipse", "heart")
SIZES = (5.5, 7.0, 8.5, 10.0)
FACTORS = {"shape": len(SHAPES), "size": len(SIZES), "rotation": 8, "x": 8, "y": 8}
IMAGE, PATCH, STEP = 32, 18, 2
SUPERSAMPLING = 16


def shapes():
    """White shapes on black, one for each combination of five factors, as dSprites are.

    6144 anti-aliased images of 32x32: a square, ellipse or heart (the labels), in four sizes
    with areas of 30 to 100 pixels, the same for all shapes, rotated counterclockwise by
    multiples of 11.25 degrees below 90, where no shape repeats, at 8 x 8 places two pixels
    apart, `x` to the right and `y` down.

    Returns:
        `Data` of float32 images in [0, 1], a fifth of them for testing, always the same. Both
        splits have `factors`, int `(count, 5)`: places in `FACTORS`, each counted from 0.

    Reference: [Matthey et al., 2017](https://github.com/google-deepmind/dsprites-dataset)

    Example:
        >>> shapes().train.factors.max(axis=0)  # [2, 3, 7, 7, 7]
    """
    images = _images().reshape(-1, IMAGE, IMAGE, 1)
    factors = np.indices(FACTORS.values()).reshape(len(FACTORS), -1).T
    chosen = train_test_split(np.arange(len(images)), test_size=0.2, random_state=0)
    train, test = (
        Split(images[rows], factors[rows, 0], factors=factors[rows])
        for rows in map(np.sort, chosen)
    )
    return Data("shapes", train, test, SHAPES, kind="shapes")


def _images():
    patches = np.stack([[_patches(shape, size) for size in SIZES] for shape in SHAPES])
    images = np.zeros((*FACTORS.values(), IMAGE, IMAGE), "float32")
    for x, y in itertools.product(range(FACTORS["x"]), range(FACTORS["y"])):
        rows, columns = (slice(STEP * place, STEP * place + PATCH) for place in (y, x))
        images[:, :, :, x, y, rows, columns] = patches
    return images


def _patches(shape, size):
    """One shape in all rotations, in the middle: `(rotation, PATCH, PATCH)`."""
    side = PATCH * SUPERSAMPLING
    axis = ((np.arange(side) + 0.5) / side - 0.5) * PATCH / size
    angles = np.arange(FACTORS["rotation"])[:, None, None] * np.pi / 2 / FACTORS["rotation"]
    turned = np.exp(-1j * angles) * (axis - 1j * axis[:, None])
    inside = _is_inside(shape, turned.real, turned.imag)
    blocks = inside.reshape(-1, PATCH, SUPERSAMPLING, PATCH, SUPERSAMPLING)
    return blocks.mean(axis=(2, 4))


def _is_inside(shape, u, v):
    """Whether points lie in a shape of area 1 around the origin, `v` upwards."""
    if shape == "square":
        return np.maximum(abs(u), abs(v)) < 0.5
    if shape == "ellipse":
        return u**2 / 2 + 2 * v**2 < 1 / np.pi
    # The sextic heart has an area of 3.6620.
    u, v = 1.9136 * u, 1.9136 * v
    return (u**2 + v**2 - 1) ** 3 < u**2 * v**3
