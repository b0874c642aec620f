"""The data of a run."""

from kerasgen.data import load_data
from kerasgen.errors import InputError


def loaded(source, binarised):
    data = load_data(source)
    return data.binarised() if binarised else data


def data_for(config, source):
    if not source and "data" not in config:
        raise InputError("What the model was trained on is not known: name data of its shape.")
    data = loaded(source or config["data"], config["binarised"])
    if list(data.data_shape) != config["data_shape"]:
        raise InputError(
            f"The run was trained on examples of shape {tuple(config['data_shape'])}, "
            f"{data.name} has {data.data_shape}."
        )
    return data
