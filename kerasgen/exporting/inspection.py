"""Whether a stranger's export holds what an export has, before anything of it runs."""

import os
from pathlib import Path

from kerasgen.errors import InputError
from kerasgen.exporting.onnx_inspection import inspect_onnx
from kerasgen.exporting.savedmodel_inspection import inspect_savedmodel
from kerasgen.files import file_in

MOST_FILES = 10_000


def inspect(directory, formats):
    """Refuse an exported directory that does more than compute, or that leads out of itself.

    Args:
        directory: path.
        formats: names of the formats that are to be read.

    Raises:
        InputError: with the file that is refused and why.

    Example:
        >>> inspect("digits-vae", ["savedmodel", "onnx"])
    """
    directory = Path(directory)
    count = 0
    for folder, folders, files in os.walk(directory):
        count += len(folders) + len(files)
        if count > MOST_FILES:
            raise InputError(f"{directory} holds more than {MOST_FILES:,} files; it is no export.")
        for name in folders:
            if Path(folder, name).is_symlink():
                raise InputError(f"{Path(folder, name)} is a link; put a copy in its place.")
        for name in files:
            file_in(folder, name)
    if "onnx" in formats:
        for path in sorted(directory.glob("onnx/*.onnx")):
            inspect_onnx(path)
    if "savedmodel" in formats:
        inspect_savedmodel(directory / "tensorflow" / "1")
