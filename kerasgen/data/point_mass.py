"""The distribution of data that are all the same."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class PointMass:
    """All probability at one point.

    Args:
        point: array `(dimensions,)`.

    Example:
        >>> PointMass(np.zeros(1)).distance([[-1.0], [3.0]])  # 2.0
    """

    point: np.ndarray

    def distance(self, points):
        """The Wasserstein-1 distance to it of points `(count, dimensions)`: their mean one."""
        return float(np.linalg.norm(points - self.point, axis=1).mean())
