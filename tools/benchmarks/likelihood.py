"""How much of the matrix rate an importance-sampled log-likelihood reaches."""

import functools

import kerasgen
from benchmarks import operations
from benchmarks.images import SHAPE, binary
from benchmarks.report import heading, line
from benchmarks.timing import matrix_product, matrix_rate, medians
from benchmarks.training import compiled
from kerasgen.evaluation import metrics
from kerasgen.training.recipes import recipe_for

IMAGES, SAMPLES = 300, 5000


def log_likelihood(repeats):
    """Log-likelihood with 5,000 draws of a 784-200-200-50 net, its compilation included."""
    settings = recipe_for("iwae", None, SHAPE).settings
    model = kerasgen.VAE.from_data_shape(SHAPE, seed=0, **settings)
    images = binary(IMAGES)
    runs = {"matrix product": matrix_product()}
    for jit_compile in (True, False):
        runs[compiled(jit_compile)] = functools.partial(
            metrics.log_likelihood, model, images, SAMPLES, jit_compile=jit_compile
        )
    seconds = medians(runs, repeats)
    rate = matrix_rate(seconds["matrix product"])
    of_decoder = IMAGES * SAMPLES * operations.forward(model.decoder)
    heading(f"log-likelihood, {SAMPLES:,} draws, {IMAGES} images, 784-200-200-50")
    for name, mark, bar in (("no XLA", " (default)", "at least 50%"), ("XLA", "", "")):
        line(f"images per second, {name}", f"{IMAGES / seconds[name]:.1f}")
        line(f"of matrix rate, {name}{mark}", f"{of_decoder / seconds[name] / rate:.0%}", bar)
    line("matrix rate, GFLOP/s", f"{rate / 1e9:.0f}")
