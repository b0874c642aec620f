"""What is written of a trained model beside it, in its `card.json`."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from packaging.version import InvalidVersion, Version

from kerasgen.errors import InputError

CARD = "card.json"


def read_card(folder):
    """What `card.json` says of the model in a folder; an empty dict if there is none.

    Raises:
        InputError: if it cannot be read, or is of a model of a later kerasgen.
    """
    path = Path(folder) / CARD
    if not path.is_file():
        return {}
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        saved_by = Version(card["versions"]["kerasgen"])
    except (OSError, ValueError, KeyError, TypeError, InvalidVersion) as error:
        raise InputError(f"{path} is damaged; export the model again, or fetch it.") from error
    if saved_by > Version(version("kerasgen")):
        raise InputError(
            f"{folder} is of kerasgen {saved_by}, and this is {version('kerasgen')}: install the "
            "later one."
        )
    return card


def check_whole(folder, file):
    """Refuse a file of a folder that is not the one that its card was written of."""
    expected = read_card(folder).get("sha256", {}).get(file.name)
    if expected and expected != digest(file):
        raise InputError(f"{file} is not the file that {CARD} beside it tells of; fetch it again.")


def digest(file):
    """The SHA-256 of a file, in hexadecimal."""
    with open(file, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def summary(card):
    """What is known of a trained model, in a line."""
    training, command = card.get("training", {}), card.get("training", {}).get("command")
    parts = [f"{card['method']} with {card['parameters']:,} deployed parameters"]
    parts += [f"trained on {training['data']}"] if "data" in training else []
    parts += [words for words in (quality(card), likeness(card), command) if words]
    return "; ".join(parts)


def quality(card):
    """How good a model is on test data, in words; empty where nothing was measured."""
    measured = card.get("test_metrics", {})
    if "kl" in measured:
        return f"ELBO {-measured['loss']:.2f} nats"
    if "loss" in measured:
        return f"squared error {measured['loss']:.2f}"
    if found := card.get("classification"):
        return f"error {1 - found['model']['accuracy']:.1%} with {found['labels']} labels"
    if "recognition" in card:
        return f"c1 is the digit: {card['recognition']['accuracy']['c1']:.1%}"
    return ""


def likeness(card):
    """How near samples are to test data, in words; empty where nothing was measured."""
    if "samples" not in card:
        return ""
    found, controls = card["samples"]["samples"], card["samples"]["controls"]
    return (
        f"Frechet distance {found['frechet_distance']:.1f} "
        f"(of data {controls['frechet_distance']:.1f})"
    )
