"""What is written of a trained model beside it, in its `card.json`."""

import hashlib
from importlib.metadata import version

from packaging.version import InvalidVersion, Version

from kerasgen.errors import InputError
from kerasgen.files import file_in, read_json

CARD = "card.json"


def read_card(folder):
    """What `card.json` says of the model in a folder; an empty dict if there is none.

    Raises:
        InputError: if it cannot be read, or is of a model of a later kerasgen.
    """
    path = file_in(folder, CARD)
    if not path.is_file():
        return {}
    card = read_json(path)
    try:
        saved_by = Version(card["versions"]["kerasgen"])
        sha256 = dict(card.get("sha256", {}))
    except (ValueError, KeyError, TypeError, InvalidVersion) as error:
        raise InputError(f"{path} is damaged; export the model again, or fetch it.") from error
    if saved_by > Version(version("kerasgen")):
        raise InputError(
            f"{folder} is of kerasgen {saved_by}, and this is {version('kerasgen')}: install the "
            "later one."
        )
    return {**card, "sha256": sha256}


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
    parameters = _number(card, "parameters")
    parts = [_text(card, "method") or "A model"]
    parts[0] += f" with {parameters:,} deployed parameters" if parameters else ""
    data = _text(card, "training", "data")
    parts += [f"trained on {data}" if data else "", quality(card), likeness(card)]
    return "; ".join(filter(None, [*parts, _text(card, "training", "command")]))


def quality(card):
    """How good a model is on test data, in words; empty where nothing was measured."""
    loss, kl = _number(card, "test_metrics", "loss"), _number(card, "test_metrics", "kl")
    if loss is not None:
        return f"squared error {loss:.2f}" if kl is None else f"ELBO {-loss:.2f} nats"
    accuracy = _number(card, "classification", "model", "accuracy")
    if accuracy is not None:
        labels = _number(card, "classification", "labels")
        return f"error {1 - accuracy:.1%} with {labels} labels"
    found = _number(card, "recognition", "accuracy", "c1")
    return "" if found is None else f"c1 is the digit: {found:.1%}"


def likeness(card):
    """How near samples are to test data, in words; empty where nothing was measured."""
    found, controls = (
        _number(card, "samples", name, "frechet_distance") for name in ("samples", "controls")
    )
    if found is None or controls is None:
        return ""
    return f"Frechet distance {found:.1f} (of data {controls:.1f})"


def _number(card, *names):
    found = _told(card, names)
    return found if type(found) in (int, float) else None


def _text(card, *names):
    found = _told(card, names)
    return found if isinstance(found, str) else ""


def _told(told, names):
    for name in names:
        told = told.get(name) if isinstance(told, dict) else None
    return told
