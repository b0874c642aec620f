"""Commands that ship a run, and prove what was shipped."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kerasgen.cli.options import Run, SamplerOption
from kerasgen.cli.printing import console, show, tell_epoch


def export(
    run: Run,
    to: Annotated[Path | None, typer.Option(help="Default: RUN/export.")] = None,
    formats: Annotated[str, typer.Option("--format")] = "savedmodel,onnx",
    sampler: SamplerOption = None,
    smaller: Annotated[
        str,
        typer.Option(
            "--precision", help="float16,int8: ONNX and LiteRT files in these beside float32."
        ),
    ] = "",
):
    """Ship a run's decoder or generator to SavedModel, ONNX and, if asked, LiteRT, verified."""
    formats, smaller = (tuple(filter(None, names.split(","))) for names in (formats, smaller))
    export_run(run, to or run / "export", formats, sampler, smaller)


def export_run(run, directory, formats, sampler=None, smaller=()):
    from kerasgen.exporting import export
    from kerasgen.training import runs

    model, config = runs.open_run(run)
    tell_epoch(run)
    card = {"training": config, "test_metrics": runs.read_metrics(run)}
    fitted = runs.fitted_sampler(model, config, sampler) if sampler else None
    known = runs.calibration(config) if smaller else None
    show(export(model, directory, formats, card, fitted, smaller, known))
    if smaller:
        runs.measure_precisions(run, model, config, directory, fitted)
    console.print(f"exported to {directory}", soft_wrap=True)


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
