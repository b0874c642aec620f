"""Whether a stranger's ONNX file is what an export has, before a runtime reads it."""

import math

import onnx
from google.protobuf.message import DecodeError, Message

from kerasgen.errors import InputError

LARGEST = 1 << 31  # bytes, of what protobuf reads
DOMAINS = ("", "ai.onnx")


def inspect_onnx(path):
    """Refuse an ONNX file with what no export has and a runtime would follow.

    That is data in other files, operations that are not ONNX's own, functions and sparse tensors,
    which grow when they are unpacked, and tensors that claim more numbers than they hold.

    Args:
        path: path of the file.

    Raises:
        InputError: if it is damaged or holds any of these.

    Example:
        >>> inspect_onnx("digits-vae/onnx/decode.onnx")
    """
    if path.stat().st_size >= LARGEST:
        raise InputError(f"{path} has more than {LARGEST:,} bytes; do not use it.")
    try:
        model = onnx.load(path, load_external_data=False)
    except DecodeError as error:
        raise InputError(f"{path} is damaged: {error}; export again.") from error
    if model.functions:
        raise InputError(f"{path} has functions, which no export has; do not use it.")
    for message in _messages(model):
        _check(message, path)


def _check(message, path):
    if isinstance(message, onnx.SparseTensorProto):
        raise InputError(f"{path} has sparse tensors, which no export has; do not use it.")
    if isinstance(message, onnx.NodeProto) and message.domain not in DOMAINS:
        raise InputError(
            f"{path} has an operation {message.domain}.{message.op_type}, which is not ONNX's; "
            "do not use it."
        )
    if isinstance(message, onnx.TensorProto):
        if message.external_data or message.data_location:
            raise InputError(f"{path} keeps {message.name!r} in another file; do not use it.")
        fields = (value for field, value in message.ListFields() if field.name.endswith("_data"))
        # Numbers of half a byte are the smallest.
        if math.prod(message.dims) > 2 * sum(len(value) for value in fields):
            raise InputError(f"{path} does not hold all of {message.name!r}; do not use it.")


def _messages(message):
    """A protobuf message and all that are in it."""
    yield message
    for _, value in message.ListFields():
        if isinstance(value, Message):
            yield from _messages(value)
        elif not isinstance(value, (bytes, str, int, float)):
            for inner in value:
                if not isinstance(inner, Message):
                    break  # a list of numbers or of text
                yield from _messages(inner)
