"""Commands that use a run."""

from pathlib import Path
from typing import Annotated

import typer

from kerasgen.cli.options import (
    DataOption,
    Run,
    SamplerOption,
    Setting,
    assignments,
    check_suffix,
    results_of,
)
from kerasgen.cli.printing import console, flat, number, tell_epoch
from kerasgen.presets import located


def generate(
    run: Run,
    count: Annotated[int, typer.Option(min=1)] = 64,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    label: Annotated[
        str | None, typer.Option(help="A class by its name, else by its number.")
    ] = None,
    settings: Setting = None,
    sampler: SamplerOption = None,
    out: Annotated[Path, typer.Option(help="A .png or .npz file.")] = Path("generated.png"),
):
    """Draw new examples."""
    check_suffix(out, ".png", ".npz")
    conditions = assignments(settings)
    from kerasgen.training import runs

    folder = located(run)
    if label is not None:
        conditions["label"] = runs.class_number(folder, label)
        console.print(f"label {label}: class number {conditions['label']}")
    examples = runs.generate(folder, count, seed, sampler, **conditions)
    tell_epoch(folder)
    write_examples(examples, out)


def reconstruct(
    run: Run,
    data: DataOption = None,
    out: Annotated[Path, typer.Option(help="A .png file.")] = Path("reconstructed.png"),
):
    """Draw test examples over their reconstructions."""
    check_suffix(out, ".png")
    from kerasgen import pictures
    from kerasgen.training import runs

    folder = located(run)
    pictures.save(runs.reconstructions(folder, data), out)
    tell_epoch(folder)
    console.print(f"{out}: test examples above, reconstructions below")


def evaluate(
    run: Run,
    data: DataOption = None,
    tsne: Annotated[bool, typer.Option("--tsne", help="Draw a t-SNE of the code too.")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
):
    """Measure a model on test data into metrics.json and report.html.

    They go into its run, or else into NAME-evaluation. Likelihoods are in nats per example.
    """
    from kerasgen.files import json_text
    from kerasgen.training import runs

    folder = located(run)
    results = folder if runs.is_run(folder) else results_of(run, folder, "evaluation")
    metrics = runs.evaluate(folder, data, tsne, results)
    if as_json:
        print(json_text(metrics))
    else:
        tell_epoch(folder)
        for name, value in flat(metrics).items():
            console.print(f"{name:<44}{number(value)}", soft_wrap=True)
        console.print(f"report in {results}", soft_wrap=True)


def write_examples(examples, out):
    import numpy as np

    from kerasgen import pictures
    from kerasgen.files import whole_file

    if out.suffix == ".png":
        pictures.save(pictures.grid(examples), out)
    else:
        with whole_file(out) as part:
            np.savez(part, x=examples)
    console.print(f"{out}: {len(examples)} examples")
