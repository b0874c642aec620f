"""Whether a stranger's SavedModel can do anything but compute, by its description alone."""

import math
from pathlib import Path

from google.protobuf.message import DecodeError
from tensorflow.core.protobuf import saved_model_pb2

from kerasgen.errors import InputError
from kerasgen.exporting.allowed_operations import ALLOWED, RESTORING, SAVING
from kerasgen.files import file_in

FILES = {"saved_model.pb", "fingerprint.pb", "variables", "assets", "assets.extra"}
KINDS = {"user_object", "variable", "function", "bare_concrete_function", "constant"}
KINDS |= {"captured_tensor"}
LARGEST = 1 << 31  # bytes, of what protobuf reads
MOST_CONSTANTS = 1 << 28  # numbers


def inspect_savedmodel(folder):
    """Refuse a SavedModel that reaches beyond its own graph.

    TensorFlow runs what a SavedModel holds, and its operations read and write files too. Those of
    its saver stand in every SavedModel; they are let pass where nothing but the saver calls them.

    Args:
        folder: path of the version directory.

    Raises:
        InputError: if it is damaged, holds files or objects that an export has not, or an
            operation that is not in `ALLOWED`.

    Example:
        >>> inspect_savedmodel("digits-vae/tensorflow/1")
    """
    path = file_in(folder, "saved_model.pb")
    strangers = sorted({entry.name for entry in Path(folder).iterdir()} - FILES)
    if strangers:
        raise InputError(f"{folder} holds {strangers[0]}, which no export has; do not use it.")
    if not path.is_file():
        raise InputError(f"There is no file {path}; export again.")
    graph = _read(path)
    kinds = {node.WhichOneof("kind") for node in graph.object_graph_def.nodes}
    if graph.asset_file_def or not kinds <= KINDS:
        raise InputError(f"{path} holds files or tables, which no export has; do not use it.")
    functions = {function.signature.name: function for function in graph.graph_def.library.function}
    for function in functions.values():
        # TensorFlow's optimiser may exchange functions that are said to do the same.
        if "api_implements" in function.attr:
            raise InputError(f"{path} exchanges functions; do not use it.")
    nodes = {name: list(function.node_def) for name, function in functions.items()}
    everything = [*graph.graph_def.node, *(node for inner in nodes.values() for node in inner)]
    strange = sorted(
        {node.op for node in everything} - ALLOWED - SAVING - RESTORING - set(functions)
    )
    if strange:
        raise InputError(
            f"{path} has operations that do more than compute, or that kerasgen does not know: "
            f"{', '.join(strange)}; do not use it."
        )
    if sum(_size(node) for node in everything) > MOST_CONSTANTS:
        raise InputError(f"{path} claims constants of absurd size; do not use it.")
    writing, reading = _users(SAVING, nodes), _users(RESTORING, nodes)
    if _called(graph) & (writing | reading) or _restoring(graph) & writing:
        raise InputError(f"{path} reads or writes files where it should compute; do not use it.")


def _read(path):
    """The one graph of a SavedModel."""
    if path.stat().st_size >= LARGEST:
        raise InputError(f"{path} has more than {LARGEST:,} bytes; do not use it.")
    model = saved_model_pb2.SavedModel()
    try:
        model.ParseFromString(path.read_bytes())
    except DecodeError as error:
        raise InputError(f"{path} is damaged: {error}; export again.") from error
    if len(model.meta_graphs) != 1 or not model.meta_graphs[0].object_graph_def.nodes:
        raise InputError(f"{path} is not of an export: it has no graph, or several.")
    return model.meta_graphs[0]


def _size(node):
    """How many numbers a constant claims to have."""
    if "value" not in node.attr:
        return 0
    return math.prod(abs(dim.size) for dim in node.attr["value"].tensor.tensor_shape.dim)


def _operations_of(nodes):
    """Names of the operations and functions that nodes call."""
    called = {node.op for node in nodes}
    for node in nodes:
        for value in node.attr.values():
            called |= {function.name for function in (value.func, *value.list.func)}
    return called


def _users(operations, nodes):
    """These operations, and the functions that call them, themselves or by others."""
    users, grown = set(operations), True
    while grown:
        found = {name for name, inner in nodes.items() if users & _operations_of(inner)}
        grown, users = not found <= users, users | found
    return users


def _called(graph):
    """What is called by whoever loads a SavedModel and asks its signatures, but for its saver."""
    called = set(graph.object_graph_def.concrete_functions)
    for entry in graph.object_graph_def.nodes:
        called |= set(entry.function.concrete_functions)
        called.add(entry.bare_concrete_function.concrete_function_name)
    called |= {gradient.gradient_func for gradient in graph.graph_def.library.gradient}
    apart = {_node(graph.saver_def.save_tensor_name), _node(graph.saver_def.restore_op_name)}
    asked = {
        _node(tensor.name)
        for signature in graph.signature_def.values()
        for tensor in signature.outputs.values()
    }
    asked |= {
        _node(name) for kept in graph.collection_def.values() for name in kept.node_list.value
    }
    asked |= {_node(name) for node in graph.graph_def.node for name in node.input}
    apart -= asked
    return called | _operations_of([n for n in graph.graph_def.node if n.name not in apart])


def _restoring(graph):
    """What is called where a server reads the variables."""
    name = _node(graph.saver_def.restore_op_name)
    return _operations_of([node for node in graph.graph_def.node if node.name == name])


def _node(name):
    """The node of the tensor or the dependency of this name."""
    return name.removeprefix("^").partition(":")[0]
