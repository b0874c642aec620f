"""TensorFlow, without its chatter."""

import os

from kerasgen.files.quiet import nothing_on_stderr


def import_tensorflow_quietly():
    """Import TensorFlow without what it tells of this machine's processors and drivers."""
    # Before its logging is set up, TensorFlow tells stderr that there is no GPU.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with nothing_on_stderr():
        import tensorflow  # noqa: F401
