"""Archives and files of arrays, read where they hold what they claim, and no pickle."""

import contextlib
import math
import tokenize
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import numpy as np

from kerasgen.errors import InputError

# Keras and numpy store without compression. Zeros shrink a thousandfold where somebody packed them
# again: what unpacks to no more than this is read in any case.
UNSUSPICIOUS = 1 << 28
EXPANSION = 100
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the standard library and numpy raise of bytes that are not what they should be: no number,
# header, compressed data or text of theirs, a feature of zip files that they lack, an early end.
DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    MemoryError,
    SyntaxError,
    tokenize.TokenError,
    zlib.error,
    zipfile.BadZipFile,
)


@contextlib.contextmanager
def open_archive(path):
    """Yield the `zipfile.ZipFile` at a path, whose members are safe to read.

    Raises:
        InputError: if it is none, or damaged, or a member would stand outside of the folder that
            it is unpacked into, is there twice, is encrypted, or unpacks to far more than the
            archive holds.

    Example:
        >>> with open_archive("model.keras") as archive:
        ...     archive.namelist()
    """
    if not Path(path).is_file():
        raise InputError(f"{path} is no file; get it again.")
    with contextlib.ExitStack() as stack:
        with damage_named(path):
            archive = stack.enter_context(zipfile.ZipFile(path))
        _check_members(archive.infolist(), path)
        yield archive


@contextlib.contextmanager
def damage_named(path):
    """Make what reading raises of damaged bytes an `InputError` that names the file."""
    try:
        yield
    except InputError:
        raise
    except DAMAGE as error:
        raise InputError(f"{path} cannot be read, it is damaged: {error}") from error


def _check_members(members, path):
    names = set()
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        kind = member.external_attr >> 28  # of a file's mode in Unix: 8 is regular, 10 a link
        if name.is_absolute() or ".." in name.parts or ":" in member.filename:
            raise InputError(
                f"{path} holds {member.filename!r}, a path outside of it; do not use it."
            )
        if name in names:
            raise InputError(f"{path} holds {member.filename!r} twice; do not use it.")
        if kind not in (0, 4, 8):
            raise InputError(f"{path} holds {member.filename!r}, which is no file; do not use it.")
        if member.flag_bits & 1 or member.compress_type not in PLAIN:
            raise InputError(
                f"{path} holds {member.filename!r} encrypted or packed in a way of its own; "
                "pack it as plain zip."
            )
        names.add(name)
    size = sum(member.file_size for member in members)
    if size > max(UNSUSPICIOUS, EXPANSION * Path(path).stat().st_size):
        raise InputError(f"{path} would unpack to {size:,} bytes, as no honest file does.")


def read_arrays(path):
    """The arrays of an `.npz` file by their names; numbers and text, no objects.

    Raises:
        InputError: if it is none, damaged, or an array claims more than the file holds.

    Example:
        >>> read_arrays("reference.npz")["inputs/fixed-3/decode/latents"].shape
    """
    arrays = {}
    with open_archive(path) as archive, damage_named(path):
        for member in archive.infolist():
            name = member.filename.removesuffix(".npy")
            with archive.open(member) as file:
                arrays[name] = _array(file, member.file_size, f"{path}: {name}")
    return arrays


def read_array(path):
    """The array of an `.npy` file, as `read_arrays` reads those of an `.npz` file."""
    if not Path(path).is_file():
        raise InputError(f"{path} is no file; get it again.")
    with damage_named(path), open(path, "rb") as file:
        return _array(file, Path(path).stat().st_size, path)


HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def _array(file, size, name):
    version = np.lib.format.read_magic(file)
    if version not in HEADERS:
        raise InputError(f"{name} is no array of plain numbers or text; save it by numpy.savez.")
    shape, _, dtype = HEADERS[version](file)
    if dtype.kind not in "biufcmMSU" or not dtype.itemsize:
        raise InputError(f"{name} holds {dtype}, not numbers or text; save it without objects.")
    claimed = math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or claimed > size - file.tell():
        raise InputError(f"{name} claims the shape {shape} and does not hold it; get it again.")
    file.seek(0)
    return np.lib.format.read_array(file, allow_pickle=False)
