"""Hostile exports and runs, made out of a good one: each function spoils one thing in a folder.

`outside` is a folder beside it that holds `canary.txt`, which nobody is to read or write.
"""

import io
import json
import os
import shutil
import zipfile

import h5py
import numpy as np
import onnx
from tensorflow.core.protobuf import saved_model_pb2

BUILTIN = {"registered_name": None, "build_config": {"input_shape": [None, 4]}}

# A model of Keras, and none of kerasgen.
SOMEBODY_ELSE = b"""{"module": "keras", "class_name": "Sequential", "registered_name": "Sequential",
 "config": {"name": "s", "layers": [{"module": "keras.layers", "class_name": "InputLayer",
 "config": {"batch_shape": [null, 3]}, "registered_name": null}]}}"""


# Cards --------------------------------------------------------------------------------------


def card(**changes):
    def spoil(folder, outside):
        path = folder / "card.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return spoil


def file_of(name, content):
    """`name` with other bytes in it."""

    def spoil(folder, outside):
        (folder / name).write_bytes(content)

    return spoil


def next_version_out(folder, outside):
    """A next version that waits to be moved into a link."""
    (folder / ".next-moving" / "tensorflow" / "2").mkdir(parents=True)
    shutil.rmtree(folder / "tensorflow")
    (folder / "tensorflow").symlink_to(outside)


def absent(name):
    return lambda folder, outside: (folder / name).unlink()


def pipe(name):
    """A named pipe that a reader would wait for without end."""

    def spoil(folder, outside):
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return spoil


def directory(name):
    def spoil(folder, outside):
        (folder / name).unlink()
        (folder / name).mkdir()

    return spoil


def link_out(name):
    """The real file stands outside, and a link in its place."""

    def spoil(folder, outside):
        shutil.move(folder / name, outside / "moved")
        (folder / name).symlink_to(outside / "moved")

    return spoil


def loop(name):
    def spoil(folder, outside):
        (folder / name).unlink()
        (folder / name).symlink_to(name)

    return spoil


def sparse(name, size):
    """A file of zeros that takes no room on the disk."""

    def spoil(folder, outside):
        with (folder / name).open("wb") as file:
            file.truncate(size)

    return spoil


# Files of Keras -----------------------------------------------------------------------------


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, contents, packing=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", packing, compresslevel=1) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


def with_member(name, content=b"evil", mode=0o100644):
    def spoil(folder, outside):
        with zipfile.ZipFile(folder / "model.keras", "a") as archive:
            info = zipfile.ZipInfo(name.format(outside=outside))
            info.external_attr = mode << 16
            archive.writestr(info, content)

    return spoil


def repacked(packing):
    def spoil(folder, outside):
        packed(folder / "model.keras", members(folder / "model.keras"), packing)

    return spoil


def claiming(file, name, size):
    """An archive whose member says that it unpacks to `size` bytes."""

    def spoil(folder, outside):
        with zipfile.ZipFile(folder / file, "a") as archive:
            archive.writestr(zipfile.ZipInfo("grown"), b"")
            archive.getinfo(name).file_size = size

    return spoil


def encrypted(folder, outside):
    path = folder / "model.keras"
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)


def flipped(folder, outside):
    """One bit of the weights is another."""
    path = folder / "model.keras"
    content = bytearray(path.read_bytes())
    content[content.index(b"\x89HDF") + 900] ^= 1
    path.write_bytes(content)


def bomb(folder, outside):
    """A real one: 270 MB of zeros as 1 MB."""
    contents = members(folder / "model.keras")
    contents["model.weights.h5"] = bytes(270_000_000)
    packed(folder / "model.keras", contents, zipfile.ZIP_DEFLATED)


def config_text(content):
    def spoil(folder, outside):
        contents = members(folder / "model.keras") | {"config.json": content}
        packed(folder / "model.keras", contents)

    return spoil


def config(change):
    """A configuration of the model that `change` has changed in place."""

    def spoil(folder, outside):
        contents = members(folder / "model.keras")
        model = json.loads(contents["config.json"])
        change(model)
        packed(folder / "model.keras", contents | {"config.json": json.dumps(model)})

    return spoil


def dense_layers(value):
    """The layers of class Dense in a configuration."""
    if isinstance(value, dict):
        if value.get("class_name") == "Dense":
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from dense_layers(inner)


def in_dense(**changes):
    """The first dense layer has other settings."""
    return config(lambda model: next(dense_layers(model))["config"].update(changes))


def as_layer(layer):
    """The first dense layer is another object."""

    def change(model):
        first = next(dense_layers(model))
        name = first["config"]["name"]
        first.update(layer)
        if isinstance(first["config"], dict):
            first["config"].setdefault("name", name)

    return config(change)


def keras_layer(name, **settings):
    return as_layer({"module": "keras.layers", "class_name": name, "config": settings, **BUILTIN})


def named(module, class_name, settings=()):
    return as_layer(
        {"module": module, "class_name": class_name, "config": dict(settings), **BUILTIN}
    )


def function(module, name):
    return in_dense(
        activation={
            "module": module,
            "class_name": "function",
            "config": name,
            "registered_name": name,
        }
    )


def lambda_of_bytes(folder, outside):
    code = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None}}
    keras_layer("Lambda", function=code)(folder, outside)


def lookup_of_canary(folder, outside):
    path = str(outside / "canary.txt")
    keras_layer("StringLookup", vocabulary=path)(folder, outside)


def saved_model_layer(folder, outside):
    path = str(folder / "tensorflow" / "1")
    keras_layer("TFSMLayer", filepath=path)(folder, outside)


# Their weights ------------------------------------------------------------------------------


def weights(change):
    """Weights that `change` has changed in an open HDF5 file."""

    def spoil(folder, outside):
        contents = members(folder / "model.keras")
        buffer = io.BytesIO(contents["model.weights.h5"])
        with h5py.File(buffer, "r+") as file:
            change(file, outside)
        packed(folder / "model.keras", contents | {"model.weights.h5": buffer.getvalue()})

    return spoil


def first_array(file):
    """The name of an array in a file of weights, and how large it is."""
    found = []

    def note(name, item):
        if isinstance(item, h5py.Dataset) and item.shape:
            found.append((name, item.shape))

    file.visititems(note)
    return found[0]


def external_link(file, outside):
    name, _ = first_array(file)
    del file[name]
    file[name] = h5py.ExternalLink(str(outside / "weights.h5"), "/x")


def external_group(file, outside):
    file["layers_of_others"] = h5py.ExternalLink(str(outside / "weights.h5"), "/")


def soft_link(file, outside):
    name, _ = first_array(file)
    del file[name]
    file[name] = h5py.SoftLink("/elsewhere")


def external_storage(file, outside):
    name, shape = first_array(file)
    del file[name]
    canary = str(outside / "canary.txt").encode()
    file.create_dataset(name, shape, "float32", external=[(canary, 0, h5py.h5f.UNLIMITED)])


def virtual(file, outside):
    name, shape = first_array(file)
    del file[name]
    layout = h5py.VirtualLayout(shape, "float32")
    layout[:] = h5py.VirtualSource(str(outside / "weights.h5"), "x", shape)
    file.create_virtual_dataset(name, layout)


def shape_bomb(file, outside):
    name, _ = first_array(file)
    del file[name]
    file.create_dataset(name, (30_000, 30_000), "float32", chunks=(100, 100), compression="gzip")


def objects(file, outside):
    name, _ = first_array(file)
    del file[name]
    file.create_dataset(name, data=["text"] * 3, dtype=h5py.string_dtype())


# Arrays -------------------------------------------------------------------------------------


def arrays(file, change):
    """An `.npz` file whose dict of arrays `change` has changed."""

    def spoil(folder, outside):
        with np.load(folder / file) as stored:
            kept = dict(stored)
        change(kept)
        np.savez(folder / file, allow_pickle=True, **kept)

    return spoil


class Evil:
    """What a pickle would do when it is read."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (self.path, "w"))


def pickled(file, name):
    def spoil(folder, outside):
        evil = np.array([Evil(str(outside / "canary.txt"))], dtype=object)
        arrays(file, lambda kept: kept.update({name: evil}))(folder, outside)

    return spoil


def header(shape, descr="<f4"):
    """The bytes of an `.npy` file that claims a shape and has nothing."""
    buffer = io.BytesIO()
    form = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, form)
    return buffer.getvalue()


def raw_member(file, name, content):
    def spoil(folder, outside):
        contents = members(folder / file) | {name: content}
        packed(folder / file, contents)

    return spoil


def sampler(name="Gaussian", settings=None, text=None, **changes):
    """A sampler for two latents, spoilt."""

    def spoil(folder, outside):
        kept = {"mean": np.zeros(2, "float32"), "factor": np.eye(2, dtype="float32")} | changes
        written = json.dumps([name, settings or {}]) if text is None else text
        np.savez(folder / "sampler.npz", sampler=written, **kept)

    return spoil


# ONNX ---------------------------------------------------------------------------------------


def onnx_model(change):
    def spoil(folder, outside):
        path = folder / "onnx" / "decode.onnx"
        model = onnx.load(path)
        change(model, outside)
        path.write_bytes(model.SerializeToString())

    return spoil


def outside_data(location):
    def change(model, outside):
        tensor = model.graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        place = location.format(outside=outside)
        tensor.external_data.add(key="location", value=place)

    return onnx_model(change)


def outside_data_of_attribute(model, outside):
    """In a constant of a branch, where a reader of initialisers does not look."""
    hidden = onnx.TensorProto(name="hidden", data_type=1, dims=[1], data_location=1)
    hidden.external_data.add(key="location", value="../canary.txt")
    constant = onnx.helper.make_node("Constant", [], ["c"])
    constant.attribute.add(name="value", type=onnx.AttributeProto.TENSOR).t.CopyFrom(hidden)
    graph = onnx.helper.make_graph([constant], "branch", [], [])
    branch = onnx.helper.make_node("If", ["x"], ["y"])
    branch.attribute.add(name="then_branch", type=onnx.AttributeProto.GRAPH).g.CopyFrom(graph)
    model.graph.node.append(branch)


def custom_operation(model, outside):
    model.graph.node.add(op_type="EPContext", domain="com.microsoft", name="evil")


def functions(model, outside):
    """Each calls the one before it ten times."""
    for number in range(1, 12):
        body = [onnx.helper.make_node(f"f{number - 1}", ["x"], ["y"], domain="d")] * 10
        opset = [onnx.helper.make_opsetid("d", 1)]
        model.functions.append(
            onnx.helper.make_function("d", f"f{number}", ["x"], ["y"], body, opset)
        )


def sparse_tensor(model, outside):
    values = onnx.helper.make_tensor("s", 1, [1], [1.0])
    places = onnx.helper.make_tensor("i", 7, [1], [0])
    tensor = onnx.helper.make_sparse_tensor(values, places, [1 << 40])
    model.graph.sparse_initializer.append(tensor)


def claimed_numbers(model, outside):
    tensor = model.graph.initializer[0]
    del tensor.dims[:]
    tensor.dims.extend([1 << 20, 1 << 20])


# SavedModels --------------------------------------------------------------------------------


def saved_model(change):
    def spoil(folder, outside):
        path = folder / "tensorflow" / "1" / "saved_model.pb"
        model = saved_model_pb2.SavedModel()
        model.ParseFromString(path.read_bytes())
        change(model.meta_graphs[0], model)
        path.write_bytes(model.SerializeToString())

    return spoil


def operation(name):
    """An operation more in the function of a signature."""

    def change(graph, model):
        wrapper = next(
            f for f in graph.graph_def.library.function if "signature_wrapper" in f.signature.name
        )
        wrapper.node_def.add(op=name, name="evil")

    return saved_model(change)


def operation_in_main(graph, model):
    graph.graph_def.node.add(op="WriteFile", name="evil")


def called_saver(graph, model):
    """The function of a signature calls the saver's."""
    library = graph.graph_def.library.function
    saver = next(f.signature.name for f in library if "traced_save" in f.signature.name)
    wrapper = next(f for f in library if "signature_wrapper" in f.signature.name)
    call = wrapper.node_def.add(op="StatefulPartitionedCall", name="evil")
    call.attr["f"].func.name = saver


def saver_in_objects(graph, model):
    """The saver's function is one that the object graph knows."""
    library = graph.graph_def.library.function
    saver = next(f.signature.name for f in library if "traced_save" in f.signature.name)
    entry = graph.object_graph_def.nodes.add()
    entry.bare_concrete_function.concrete_function_name = saver


def saver_as_signature(graph, model):
    signature = next(iter(graph.signature_def.values()))
    next(iter(signature.outputs.values())).name = graph.saver_def.save_tensor_name


def restore_that_writes(graph, model):
    graph.saver_def.restore_op_name = graph.saver_def.save_tensor_name.partition(":")[0]


def second_graph(graph, model):
    model.meta_graphs.add().CopyFrom(graph)


def assets(graph, model):
    graph.asset_file_def.add(filename="../../../outside/canary.txt")


def table(graph, model):
    graph.object_graph_def.nodes.add().resource.device = ""


def exchanged_functions(graph, model):
    for entry in graph.graph_def.library.function:
        entry.attr["api_implements"].s = b"same"


def absurd_constant(graph, model):
    node = graph.graph_def.library.function[0].node_def.add(op="Const", name="evil")
    for _ in range(3):
        node.attr["value"].tensor.tensor_shape.dim.add(size=1 << 20)


def no_objects(graph, model):
    graph.ClearField("object_graph_def")


def linked_variables(folder, outside):
    shutil.move(folder / "tensorflow" / "1" / "variables", outside / "variables")
    (folder / "tensorflow" / "1" / "variables").symlink_to(outside / "variables")


# Runs ---------------------------------------------------------------------------------------


def run_config(**changes):
    def spoil(folder, outside):
        path = folder / "config.json"
        changed = {
            name: value.format(outside=outside) if isinstance(value, str) else value
            for name, value in changes.items()
        }
        path.write_text(json.dumps(json.loads(path.read_text()) | changed))

    return spoil
