"""What a `.keras` file may hold, before Keras reads it."""

import io
import json
import sys

import h5py

from kerasgen.errors import InputError
from kerasgen.files.archives import damage_named, open_archive

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
MEMBERS = {CONFIG, WEIGHTS, "metadata.json"}
LONGEST_CONFIG = 1 << 22
# Where Keras keeps what models are made of. Its other modules hold functions that open files and
# addresses, which a name in a configuration would be enough for.
PARTS = (
    "activations",
    "constraints",
    "dtype_policies",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "ops",
    "optimizers",
    "quantizers",
    "random",
    "regularizers",
)
# What loads programs, or runs them in another library.
PROGRAMS = {"__lambda__", "FlaxLayer", "JaxLayer", "TFSMLayer", "TorchModuleWrapper"}


def check_keras_file(path):
    """Refuse a `.keras` file that is damaged or holds what no model needs.

    Returns:
        int, the size of its weights in bytes.

    Raises:
        InputError: if it is damaged, a bomb, or holds other files, classes of Keras that are no
            parts of models, or weights that lie outside of it.

    Example:
        >>> check_keras_file("runs/vae-digits/model.keras")
    """
    with open_archive(path) as archive:
        names = set(archive.namelist())
        strangers = sorted(n for n in names - MEMBERS if not n.startswith("assets/"))
        if strangers or not {CONFIG, WEIGHTS} <= names:
            raise InputError(
                f"{path} is no model of Keras: it holds {', '.join(strangers or sorted(names))}."
            )
        if archive.getinfo(CONFIG).file_size > LONGEST_CONFIG:
            raise InputError(f"{path} has a config.json of more than {LONGEST_CONFIG:,} bytes.")
        with damage_named(path):
            damaged = archive.testzip()
            if damaged:
                raise InputError(f"{path} is damaged in {damaged}; get it again or train again.")
            _check_classes(json.loads(archive.read(CONFIG)), path)
            with h5py.File(io.BytesIO(archive.read(WEIGHTS))) as weights:
                _check_weights(weights, path)
        return archive.getinfo(WEIGHTS).file_size


def _check_classes(config, path):
    """Refuse classes and functions of Keras that are no parts of models."""
    if isinstance(config, dict):
        name, module = config.get("class_name"), config.get("module")
        if isinstance(name, str) and name in PROGRAMS:
            shown = "Lambda" if name == "__lambda__" else name
            raise InputError(f"{path} holds a program, {shown}; put a registered function there.")
        if name and isinstance(module, str) and not _is_of_models(module):
            raise InputError(f"{path} names {module}.{name}, which is no part of a model.")
        config = list(config.values())
    if isinstance(config, list):
        for value in config:
            _check_classes(value, path)


def _is_of_models(module):
    package, *rest = module.split(".")
    if package == "keras":
        part = rest[1:2] if rest[:1] == ["src"] else rest[:1]
        return not part or part[0] in PARTS
    # Keras imports these by itself, from whatever folder Python stands in.
    return package not in ("keras_cv", "keras_hub", "keras_nlp") or package in sys.modules


def _check_weights(weights, path):
    """Refuse links, arrays that lie elsewhere or nowhere, and such as are no numbers."""
    # Their reasons are returned: what is raised from here h5py does not hand on.
    reason = weights.visititems_links(_fault_of_link) or weights.visititems(_fault_of_item)
    if reason:
        raise InputError(f"{path} has {reason}; do not use it.")


def _fault_of_link(name, link):
    return None if isinstance(link, h5py.HardLink) else f"a link in its weights, {name!r}"


def _fault_of_item(name, item):
    if isinstance(item, h5py.Group):
        return None
    if not isinstance(item, h5py.Dataset) or item.shape is None or item.dtype.kind not in "biufV":
        return f"weights {name!r} that are no numbers"
    if item.external or item.is_virtual:
        return f"weights {name!r} that lie in other files"
    if item.size * item.dtype.itemsize > item.id.get_storage_size():
        return f"weights {name!r} that it does not hold"
    return None
