"""How a drawn line leans and how thick it is, by the image alone."""

import numpy as np


def slant(images):
    """Angle by which what is drawn leans to the right, from its second moments.

    `arctan(-mu_xy / mu_yy)` with brightness as mass, `y` downwards: the shear that would make
    each image upright, as an angle.

    Args:
        images: array `(count, height, width, 1)`, bright on black.

    Returns:
        float64 array `(count,)` in radians, positive to the right; 0 for what has no height.

    Example:
        >>> slant(np.eye(5)[None, :, :, None])  # a line down to the right: [-0.785]
    """
    images = np.asarray(images, "float64")[..., 0]
    mass = np.maximum(images.sum(axis=(1, 2)), 1e-12)
    across, down = np.arange(images.shape[2]), np.arange(images.shape[1])
    x = across - (images.sum(axis=1) @ across / mass)[:, None]
    y = down - (images.sum(axis=2) @ down / mass)[:, None]
    covariance = np.einsum("nij,nj,ni->n", images, x, y)
    variance = np.einsum("nij,ni->n", images, y**2)
    return np.arctan(-covariance / np.maximum(variance, 1e-9))


def stroke_width(images):
    """Mean width of the lines in images: twice their area over their perimeter.

    Area is the sum of the brightness and perimeter its total variation, so that soft edges
    count by what they are. Exact for long bars along the axes.

    Args:
        images: array `(count, height, width, 1)` in [0, 1], bright on black.

    Returns:
        float64 array `(count,)` in pixels; 0 for an empty image.

    Example:
        >>> bar = np.zeros((1, 100, 20, 1)); bar[:, :, 5:8] = 1
        >>> stroke_width(bar)  # [3.0]
    """
    images = np.asarray(images, "float64")[..., 0]
    corners = np.pad(images, ((0, 0), (0, 1), (0, 1)), mode="edge")
    across, down = np.diff(corners, axis=2), np.diff(corners, axis=1)
    slope = np.hypot(across[:, :-1] + across[:, 1:], down[:, :, :-1] + down[:, :, 1:]) / 2
    perimeter = slope.sum(axis=(1, 2))
    return 2 * images.sum(axis=(1, 2)) / np.maximum(perimeter, 1e-12)
