"""The data of a run."""

from kerasgen.data import load_data
from kerasgen.errors import InputError


def loaded(source, binarised):
    data = load_data(source)
    return data.binarised() if binarised else data


def data_for(config, source):
    data = loaded(source or config["data"], config["binarised"])
    if list(data.data_shape) != config["data_shape"]:
        raise InputError(
            f"The run was trained on examples of shape {tuple(config['data_shape'])}, "
            f"{data.name} has {data.data_shape}."
        )
    return data
