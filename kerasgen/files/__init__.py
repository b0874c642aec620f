"""Files and folders that appear when they are whole, or not at all."""

import contextlib
import json
import math
import os
import shutil
import socket
import tempfile
from pathlib import Path

from kerasgen.errors import InputError

LONGEST_JSON = 1 << 24
MOST_FILES = 10_000


def file_in(folder, name):
    """The path of a file in a folder, which need not be there.

    Raises:
        InputError: if it is a folder, a pipe or a device, or a link that leads out of the folder.

    Example:
        >>> file_in("runs/vae-digits", "model.keras")
    """
    path = Path(folder) / name
    if path.is_symlink() or path.exists():
        if not path.is_file():
            raise InputError(f"{path} is no regular file; do not use it.")
        if not path.resolve().is_relative_to(Path(folder).resolve()):
            raise InputError(f"{path} is a link out of its folder; put a copy in its place.")
    return path


def check_inside(directory):
    """Refuse a directory with links, pipes or devices in it, or with more files than any of ours.

    Raises:
        InputError: with the path.
    """
    count = 0
    for folder, folders, files in os.walk(directory):
        count += len(folders) + len(files)
        if count > MOST_FILES:
            raise InputError(f"{directory} holds more than {MOST_FILES:,} files; do not use it.")
        for name in folders:
            if Path(folder, name).is_symlink():
                raise InputError(f"{Path(folder, name)} is a link; put a copy in its place.")
        for name in files:
            file_in(folder, name)


def read_json(path):
    """The dict in a JSON file; numbers that are not finite are None, as `write_json` has them.

    Raises:
        InputError: if there is no such file, it is damaged or holds no dict.

    Example:
        >>> read_json("digits-vae/card.json")["formats"]
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    if path.stat().st_size > LONGEST_JSON:
        raise InputError(f"{path} has more than {LONGEST_JSON:,} bytes; do not use it.")
    try:
        found = json.loads(
            path.read_text(encoding="utf-8"),
            parse_constant=lambda name: None,
            parse_float=lambda text: _finite(float(text)),
        )
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} is damaged: {error}") from error
    if not isinstance(found, dict):
        raise InputError(f"{path} is damaged: it holds no names with values.")
    return found


def write_json(path, value):
    """Write `value` as indented JSON, whole or not at all; numbers that are not finite are null."""
    with whole_file(path) as part:
        part.write_text(json_text(value, indent=2) + "\n", encoding="utf-8")


def json_text(value, indent=None):
    """JSON that every reader takes: NaN and infinity, which it lacks, are null."""
    return json.dumps(_finite(value), indent=indent, allow_nan=False)


def _finite(value):
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@contextlib.contextmanager
def whole_file(path):
    """Yield a path beside `path`, of the same suffix, which becomes `path` on success.

    Example:
        >>> with whole_file("config.json") as part:
        ...     part.write_text("{}")
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear(path)
    part = path.with_name(f"{_mark(os.getpid())}{path.name}")
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
    _clear(path)
    part = Path(
        tempfile.mkdtemp(prefix=_mark(os.getpid()), suffix=f"-{path.name}", dir=path.parent)
    )
    try:
        yield part
        part.chmod(0o755)
        part.replace(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _mark(process):
    """How the names of unfinished files of a process of this machine begin."""
    return f".part-{socket.gethostname()}-{process}-"


def _clear(path):
    """Remove what processes that were killed have left of `path`."""
    mark = _mark("")[:-1]
    for left in path.parent.glob(f"{mark}*-{path.name}"):
        process = left.name.removeprefix(mark).split("-")[0]
        if process.isdigit() and not _is_alive(int(process)):
            linked = left.is_symlink()
            shutil.rmtree(left) if left.is_dir() and not linked else left.unlink()


def _is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
