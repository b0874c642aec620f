"""The formats of an export, and the folders that hold them."""

from kerasgen.errors import InputError
from kerasgen.exporting import litert, onnx, precisions, savedmodel

FOLDERS = {"savedmodel": "tensorflow", "onnx": "onnx", "litert": "litert"}
FORMATS = tuple(FOLDERS)
UNASKED = ("savedmodel", "onnx")


def check_formats(formats):
    """Raise an `InputError` unless there are these formats, one at least."""
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        raise InputError(f"Formats are {', '.join(FORMATS)}; got {', '.join(unknown) or 'none'}.")


def write(part, number, functions, served, formats, method):
    """Write these formats, and return why each that cannot be written is missing."""
    missing = {}
    for name in formats:
        try:
            if name == "savedmodel":
                savedmodel.write(functions, served, part / FOLDERS[name] / str(number))
            elif name == "litert":
                litert.write(functions, part / FOLDERS[name])
            else:
                onnx.write(functions, part / FOLDERS[name], method)
        except InputError as error:
            missing[name] = str(error)
    return missing


def write_smaller(part, functions, formats, smaller, inputs):
    """Write functions in fewer bits, and return why each format that lacks one is missing."""
    if "onnx" in formats:
        precisions.write_onnx(part / FOLDERS["onnx"], functions, smaller)
    try:
        if "litert" in formats:
            precisions.write_litert(part / FOLDERS["litert"], functions, smaller, inputs)
    except InputError as error:
        return {"litert": str(error)}
    return {}
