"""Charts of codes and measurements, as pictures."""

import matplotlib
import matplotlib.figure
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE


def pca_plane(codes):
    """Codes on their first two principal components.

    Args:
        codes: array `(count, latent_dim)`; a second coordinate that there is not is 0.

    Returns:
        array `(count, 2)`.

    Example:
        >>> scatter(pca_plane(model.encode(images)))
    """
    codes = np.asarray(codes, "float64")
    points = PCA(min(2, *codes.shape)).fit_transform(codes)
    return np.pad(points, ((0, 0), (0, 2 - points.shape[1])))


def tsne_plane(codes, seed=0):
    """Codes in a plane that keeps neighbours together, for a few thousand examples.

    Args:
        codes: array `(count, latent_dim)` with `count >= 4`.
        seed: int.

    Returns:
        array `(count, 2)`.

    Reference: [van der Maaten and Hinton, 2008](https://jmlr.org/papers/v9/vandermaaten08a.html)

    Example:
        >>> scatter(tsne_plane(model.encode(images)))
    """
    perplexity = min(30, (len(codes) - 1) / 3)
    return TSNE(perplexity=perplexity, init="random", random_state=seed).fit_transform(codes)


def scatter(points, labels=None, class_names=(), title=""):
    """Points in a plane, coloured by class.

    Args:
        points: array `(count, 2)`.
        labels: int array `(count,)`, -1 for what is not labelled; or None.
        class_names: names of the classes; their numbers if empty. More than 20 classes have
            no legend.
        title: str.

    Returns:
        uint8 array `(height, width, 3)`.

    Example:
        >>> pictures.save(scatter(pca_plane(codes), labels), "codes.png")
    """
    figure, axes = blank(title, size=(6.8, 5.6))
    points = np.asarray(points)
    style = {"s": np.clip(30_000 / len(points), 5, 30), "alpha": 0.75, "linewidths": 0}
    classes, numbers = np.unique([] if labels is None else labels, return_inverse=True)
    known = np.flatnonzero(classes >= 0)
    colormap = matplotlib.colormaps["tab10" if len(known) <= 10 else "turbo"]
    colours = np.full((len(classes), 4), matplotlib.colors.to_rgba("lightgrey"))
    colours[known] = colormap(
        np.arange(len(known)) if len(known) <= 10 else np.linspace(0, 1, len(known))
    )
    # One collection in the order of the data, so that no class covers the others.
    axes.scatter(*points.T, color=colours[numbers] if len(classes) else None, **style)
    if 0 < len(classes) <= 20:
        for label, colour in zip(classes, colours):
            name = class_names[label] if class_names else str(label)
            name = name if label >= 0 else "not labelled"
            axes.scatter([], [], color=[colour], label=name)
        figure.legend(loc="outside right upper", frameon=False, scatteryoffsets=[0.5])
    axes.set_aspect("equal", "datalim")
    return picture(figure)


def histogram(activations):
    """How often a code's units take which value, with the share of exact zeros.

    Args:
        activations: array of any shape.

    Returns:
        uint8 array `(height, width, 3)`.

    Example:
        >>> pictures.save(histogram(model.encode(images)), "activations.png")
    """
    zeros = np.mean(np.asarray(activations) == 0)
    figure, axes = blank(f"{zeros:.1%} of activations are exactly 0")
    axes.hist(np.ravel(activations), bins=80, log=True)
    axes.set(xlabel="activation", ylabel="count")
    return picture(figure)


def curves(series, xlabel, ylabel):
    """Lines through points, one for each name.

    Args:
        series: dict, name to dict, x to y.
        xlabel: str.
        ylabel: str.

    Returns:
        uint8 array `(height, width, 3)`.

    Example:
        >>> curves({"masking": {0.0: 9.1, 0.5: 40.2}}, "share of pixels lost", "squared error")
    """
    figure, axes = blank()
    for name, points in series.items():
        axes.plot(points.keys(), points.values(), marker="o", markersize=4, label=name)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    return picture(figure)


def history(panels, marked):
    """Panels of curves over epochs, one under the other; logarithmic beyond a decade.

    Args:
        panels: dict, panel to dict, name of a curve to dict, epoch to value.
        marked: int. An epoch that a vertical line shows.

    Returns:
        uint8 array `(height, width, 3)`.

    Example:
        >>> history({"loss": {"train": {1: 2.0, 2: 1.0}}}, marked=2)
    """
    figure, *column = blank(size=(6.8, 1.6 * len(panels) + 0.3), panels=len(panels))
    for axes, (panel, curves) in zip(column, panels.items()):
        for name, curve in curves.items():
            alone = {"marker": "o", "markersize": 4} if len(curve) == 1 else {}
            axes.plot(curve.keys(), curve.values(), label=name, **alone)
        values = [value for curve in curves.values() for value in curve.values()]
        if min(values) > 0 and max(values) > 10 * min(values):
            axes.set_yscale("log")
        axes.set_title(panel, loc="left", fontsize=10)
        axes.axvline(marked, color="0.5", linestyle=":", linewidth=1)
        if len(curves) > 1:
            axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize=9)
    column[-1].set_xlabel("epoch")
    column[-1].xaxis.get_major_locator().set_params(integer=True)
    return picture(figure)


def blank(title="", size=(6.4, 4.0), panels=1):
    """An empty figure in the style of all charts, and its axes.

    Args:
        title: str.
        size: width and height in units of 120 pixels.
        panels: int. Axes one under the other, with a common x.

    Returns:
        tuple of `panels + 1`: the figure, then the axes.
    """
    figure = matplotlib.figure.Figure(figsize=size, dpi=120, layout="constrained")
    column = figure.subplots(panels, sharex=True, squeeze=False)[:, 0]
    column[0].set_title(title, loc="left", fontsize=11)
    for axes in column:
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.25, linewidth=0.6)
        axes.set_axisbelow(True)
    return figure, *column


def picture(figure):
    """A figure as a uint8 array `(height, width, 3)`."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]
