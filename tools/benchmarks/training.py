"""A training step through `fit`, beside a bare loop, XLA or none, and PyTorch."""

import functools
import importlib.util
from dataclasses import dataclass

import keras
import tensorflow as tf

from benchmarks.images import grey
from benchmarks.in_pytorch import InPyTorch
from benchmarks.report import heading, line
from benchmarks.timing import matrix_product, matrix_rate, medians
from kerasgen.data import Split
from kerasgen.training.recipes import Recipe


@dataclass(frozen=True)
class Training:
    """What is trained, and how. Both sides have the optimizers of the method's paper.

    Args:
        title: str.
        model: `keras.Model`, not compiled.
        recipe: `Recipe`, for how the step is compiled.
        batch_size: int.
        steps: int. Training steps in one repeat, a multiple of the recipe's steps in one call.
        in_pytorch: module and name of a `torch.nn.Module` with the same networks by the same
            names, and a `train_step` of images `(batch, channels, height, width)`.
        operations: of one training step per example, for the share of the matrix rate; or None.
        bars: dict, name of a number to what it has to be.
    """

    title: str
    model: keras.Model
    recipe: Recipe
    batch_size: int
    steps: int
    in_pytorch: tuple
    operations: int | None
    bars: dict

    def copy(self):
        return type(self.model).from_config(self.model.get_config())


def compare(training, repeats):
    """Time a training, and print what comes of it."""
    recipe, steps, bars = training.recipe, training.steps, training.bars
    batches = Split(grey(steps * training.batch_size)).batches(training.batch_size, seed=0)
    runs = {
        "fit": fit(training, batches, recipe.jit_compile),
        "fit, compiled otherwise": fit(training, batches, not recipe.jit_compile),
        "bare loop": bare_loop(training, batches),
    }
    if training.operations:
        runs["matrix product"] = matrix_product()
    has_pytorch = importlib.util.find_spec("torch") is not None
    if has_pytorch:
        others = {
            "PyTorch": InPyTorch(*training.in_pytorch, training.batch_size),
            "compiled PyTorch": InPyTorch(*training.in_pytorch, training.batch_size, compiled=True),
        }
        for name, other in others.items():
            other.require_as_many_parameters_as(training.model)
            runs[name] = functools.partial(other.train, steps)
    seconds = medians(runs, repeats)

    heading(
        f"{training.title}, batch {training.batch_size}, {compiled(recipe.jit_compile)}, "
        f"{recipe.steps_per_execution} steps a call"
    )
    line("images per second", f"{training.batch_size * steps / seconds['fit']:,.0f}")
    line("fit / bare loop, time", f"{seconds['fit'] / seconds['bare loop']:.3f}")
    taken, refused = (1e3 * seconds[name] / steps for name in ("fit", "fit, compiled otherwise"))
    of_recipe = f"ms a step, {compiled(recipe.jit_compile)} (recipe)"
    line(of_recipe, f"{taken:.1f}", "the faster of the two")
    line(f"ms a step, {compiled(not recipe.jit_compile)}", f"{refused:.1f}")
    if has_pytorch:
        for name in others:
            speed = seconds[name] / seconds["fit"]
            line(f"fit / {name}, speed", f"{speed:.2f}", bars.get(f"fit / {name}", ""))
    else:
        line("fit / PyTorch, speed", "PyTorch is not installed")
    if training.operations:
        rate = matrix_rate(seconds["matrix product"])
        share = training.batch_size * steps * training.operations / seconds["fit"] / rate
        line("share of matrix rate", f"{share:.0%}", bars.get("share of matrix rate", ""))
        line("matrix rate, GFLOP/s", f"{rate / 1e9:.0f}")


def fit(training, batches, jit_compile):
    model = training.copy()
    steps_per_execution = training.recipe.steps_per_execution
    model.compile(jit_compile=jit_compile, steps_per_execution=steps_per_execution)
    return functools.partial(model.fit, batches, verbose=0)


def bare_loop(training, batches):
    model = training.copy()
    model.compile()
    step = tf.function(model.train_step, jit_compile=training.recipe.jit_compile)

    def loop():
        model.reset_metrics()
        for batch in batches:
            logs = step(batch)
        return {name: float(value) for name, value in logs.items()}

    return loop


def compiled(by_xla):
    return "XLA" if by_xla else "no XLA"
