"""The command line: parses, calls, prints."""

import json
import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import rich.console
import rich.table
import typer

from kerasgen.catalogue import method_named, methods
from kerasgen.cli.options import (
    BestOption,
    DataOption,
    Run,
    SamplerOption,
    Setting,
    assignments,
    check_suffix,
)
from kerasgen.errors import InputError

app = typer.Typer(
    help="Autoencoders, VAEs and GANs for Keras: train, resume, picture, export, verify.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
console = rich.console.Console(highlight=False)


def main():
    """Run the command line; the user's mistakes end in one line and exit code 2."""
    if "--debug" in sys.argv:
        sys.argv.remove("--debug")
        sys.exit(app())
    try:
        sys.exit(app(standalone_mode=False))
    except (InputError, FloatingPointError, OSError) as error:
        _refuse(str(error))
    except (KeyboardInterrupt, typer.Abort):
        print("kerasgen: interrupted", file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        # Typer's usage errors: what class they are changes with its version.
        if not hasattr(error, "format_message"):
            raise
        _refuse(error.format_message())


def _refuse(message):
    print(f"kerasgen: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)


@app.callback()
def prepare(context: typer.Context):
    if context.invoked_subcommand != "methods":
        _import_tensorflow_quietly()


def _import_tensorflow_quietly():
    # Before its logging is set up, TensorFlow tells stderr that there is no GPU.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            import tensorflow  # noqa: F401
        finally:
            os.dup2(kept, 2)
            os.close(kept)


@app.command(name="methods")
def list_methods():
    """What there is: name, family, summary, paper."""
    table = rich.table.Table("method", "family", "what it is", "paper", box=None)
    for method in methods().values():
        table.add_row(method.name, method.family, method.summary, method.reference)
    console.print(table)


@app.command()
def train(
    method: Annotated[str, typer.Argument(help="A name that `kerasgen methods` shows.")],
    data: DataOption = "digits",
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    batch_size: Annotated[int | None, typer.Option(min=1)] = None,
    latent_dim: Annotated[int | None, typer.Option(min=1)] = None,
    architecture: Annotated[
        str | None, typer.Option(help="dense, convolutional or recurrent.")
    ] = None,
    settings: Setting = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    best: BestOption = None,
    dtype_policy: str = "float32",
    binarised: Annotated[
        bool, typer.Option("--binarised", help="Draw binary values afresh in every epoch.")
    ] = False,
    run: Annotated[Path | None, typer.Option(help="Default: runs/METHOD-DATA.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an interrupted run.")
    ] = False,
):
    """Train a method; what is not given comes from its recipe for the data."""
    method_named(method)
    given = assignments(settings)
    run = run or Path("runs") / f"{method}-{Path(data).stem}"
    from kerasgen.training.requests import Request

    request = Request(
        method,
        data,
        epochs,
        batch_size,
        latent_dim,
        architecture,
        given,
        seed,
        dtype_policy,
        binarised,
        best,
    )
    metrics = _train(request, run, resume)
    _tell_epoch(run)
    console.print(f"{run}: " + ", ".join(f"test {n} {v:.4f}" for n, v in _flat(metrics).items()))


@app.command()
def generate(
    run: Run,
    count: Annotated[int, typer.Option(min=1)] = 64,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    label: Annotated[int | None, typer.Option(help="For methods that take one.")] = None,
    settings: Setting = None,
    sampler: SamplerOption = None,
    out: Annotated[Path, typer.Option(help="A .png or .npz file.")] = Path("generated.png"),
):
    """Draw new examples."""
    check_suffix(out, ".png", ".npz")
    conditions = assignments(settings) | ({} if label is None else {"label": label})
    from kerasgen.training import runs

    examples = runs.generate(run, count, seed, sampler, **conditions)
    _tell_epoch(run)
    _write_examples(examples, out)


@app.command()
def reconstruct(
    run: Run,
    data: DataOption = None,
    out: Annotated[Path, typer.Option(help="A .png file.")] = Path("reconstructed.png"),
):
    """Draw test examples over their reconstructions."""
    check_suffix(out, ".png")
    from kerasgen import pictures
    from kerasgen.training import runs

    pictures.save(runs.reconstructions(run, data), out)
    _tell_epoch(run)
    console.print(f"{out}: test examples above, reconstructions below")


@app.command()
def evaluate(
    run: Run,
    data: DataOption = None,
    tsne: Annotated[bool, typer.Option("--tsne", help="Draw a t-SNE of the code too.")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
):
    """Measure a run on test data into its metrics.json and report.html.

    Likelihoods are in nats per example.
    """
    from kerasgen.training import runs

    metrics = runs.evaluate(run, data, tsne)
    if as_json:
        print(json.dumps(metrics))
    else:
        _tell_epoch(run)
        for name, value in _flat(metrics).items():
            console.print(f"{name:<44}{value:.4f}")
        console.print(f"report in {run}", soft_wrap=True)


@app.command()
def export(
    run: Run,
    to: Annotated[Path | None, typer.Option(help="Default: RUN/export.")] = None,
    formats: Annotated[str, typer.Option("--format")] = "savedmodel,onnx",
    sampler: SamplerOption = None,
):
    """Ship a run's decoder or generator to SavedModel and ONNX, verified."""
    _export(run, to or run / "export", tuple(filter(None, formats.split(","))), sampler)


@app.command()
def verify(directory: Annotated[Path, typer.Argument(help="An exported directory.")]):
    """Reload an export in every installed runtime and compare; exit code 1 on a mismatch."""
    from kerasgen.exporting import verify

    comparisons = verify(directory)
    _show(comparisons)
    wrong = [comparison for comparison in comparisons if not comparison.passed]
    if wrong:
        worst = max(wrong, key=lambda comparison: comparison.difference)
        print(f"kerasgen: MISMATCH: {worst}", file=sys.stderr)
        raise typer.Exit(1)


@app.command()
def demo(out: Annotated[Path, typer.Option(help="A new directory.")] = Path("kerasgen-demo")):
    """Digits that come with scikit-learn: train a VAE, draw pictures, export, verify."""
    from kerasgen.training import runs
    from kerasgen.training.requests import Request

    run = out / "vae-digits"
    metrics = _train(Request("vae", "digits"), run, resume=False)
    from kerasgen import pictures

    pictures.save(runs.reconstructions(run), out / "reconstructions.png")
    _export(run, out / "export", ("savedmodel", "onnx"))
    console.print(f"test ELBO                 {-metrics['loss']:.2f} nats per digit")
    for what, path in {
        "run": run,
        "generated digits": run / "samples.png",
        "reconstructions": out / "reconstructions.png",
        "TensorFlow Serving": out / "export" / "tensorflow",
        "ONNX": out / "export" / "onnx",
        "what was shipped": out / "export" / "README.md",
    }.items():
        console.print(f"{what:<26}{path}", soft_wrap=True)


def _tell_epoch(run):
    """Say which epoch a run is used from, if it kept its best."""
    from kerasgen.training import runs

    best = runs.best_epoch(run)
    if best:
        name, row = best
        value = f"{name} {float(row[name]):.4g}"
        used = f"{run}: as it was after epoch {row['epoch']}, its best by {value}"
        console.print(used, soft_wrap=True)


def _train(request, run, resume):
    from kerasgen.training import callbacks, runs

    def watchers(epochs, first_epoch):
        if first_epoch:
            console.print(f"resuming after epoch {first_epoch} of {epochs}")
        return [callbacks.Progress(epochs, first_epoch, console, request.best)]

    def tell(sentence):
        console.print(sentence, style="yellow", soft_wrap=True)

    command = shlex.join(["kerasgen", *sys.argv[1:]])
    return runs.train(request, run, resume, command, watchers, tell)


def _export(run, directory, formats, sampler=None):
    from kerasgen.exporting import export
    from kerasgen.training import runs

    model, config = runs.open_run(run)
    _tell_epoch(run)
    card = {"training": config, "test_metrics": runs.read_metrics(run)}
    fitted = runs.fitted_sampler(model, config, sampler) if sampler else None
    _show(export(model, directory, formats, card, fitted))
    console.print(f"exported to {directory}", soft_wrap=True)


def _flat(metrics, prefix=""):
    flat = {}
    for name, value in metrics.items():
        path = f"{prefix}{name}"
        flat |= _flat(value, f"{path} ") if isinstance(value, dict) else {path: value}
    return flat


def _show(comparisons):
    table = rich.table.Table("runtime", "function", "largest difference", "allowed", "", box=None)
    worst = {}
    for comparison in comparisons:
        key = (comparison.runtime, comparison.function)
        if key not in worst or comparison.difference > worst[key].difference:
            worst[key] = comparison
    for (runtime, function), comparison in worst.items():
        verdict = "same" if comparison.passed else "DIFFERENT"
        difference = f"{comparison.difference:.1e}"
        table.add_row(runtime, function, difference, f"{comparison.tolerance:g}", verdict)
    console.print(table)


def _write_examples(examples, out):
    import numpy as np

    from kerasgen import pictures
    from kerasgen.files import whole_file

    if out.suffix == ".png":
        pictures.save(pictures.grid(examples), out)
    else:
        with whole_file(out) as part:
            np.savez(part, x=examples)
    console.print(f"{out}: {len(examples)} examples")
