"""Files and folders that appear when they are whole, or not at all."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path


@contextlib.contextmanager
def whole_file(path):
    """Yield a path beside `path`, of the same suffix, which becomes `path` on success.

    Example:
        >>> with whole_file("config.json") as part:
        ...     part.write_text("{}")
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".part-{os.getpid()}-{path.name}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def whole_folder(path):
    """Yield an empty folder beside `path`, which becomes `path` on success.

    Raises:
        OSError: if `path` exists and is not an empty folder.

    Example:
        >>> with whole_folder("exported") as part:
        ...     (part / "card.json").write_text("{}")
    """
    path = Path(path).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".part-{path.name}-", dir=path.parent))
    try:
        yield part
        part.chmod(0o755)
        part.replace(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)
