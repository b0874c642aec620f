"""Commands that ship a run, and prove what was shipped."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kerasgen.cli.options import Run, SamplerOption, results_of
from kerasgen.cli.printing import console, show, tell_epoch
from kerasgen.presets import located


def export(
    run: Run,
    to: Annotated[
        Path | None, typer.Option(help="Default: RUN/export, of a model by name NAME-export.")
    ] = None,
    formats: Annotated[str, typer.Option("--format")] = "savedmodel,onnx",
    sampler: SamplerOption = None,
    version: Annotated[
        int | None, typer.Option(min=1, help="Default: the one after the last.")
    ] = None,
    smaller: Annotated[
        str,
        typer.Option(
            "--precision", help="float16,int8: ONNX and LiteRT files in these beside float32."
        ),
    ] = "",
):
    """Ship a run's decoder or generator to SavedModel, ONNX and, if asked, LiteRT, verified.

    Where an export is, the next version goes beside it, for TensorFlow Serving.
    """
    folder = located(run)
    to = to or results_of(run, folder, "export")
    formats, smaller = (tuple(filter(None, names.split(","))) for names in (formats, smaller))
    export_run(folder, to, formats, sampler, version, smaller)


def export_run(run, directory, formats, sampler=None, version=None, smaller=()):
    from kerasgen.exporting import export
    from kerasgen.exporting.versions import numbers
    from kerasgen.training import runs

    model, config = runs.open_run(run)
    tell_epoch(run)
    fitted = runs.fitted_sampler(model, config, sampler) if sampler else None
    known = runs.calibration(config) if smaller else None
    card = runs.card_of(run)
    show(export(model, directory, formats, card, fitted, version, smaller, known))
    if smaller:
        runs.measure_precisions(run, model, config, directory, fitted)
    newest = f", version {numbers(directory)[-1]}" if "savedmodel" in formats else ""
    console.print(f"exported to {directory}{newest}", soft_wrap=True)


def verify(directory: Annotated[Path, typer.Argument(help="An exported directory.")]):
    """Reload an export in every installed runtime and compare; exit code 1 on a mismatch.

    What OpenVINO cannot run, or runs in its own way, is shown and is none.
    """
    from kerasgen.exporting import verify
    from kerasgen.exporting.verification import failures

    comparisons = verify(directory)
    show(comparisons)
    if wrong := failures(comparisons):
        worst = max(wrong, key=lambda comparison: comparison.difference)
        print(f"kerasgen: MISMATCH: {worst}", file=sys.stderr)
        raise typer.Exit(1)
