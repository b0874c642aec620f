"""What TensorFlow Serving takes beside a SavedModel, and clients of it."""

import re
import shutil

from kerasgen.exporting import savedmodel
from kerasgen.exporting.serving import client, configs, rest, warmup

WARM_UP = ("fixed-1", "fixed-3")


def write(folder, version, model, first, calls):
    """Write warm-up requests into a version, and configurations and clients beside `tensorflow/`.

    Args:
        folder: path of an export that has the version.
        version: int.
        model: str. What clients call the model by.
        first: name of the function that is `serving_default`.
        calls: dict of `(case, function)` to dict of input name to array, as `draw_inputs` gives.

    Returns:
        dict. What `card.json` says of it: version, name, and of each signature its function.
    """
    path = folder / "tensorflow" / str(version)
    functions = {
        name: first if name == "serving_default" else name for name in savedmodel.signatures(path)
    }
    requests = [
        (name, calls[case, function]) for name, function in functions.items() for case in WARM_UP
    ]
    warmup.write(path, model, requests)
    configs.write(folder, model, samples="sample" in functions)
    clients = folder / "clients"
    clients.mkdir()
    rest.write(clients, model, {name: calls[WARM_UP[0], f] for name, f in functions.items()})
    shutil.copy(client.__file__, clients / "predict.py")
    return {"version": version, "serving": {"model": model, "signatures": functions}}


def model_name(directory):
    """What a server calls the model of an export: its directory, as URLs can have it."""
    return re.sub(r"[^\w.-]+", "-", directory.absolute().name, flags=re.ASCII) or "model"
