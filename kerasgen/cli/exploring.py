"""The command that shows a model in the browser."""

from pathlib import Path
from typing import Annotated

import typer

from kerasgen.cli.options import DataOption, Run, check_suffix
from kerasgen.cli.printing import console, tell_epoch
from kerasgen.presets import located


def explore(
    run: Run,
    data: DataOption = None,
    out: Annotated[Path, typer.Option(help="A .html file.")] = Path("explore.html"),
):
    """Move through the codes of a model, in a page of its own for the browser."""
    check_suffix(out, ".html")
    import webbrowser

    from kerasgen.training import exploring

    folder = located(run)
    exploring.write(folder, out, data, tell=console.print)
    tell_epoch(folder)
    console.print(f"{out}: open it in a browser, it needs nothing else", soft_wrap=True)
    webbrowser.open(out.absolute().as_uri())
