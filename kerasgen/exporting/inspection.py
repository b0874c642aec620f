"""Whether a stranger's export holds what an export has, before anything of it runs."""

from pathlib import Path

from kerasgen.exporting import versions
from kerasgen.exporting.onnx_inspection import inspect_onnx
from kerasgen.exporting.savedmodel_inspection import inspect_savedmodel
from kerasgen.files import check_inside


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
    check_inside(directory)
    if "onnx" in formats:
        for path in sorted(directory.glob("onnx/*.onnx")):
            inspect_onnx(path)
    if "savedmodel" in formats:
        inspect_savedmodel(directory / "tensorflow" / str(versions.numbers(directory)[-1]))
