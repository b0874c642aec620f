"""The generative model zoo for Keras: autoencoders, VAEs and GANs that train, resume and ship.

Public names are loaded when they are first touched, so that `import kerasgen` is quick; the
first touch registers every method with Keras, so that `keras.saving.load_model` finds them.
"""

import importlib
from importlib.metadata import version

from kerasgen.catalogue import methods

__version__ = version("kerasgen")

_HOMES = {
    "load_data": "kerasgen.data",
    "export": "kerasgen.exporting",
    "verify": "kerasgen.exporting",
    "load": "kerasgen.loading",
}
_CLASSES = {method.class_name: method for method in methods().values()}
__all__ = sorted([*_HOMES, *_CLASSES])


def __getattr__(name):
    if name not in __all__:
        raise AttributeError(f"module 'kerasgen' has no attribute {name!r}")
    classes = {class_name: method.load() for class_name, method in _CLASSES.items()}
    if name in classes:
        return classes[name]
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__():
    return [*globals(), *__all__]
