"""Pictures of data: grids of images, charts of vectors."""

import math

import matplotlib.figure
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from kerasgen.files import whole_file


def grid(examples, columns=None, cell=56):
    """Examples side by side as one picture.

    Args:
        examples: array `(count, height, width, channels)` in [0, 1] for images; vectors
            `(count, features)` are drawn as curves over their index, those of two features as
            points in the plane, those of one as a histogram.
        columns: int or None for a square. Of an image grid.
        cell: int. Least height in pixels of one image, which is enlarged by a whole factor.

    Returns:
        uint8 array `(height, width, 3)`.

    Example:
        >>> save(grid(model.generate(64, seed=0)), "samples.png")
    """
    examples = np.asarray(examples, "float32")
    if examples.ndim != 4:
        return _chart(examples.reshape(len(examples), -1))
    examples = np.clip(examples, 0.0, 1.0)
    count, height, width, channels = examples.shape
    columns = columns or math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    zoom = max(1, math.ceil(cell / height))
    cells = np.ones((rows * columns, height + 1, width + 1, channels), "float32")
    cells[:count, :height, :width] = examples
    sheet = cells.reshape(rows, columns, height + 1, width + 1, channels).swapaxes(1, 2)
    sheet = sheet.reshape(rows * (height + 1), columns * (width + 1), channels)
    sheet = np.repeat(np.repeat(sheet, zoom, axis=0), zoom, axis=1)
    return np.broadcast_to(np.round(255 * sheet), (*sheet.shape[:2], 3)).astype("uint8")


def rows(*batches):
    """Batches of as many examples each, one under the other.

    Args:
        *batches: as `examples` of `grid`.

    Returns:
        uint8 array `(height, width, 3)`.

    Example:
        >>> save(rows(images[:16], model.reconstruct(images[:16])), "reconstructed.png")
    """
    return grid(np.concatenate(batches), columns=len(batches[0]))


def _chart(vectors):
    figure = matplotlib.figure.Figure(figsize=(6, 4), dpi=100, layout="constrained")
    axes = figure.subplots()
    if vectors.shape[1] == 1:
        axes.hist(vectors[:, 0], bins="sqrt")
        axes.set(xlabel="value", ylabel="count")
    elif vectors.shape[1] == 2:
        axes.scatter(*vectors.T, s=8, alpha=0.6, linewidths=0)
        axes.set(xlabel="first feature", ylabel="second feature")
    else:
        axes.plot(vectors.T, linewidth=0.8, alpha=0.6)
        axes.set(xlabel="feature", ylabel="value")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def save(picture, path):
    """Write a uint8 picture to an image file, whole or not at all."""
    with whole_file(path) as part:
        Image.fromarray(picture).save(part)
