"""Commands that train."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from kerasgen.catalogue import method_named
from kerasgen.cli.options import BestOption, DataOption, Setting, assignments, rate
from kerasgen.cli.printing import console, flat, number, tell_epoch
from kerasgen.cli.shipping import export_run
from kerasgen.errors import one_line


def train(
    method: Annotated[str, typer.Argument(help="A name that `kerasgen methods` shows.")],
    data: DataOption = "digits",
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    batch_size: Annotated[int | None, typer.Option(min=1)] = None,
    latent_dim: Annotated[int | None, typer.Option(min=1)] = None,
    architecture: Annotated[
        str | None, typer.Option(help="dense, convolutional, recurrent or dcgan.")
    ] = None,
    settings: Setting = None,
    learning_rate: Annotated[
        str | None,
        typer.Option(
            metavar="RATE",
            help="Of every player: a number, or a schedule of Keras over the whole training, "
            "cosine_decay:1e-3.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    best: BestOption = None,
    validation_share: Annotated[
        float | None,
        typer.Option(min=0.01, max=0.99, help="Of the training examples, to rank epochs by."),
    ] = None,
    patience: Annotated[
        int | None, typer.Option(min=1, help="Epochs since the --best one, then end.")
    ] = None,
    labelled: Annotated[
        int | None,
        typer.Option(min=1, help="Training examples that keep their labels, of each class alike."),
    ] = None,
    dtype_policy: str = "float32",
    binarised: Annotated[
        bool, typer.Option("--binarised", help="Draw binary values afresh in every epoch.")
    ] = False,
    run: Annotated[Path | None, typer.Option(help="Default: runs/METHOD-DATA.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run, up to more epochs if given.")
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
        rate(learning_rate),
        validation_share,
        patience,
        labelled,
    )
    metrics = train_run(request, run, resume)
    tell_epoch(run)
    tests = (f"test {one_line(name)} {number(value)}" for name, value in flat(metrics).items())
    console.print(f"{run}: " + ", ".join(tests))


def train_run(request, run, resume):
    from kerasgen.training import callbacks, runs

    def watchers(epochs, first_epoch):
        if first_epoch:
            console.print(f"resuming after epoch {first_epoch} of {epochs}")
        return [callbacks.Progress(epochs, first_epoch, console, request.best)]

    def tell(sentence):
        console.print(sentence, style="yellow", soft_wrap=True)

    command = shlex.join(["kerasgen", *sys.argv[1:]])
    return runs.train(request, run, resume, command, watchers, tell)


def demo(out: Annotated[Path, typer.Option(help="A new directory.")] = Path("kerasgen-demo")):
    """Digits that come with scikit-learn: train a VAE, draw pictures, export, verify."""
    from kerasgen.training import runs
    from kerasgen.training.requests import Request

    run = out / "vae-digits"
    metrics = train_run(Request("vae", "digits"), run, resume=False)
    from kerasgen import pictures

    pictures.save(runs.reconstructions(run), out / "reconstructions.png")
    export_run(run, out / "export", ("savedmodel", "onnx"))
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
