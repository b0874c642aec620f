"""What a run directory holds: its configuration, its numbers, its model."""

import platform
import shutil
from dataclasses import asdict
from pathlib import Path

import keras
import tensorflow as tf

import kerasgen
from kerasgen.core.generative_model import GenerativeModel
from kerasgen.errors import InputError
from kerasgen.files import file_in, read_json, whole_file
from kerasgen.files.cards import CARD, read_card
from kerasgen.loading import load
from kerasgen.presets import nearest
from kerasgen.training import callbacks
from kerasgen.training.ranking import best_row, measured
from kerasgen.training.runs.config import check_config


def check_place(folder, resume):
    """Whether a training may write to `folder`; nothing is written before this."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file; give --run a directory.")
    if any(folder.iterdir()) and not resume:
        raise InputError(f"{folder} is not empty; add --resume to go on with it, or name another.")
    if not (folder / "config.json").exists():
        strangers = [path.name for path in folder.iterdir() if not path.name.startswith(".part-")]
        if strangers:
            raise InputError(f"{folder} is no run: it holds {strangers[0]} and no config.json.")


def epochs_begun(folder):
    """How many epochs the run in a folder was last asked for, or None if there is none."""
    return _begun(folder).get("epochs")


def _begun(folder):
    return read_config(folder) if (folder / "config.json").exists() else {}


def config_of(folder, request, data, epochs, batch_size, command):
    """What `config.json` has to say of a request: of a run that goes on, what it says with more.

    Raises:
        InputError: if the run in the folder was begun with another request or other data, or with
            more epochs.
    """
    config = {
        **asdict(request),
        "epochs": epochs,
        "batch_size": batch_size,
        "data_shape": list(data.data_shape),
        "data_fingerprint": data.fingerprint(),
    }
    begun = _begun(folder)
    for name, value in config.items():
        further = name == "epochs" and begun and value > begun["epochs"]
        if begun and begun.get(name) != value and not further:
            raise InputError(
                f"{folder} was begun with {name} = {begun.get(name)!r}, not {value!r}; "
                "resume it as it was begun, or with more epochs, or start another run."
            )
    if begun.get("epochs") == epochs:
        return begun
    if begun:
        shorter = [*begun.get("prolonged_after", []), begun["epochs"]]
        return {**begun, "epochs": epochs, "command": command, "prolonged_after": shorter}
    versions = {
        "kerasgen": kerasgen.__version__,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "python": platform.python_version(),
    }
    names = {"class_names": list(data.class_names)} if data.class_names else {}
    return {**config, **names, "versions": versions, "command": command}


def reopen(folder):
    """Make a finished run one that was interrupted after its last epoch."""
    epochs = len(callbacks.history(folder / "history.csv"))
    backup = folder / "backups" / f"epoch-{epochs:05d}.keras"
    with whole_file(backup) as part:
        shutil.copy(folder / "model.keras", part)
    for name in ("metrics.json", "model.keras"):
        (folder / name).unlink(missing_ok=True)


def is_run(folder):
    """Whether a folder holds a training, not what was made of one."""
    return (Path(folder) / "config.json").is_file()


def read_config(folder):
    """The `config.json` of a run, or what the card of a trained model says of its training."""
    path = Path(folder) / "config.json"
    if is_run(folder):
        config = _read_json(folder, path.name)
    elif card := read_card(folder):
        path, config = path.with_name(CARD), card.get("training", {})
    else:
        raise InputError(f"{folder} is no run: it has no config.json. {nearest(folder)}")
    check_config(config, path)
    return config


def read_metrics(folder):
    """The `metrics.json` of a finished run."""
    return _read_json(folder, "metrics.json")


def card_of(folder):
    """What is known of the training of a finished run, or of a trained model with a card."""
    if is_run(folder):
        return {"training": read_config(folder), "test_metrics": read_metrics(folder)}
    return {name: told for name, told in read_card(folder).items() if name != "sampler"}


def _read_json(folder, name):
    path = file_in(folder, name)
    if not path.is_file():
        raise InputError(f"{folder} is no run: it has no {name}.")
    return read_json(path)


def open_run(folder):
    """A trained model and its configuration: of a run, or of another folder with a card.

    Of a run that kept its best epoch it is the model of that.
    """
    config = read_config(folder)
    if is_run(folder) and not (Path(folder) / "model.keras").exists():
        raise InputError(f"{folder} is not finished; resume it with `kerasgen train ... --resume`.")
    model = load(folder)
    if not isinstance(model, GenerativeModel):
        raise InputError(f"{folder} holds a {type(model).__name__}, which is no model of kerasgen.")
    if not is_run(folder):
        shape = list(model.data_spec.shape[1:])
        unsaid = {"method": type(model).__name__, "data_shape": shape, "binarised": False}
        return model, {**unsaid, "seed": 0, "epochs": 0, **config}
    missing = {"method", "data", "data_shape", "binarised", "seed", "epochs"} - set(config)
    if missing:
        raise InputError(
            f"{folder}/config.json is no run's: it lacks {', '.join(sorted(missing))}."
        )
    return model, config


def best_epoch(folder):
    """Of a run that kept its best epoch: the number that told and the row of its history.

    Returns:
        `(name, row)`, or None for a model that is used as it was after its last epoch.
    """
    name = is_run(folder) and read_config(folder).get("best")
    return name and (name, best_row(rows_with(folder, name), name))


def rows_with(folder, name):
    """The history of a run, every row of which has a number of that name.

    Raises:
        InputError: if it has not.
    """
    path = file_in(folder, "history.csv")
    rows = callbacks.history(path)
    if not rows or any(measured(row, name) not in row for row in rows):
        raise InputError(f"{path} has no {name}, by which the best epoch was found; train again.")
    return rows
