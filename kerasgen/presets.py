"""Trained models by name: those that ship, and repositories of Hugging Face."""

import difflib
import importlib.util
import sys
from pathlib import Path

from kerasgen.errors import InputError, one_line
from kerasgen.files.cards import CARD, read_card, summary

# Of an installation, and of a checkout of the repository.
SHELVES = tuple(folder / "saved_models" for folder in Path(__file__).parents[:2])
HUB = "hf://"


def presets():
    """Name -> card of each trained model that ships; see `located` for where they are.

    Example:
        >>> presets()["vae-mnist"]["method"]  # "VAE"
    """
    return {folder.name: read_card(folder) for folder in _folders().values()}


def _folders():
    cards = (card for shelf in SHELVES for card in sorted(shelf.glob(f"*/{CARD}")))
    found = {}
    for card in cards:
        found.setdefault(card.parent.name, card.parent)
    return found


def located(source):
    """The path that a model is read from.

    Args:
        source: a path, the name of a trained model that ships, or `hf://user/repository`. A path
            that exists goes before a name.

    Raises:
        InputError: for a model that is not in this installation, and a repository that cannot be
            fetched.

    Example:
        >>> located("vae-mnist") / "model.keras"
    """
    if str(source).startswith(HUB):
        return _told(str(source), _fetched(str(source).removeprefix(HUB)))
    path, folder = Path(source), _folders().get(str(source))
    if folder is None or path.exists():
        return path
    if not is_here(source):
        raise InputError(
            f"{source} is not in this installation, which has the card alone: train it with "
            f"`{read_card(folder)['training']['command']}`, or take saved_models/{source} of a "
            "checkout of kerasgen."
        )
    return _told(str(source), folder)


def is_here(name):
    """Whether the trained model of that name is in this installation, not its card alone."""
    return (_folders()[str(name)] / "model.keras").is_file()


def nearest(source):
    """What to say of a name that no trained model has."""
    close = difflib.get_close_matches(str(source), _folders(), n=1)
    return f"Did you mean {close[0]}?" if close else "`kerasgen models` lists trained models."


def _fetched(repository):
    if not importlib.util.find_spec("huggingface_hub"):
        raise InputError(f"{HUB} needs a package more: pip install 'kerasgen[hub]'.")
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    # Not into its own cache, whose files are links, which may be a stranger's.
    folder = Path(constants.HF_HOME, "kerasgen", repository)
    wanted = ["model.keras", CARD]
    try:
        return Path(snapshot_download(repository, allow_patterns=wanted, local_dir=folder))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).strip().split("\n")[0]
        raise InputError(f"{HUB}{repository} cannot be fetched: {reason}") from error


def _told(name, folder):
    """The folder, of whose card is told what it says."""
    if card := read_card(folder):
        print(one_line(f"{name}: {summary(card)}"), file=sys.stderr)
    return folder
