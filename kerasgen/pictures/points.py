"""Pictures of points beside the density that they should have, alike enough to be animated."""

import numpy as np
from matplotlib.patches import Circle
from scipy.special import expit

from kerasgen.formulas.parzen import parzen_log_likelihood
from kerasgen.pictures import charts

DATA, SAMPLES, DISCRIMINATOR = "tab:blue", "tab:orange", "black"
BESIDE = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0), "frameon": False}


def plane(points, density, title=""):
    """Samples in the plane over the modes of the data.

    Args:
        points: array `(count, 2)`.
        density: `Mixture` of the data.
        title: str. What is to be said of the samples; of those outside the picture it is added.

    Returns:
        uint8 array `(height, width, 3)`, of one size and extent for all points.

    Example:
        >>> pictures.save(plane(model.generate(2500, seed=0), data.density), "samples.png")
    """
    points = np.asarray(points)
    low, high = density.centres.min(axis=0), density.centres.max(axis=0)
    margin = 0.2 * (high - low)
    low, high = low - margin, high + margin
    outside = len(points) - ((points >= low) & (points <= high)).all(axis=1).sum()
    title += f", {outside:,} outside" if outside else ""
    figure, axes = charts.blank(title, size=(5.0, 5.6))
    axes.scatter(*points.T, s=6, alpha=0.4, linewidths=0, color=SAMPLES)
    axes.scatter([], [], s=20, color=SAMPLES, label=f"{len(points):,} samples")
    for centre in density.centres:
        axes.add_patch(Circle(centre, 3 * density.scale, edgecolor=DATA, fill=False, zorder=2))
    around = {"s": 40, "edgecolors": DATA, "facecolors": "none"}
    axes.scatter([], [], **around, label="data within 3 standard deviations")
    axes.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    axes.set_aspect("equal")
    figure.legend(loc="outside lower left", ncols=2, frameon=False, columnspacing=1)
    return charts.picture(figure)


def point(points, density, output=None):
    """Samples on the line beside the one point that data are, and what is made of any point.

    Args:
        points: array `(count, 1)`.
        density: `PointMass` of the data.
        output: a discriminator's output as a function of points `(n, 1)` to `(n, 1)`; or None.

    Returns:
        uint8 array `(height, width, 3)`, of one size and extent for all points.

    Reference: [Mescheder et al., 2018, Figure 1](https://arxiv.org/abs/1801.04406)

    Example:
        >>> pictures.save(point(model.generate(100, seed=0), data.density), "samples.png")
    """
    (at,) = density.point
    x = np.linspace(at - 2.0, at + 2.0, 401)
    title = f"samples at a mean distance of {density.distance(points):.3f}"
    figure, upper, *lower = charts.blank(title, (6.4, 5.6), panels=2 if output else 1)
    upper.vlines(at, 0, 1, color=DATA, linewidth=3, label="data")
    weights = np.full(len(points), 1 / len(points))
    upper.hist(np.ravel(points), bins=x[::5], weights=weights, color=SAMPLES, label="samples")
    upper.set(ylabel="share", xlim=(x[0], x[-1]), ylim=(0, 1.1))
    upper.legend(**BESIDE)
    for axes in lower:
        axes.plot(x, output(x[:, None])[:, 0], color=DISCRIMINATOR, label="$D(x)$")
        axes.set(ylabel="output", ylim=(-4, 4))
        axes.legend(**BESIDE)
    [upper, *lower][-1].set_xlabel("$x$")
    return charts.picture(figure)


def line(points, density, discriminate=None):
    """Densities of data and samples on the line, and what a discriminator makes of them.

    The samples' density is that of a Parzen window a sixth as wide as the data's modes, which
    adds little to their spread. For it the optimal discriminator is `p / (p + q)`.

    Args:
        points: array `(count, 1)`, in thousands for a smooth curve.
        density: `Mixture` of the data.
        discriminate: function of points `(n, 1)` to the probabilities `(n, 1)` that they are
            data; or None.

    Returns:
        uint8 array `(height, width, 3)`, of one size and extent for all points.

    Reference: [Goodfellow et al., 2014, Figure 1 and Eq. 2](https://arxiv.org/abs/1406.2661)

    Example:
        >>> pictures.save(line(model.generate(10_000, seed=0), data.density), "samples.png")
    """
    reach = 4 * density.scale
    x = np.linspace(density.centres.min() - reach, density.centres.max() + reach, 401)[:, None]
    log_p = density.log_density(x)
    log_q = parzen_log_likelihood(points, x, density.scale / 6)
    p, q = np.exp(log_p), np.exp(log_q)
    title = f"{len(points):,} samples: mean {np.mean(points):.2f}, std {np.std(points):.2f}"
    figure, upper, *lower = charts.blank(title, (6.4, 5.6), panels=2 if discriminate else 1)
    for values, colour, label in ((p, DATA, "data, $p(x)$"), (q, SAMPLES, "samples, $q(x)$")):
        upper.plot(x, values, color=colour, label=label)
        upper.fill_between(x[:, 0], values, color=colour, alpha=0.2, linewidth=0)
    upper.set(ylabel="density", xlim=(x[0, 0], x[-1, 0]), ylim=(0, 1.6 * p.max()))
    upper.legend(**BESIDE)
    for axes in lower:
        # Where there is next to nothing of either, no answer is better than another.
        optimum = np.where(np.maximum(p, q) > 0.005 * p.max(), expit(log_p - log_q), np.nan)
        axes.plot(x, optimum, color="0.5", linestyle="--", label="optimal $D^*(x)$")
        axes.plot(x, np.ravel(discriminate(x)), color=DISCRIMINATOR, label="$D(x)$")
        axes.set(ylabel="probability of being data", ylim=(-0.02, 1.02))
        axes.legend(**BESIDE)
    [upper, *lower][-1].set_xlabel("$x$")
    return charts.picture(figure)
