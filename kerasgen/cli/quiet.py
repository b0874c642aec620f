"""TensorFlow, without its chatter."""

import os


def import_tensorflow_quietly():
    """Import TensorFlow without what it tells of this machine's processors and drivers."""
    # Before its logging is set up, TensorFlow tells stderr that there is no GPU.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            import tensorflow  # noqa: F401
        finally:
            os.dup2(kept, 2)
            os.close(kept)
