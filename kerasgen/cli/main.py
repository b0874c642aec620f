"""The command line: its commands, and what becomes of the user's mistakes."""

import sys

import typer

from kerasgen.cli.exploring import explore
from kerasgen.cli.listing import list_methods, list_models
from kerasgen.cli.quiet import import_tensorflow_quietly
from kerasgen.cli.shipping import export, verify
from kerasgen.cli.training import demo, train
from kerasgen.cli.using import evaluate, generate, reconstruct
from kerasgen.errors import InputError, one_line

app = typer.Typer(
    help="Autoencoders, VAEs and GANs for Keras: train, resume, picture, export, verify.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command(name="methods")(list_methods)
app.command(name="models")(list_models)
for command in (train, generate, reconstruct, evaluate, export, verify, explore, demo):
    app.command()(command)


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
    print(f"kerasgen: {one_line(message)}", file=sys.stderr)
    sys.exit(2)


@app.callback()
def prepare(context: typer.Context):
    if context.invoked_subcommand not in ("methods", "models"):
        import_tensorflow_quietly()
