"""Paths between two points of a latent space."""

import numpy as np


def linear(start, end, count):
    """`count` points on the straight line from `start` to `end`, both included.

    Args:
        start: array `(batch, latent_dim)`.
        end: array `(batch, latent_dim)`.
        count: int >= 2.

    Returns:
        array `(batch, count, latent_dim)`.

    Example:
        >>> linear(np.zeros((1, 2)), np.ones((1, 2)), 3)[0, 1]  # [0.5, 0.5]
    """
    return np.linspace(start, end, count, axis=1)


def spherical(start, end, count):
    """`count` points on the arc from `start` to `end`, which keeps a Gaussian's typical radius.

    Angles and radii change at constant speed. Args and returns as in `linear`.

    Reference: [White, 2016, Section 2.1](https://arxiv.org/abs/1609.04468)

    Example:
        >>> spherical(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), 3)[0, 1]  # [0.707, 0.707]
    """
    radii = [np.linalg.norm(point, axis=-1, keepdims=True) for point in (start, end)]
    units = [point / np.maximum(radius, 1e-12) for point, radius in zip((start, end), radii)]
    cosine = np.clip(np.sum(units[0] * units[1], axis=-1, keepdims=True), -1.0, 1.0)
    angle = np.maximum(np.arccos(cosine), 1e-6)[:, None]
    share = np.linspace(0.0, 1.0, count)[None, :, None]
    direction = (
        np.sin((1 - share) * angle) * units[0][:, None] + np.sin(share * angle) * units[1][:, None]
    )
    return linear(*radii, count) * direction / np.sin(angle)
