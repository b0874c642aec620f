"""What libraries of C++ tell the terminal, kept from it."""

import contextlib
import os


@contextlib.contextmanager
def nothing_on_stderr():
    """Let nothing through to the standard error of this process, whatever writes to it.

    Example:
        >>> with nothing_on_stderr():
        ...     import tensorflow
    """
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
