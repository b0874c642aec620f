"""Options of the command line that several commands have, and how they are read."""

import ast
from pathlib import Path
from typing import Annotated

import typer

from kerasgen.errors import InputError

Run = Annotated[
    str,
    typer.Argument(
        metavar="RUN",
        help="A run, an export, a name that `kerasgen models` shows, or hf://user/repository.",
    ),
]
DataOption = Annotated[
    str | None,
    typer.Option(help="digits, ring, a TFDS name, folder of images, .npz, .npy or .csv."),
]
Setting = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Repeatable.")
]
SamplerOption = Annotated[
    str | None,
    typer.Option(
        help="gaussian, gaussian_mixture or aggregated_posterior, fitted to the codes of the "
        "training data; default: the prior."
    ),
]
BestOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Use the run from the epoch that is best by a logged number: a loss, diversity, "
        "covered_classes, frechet_distance, modes; default: the last.",
    ),
]


def results_of(run, folder, what):
    """The folder for `what` is made of a model: in its run, or else in the working directory."""
    from kerasgen.training import runs

    return folder / what if runs.is_run(folder) else Path(f"{Path(run).name}-{what}")


def check_suffix(out, *suffixes):
    """Refuse a file to write that has none of `suffixes`."""
    if out.suffix not in suffixes:
        raise InputError(f"--out {out}: give a file that ends in {' or '.join(suffixes)}.")


def rate(text):
    """A learning rate: a number > 0, or else the text, which names a schedule."""
    try:
        number = float(text)
    except (TypeError, ValueError):
        return text
    if number <= 0:
        raise InputError(f"--learning-rate {text}: give a number above 0.")
    return number


def assignments(texts):
    """The values in a list of `NAME=VALUE`, Python literals or else text, by their names."""
    values = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise InputError(f"--set {text}: write it as NAME=VALUE.")
        try:
            values[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            values[name] = value
    return values
