"""The data of a run."""

import re
from dataclasses import replace
from pathlib import Path

from kerasgen.data import load_data
from kerasgen.errors import InputError

# Own names and plain ones of TensorFlow Datasets; others of theirs fetch programs.
NAME = re.compile(r"[a-z]\w{,99}(/[\w.-]{1,99})?(:\d{1,9}\.\d{1,9}\.\d{1,9})?")


def loaded(source, binarised):
    data = load_data(source)
    return data.binarised() if binarised else data


def data_for(config, source):
    """What `source` names, or else the data that the run was trained on.

    Raises:
        InputError: if they have another shape, what lies where the run's data lay is not what it
            was trained on, or it is not known what that was.
    """
    if not source and "data" not in config:
        raise InputError("What the model was trained on is not known: name data of its shape.")
    data = loaded(source, config["binarised"]) if source else _kept(config)
    if list(data.data_shape) != config["data_shape"]:
        raise InputError(
            f"The run was trained on examples of shape {tuple(config['data_shape'])}, "
            f"{data.name} has {data.data_shape}."
        )
    return data


def _kept(config):
    """The data that a run names, which may come from another machine and name files of this one."""
    source = config["data"]
    lies_here = _lies_here(source)
    if not lies_here and not NAME.fullmatch(source):
        raise InputError(f"The data of the run are not here, give others by --data: {source}")
    data = loaded(source, config["binarised"])
    if lies_here and _trained_on(data, config).fingerprint() != config.get("data_fingerprint"):
        raise InputError(
            f"{source} is not what the run was trained on; to use it all the same give --data."
        )
    return data


def _lies_here(source):
    try:
        return Path(source).is_dir() or Path(source).is_file()
    except OSError:  # no name that a file can have
        return False


def _trained_on(data, config):
    """The part of the data that a run was trained on."""
    if config.get("labelled"):
        data = data.with_labels(config["labelled"], config["seed"])
    if config.get("validation_share"):
        data = replace(data, train=data.train.set_aside(config["validation_share"])[0])
    return data
