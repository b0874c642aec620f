"""What a training step of IWAE costs beside its matrix products."""

import functools

import tensorflow as tf
from keras import layers

import kerasgen
from benchmarks.images import SHAPE, binary
from benchmarks.report import heading, line
from benchmarks.timing import medians
from benchmarks.training import compiled
from kerasgen.data import Split
from kerasgen.training.recipes import recipe_for

SAMPLES, BATCH_SIZE, STEPS = 50, 100, 30


def training_step(repeats):
    """Training step of IWAE, 784-200-200-50, k = 50, over its matrix products alone."""
    recipe = recipe_for("iwae", None, SHAPE)
    batches = Split(binary(STEPS * BATCH_SIZE)).batches(BATCH_SIZE, seed=0)
    runs = {}
    for jit_compile in (recipe.jit_compile, not recipe.jit_compile):
        model = kerasgen.IWAE.from_data_shape(SHAPE, seed=0, samples=SAMPLES, **recipe.settings)
        model.compile(jit_compile=jit_compile, steps_per_execution=recipe.steps_per_execution)
        runs["fit", jit_compile] = functools.partial(model.fit, batches, verbose=0)
        runs["products", jit_compile] = repeated(products_alone(model, jit_compile))
    seconds = medians(runs, repeats)
    heading(f"IWAE, k = {SAMPLES}, batch {BATCH_SIZE}, 784-200-200-50")
    for (name, jit_compile), value in seconds.items():
        mark, bar = "", ""
        if name == "fit" and jit_compile == recipe.jit_compile:
            mark, bar = " (recipe)", "the faster of the two"
        line(f"ms {name}, {compiled(jit_compile)}{mark}", f"{1e3 * value / STEPS:.1f}", bar)
    products = min(seconds["products", jit_compile] for jit_compile in (True, False))
    ratio = seconds["fit", recipe.jit_compile] / products
    line("fit / faster products, time", f"{ratio:.2f}", "at most 2")


def repeated(step):
    return lambda: [step() for _ in range(STEPS)]


def products_alone(model, jit_compile):
    """One compiled function of a step's products: three per layer, each with its own operands."""
    operands = []
    for network, rows in ((model.encoder, BATCH_SIZE), (model.decoder, SAMPLES * BATCH_SIZE)):
        for layer in network.layers:
            if isinstance(layer, layers.Dense):
                inputs, outputs = layer.kernel.shape
                shapes = ((rows, inputs), (inputs, outputs), (rows, outputs))
                operands.append([tf.random.normal(shape) for shape in shapes])

    # All of them are returned, or XLA would leave some out.
    @tf.function(jit_compile=jit_compile)
    def products(operands):
        forward = [x @ kernel for x, kernel, _ in operands]
        to_kernels = [tf.matmul(x, slope, transpose_a=True) for x, _, slope in operands]
        # None to the encoder's input.
        to_inputs = [tf.matmul(slope, w, transpose_b=True) for _, w, slope in operands[1:]]
        return forward, to_kernels, to_inputs

    return functools.partial(products, operands)
