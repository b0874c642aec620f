"""What an export says of itself in its `card.json` and its README."""

from pathlib import Path

import keras
import tensorflow as tf

import kerasgen
from kerasgen.exporting import litert, onnx, readme
from kerasgen.exporting.signatures import described
from kerasgen.files import read_json, write_json
from kerasgen.files.cards import CARD


def describe(model, functions, served, formats, parity, card):
    """The contents of `card.json`."""
    class_names = card.get("training", {}).get("class_names")
    signatures = {
        name: described(model, network, class_names) for name, network in functions.items()
    }
    worst, cannot = {}, {}
    for row in parity:
        key = f"{row.runtime} {row.function}"
        if row.reason:
            cannot[key] = row.reason
        else:
            worst[key] = max(worst.get(key, 0.0), row.difference)
    return {
        "method": type(model).__name__,
        "parameters": model.deployed_parameters(),
        **card,
        "functions": signatures,
        "served": {name: call.described(signatures) for name, call in served.items()},
        "formats": list(formats),
        "largest_difference": worst,
        "cannot_run": cannot,
        "versions": {
            "kerasgen": kerasgen.__version__,
            "keras": keras.__version__,
            "tensorflow": tf.__version__,
            **onnx.versions(),
            **(litert.versions() if "litert" in formats else {}),
        },
    }


def add_to_card(directory, **more):
    """Put more of what is known of an export into its `card.json` and its README.

    Args:
        directory: an exported directory.
        **more: what JSON can hold, by its name in the card.

    Example:
        >>> add_to_card("digits-vae", losses={"float32": {"onnxruntime": {"squared_error": 9.0}}})
    """
    directory = Path(directory)
    card = read_json(directory / CARD) | more
    write_json(directory / CARD, card)
    readme.write(directory, directory.name, card)
