"""The density that points were drawn from."""

from dataclasses import dataclass

import numpy as np

from kerasgen.formulas.parzen import parzen_log_likelihood


@dataclass(frozen=True)
class Mixture:
    """Gaussians in equal shares: `p(x) = 1/n sum_i N(x; centre_i, scale^2 I)`.

    Args:
        centres: array `(n, dimensions)`, the modes.
        scale: float > 0. Standard deviation of every coordinate around a centre.

    Example:
        >>> Mixture(np.array([[1.0]]), scale=0.5).log_density([[1.0]])  # [-0.226]
    """

    centres: np.ndarray
    scale: float

    def log_density(self, points):
        """`log p(x)` of points `(count, dimensions)`: float64 array `(count,)`, in nats."""
        return parzen_log_likelihood(self.centres, points, self.scale)

    def sample(self, count, seed):
        """Points, float32 `(count, dimensions)`, and the number of each one's mode `(count,)`."""
        random = np.random.default_rng(seed)
        modes = random.integers(len(self.centres), size=count)
        noise = random.standard_normal((count, self.centres.shape[1]))
        return (self.centres[modes] + self.scale * noise).astype("float32"), modes
