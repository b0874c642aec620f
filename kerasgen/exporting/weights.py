"""ONNX files whose weights are stored in fewer bits.

Only weights are: what is computed with them is float32. With activations in int8 too, errors of
the models that ship here were 1.5 to 5 times as large, and onnxruntime was no faster.
"""

import numpy as np
import onnx

FEWEST = 256  # numbers in a tensor; of smaller ones, biases among them, nothing is saved


def stored(model, precision):
    """A copy of an ONNX model with its weights in `"float16"` or `"int8"`.

    When a runtime loads the file it makes them float32 once, by `Cast` and, of int8, `Mul`. Of
    int8, numbers along one axis have a scale of their own: the axis along which least is lost.

    Args:
        model: `onnx.ModelProto`.
        precision: `"float16"` or `"int8"`.

    Returns:
        `onnx.ModelProto`.

    Example:
        >>> onnx.save(stored(onnx.load("decode.onnx"), "int8"), "decode.int8.onnx")
    """
    small = onnx.ModelProto()
    small.CopyFrom(model)
    graph, nodes = small.graph, []
    for tensor in [tensor for tensor in graph.initializer if _is_large(tensor)]:
        graph.initializer.remove(tensor)
        weights, name = onnx.numpy_helper.to_array(tensor), tensor.name
        if precision == "float16":
            held, made = {f"{name}:float16": weights.astype("float16")}, name
        else:
            numbers, scale = _rounded(weights)
            held, made = {f"{name}:int8": numbers, f"{name}:scale": scale}, f"{name}:float32"
            nodes.append(onnx.helper.make_node("Mul", [made, f"{name}:scale"], [name]))
        first = next(iter(held))
        nodes.insert(0, onnx.helper.make_node("Cast", [first], [made], to=onnx.TensorProto.FLOAT))
        graph.initializer.extend(onnx.numpy_helper.from_array(a, n) for n, a in held.items())
    following = list(graph.node)
    del graph.node[:]
    graph.node.extend([*nodes, *following])
    onnx.checker.check_model(small, full_check=True)
    return small


def _is_large(tensor):
    numbers = np.prod(tensor.dims)
    is_vector = numbers == max(tensor.dims, default=1)
    return tensor.data_type == onnx.TensorProto.FLOAT and numbers >= FEWEST and not is_vector


def _rounded(weights):
    """Integers from -127 to 127, and a scale for each along the best axis, float32."""
    rounded = []
    for axis in range(weights.ndim):
        others = tuple(other for other in range(weights.ndim) if other != axis)
        largest = np.abs(weights).max(axis=others, keepdims=True)
        scale = (np.where(largest > 0, largest, 1.0) / 127).astype("float32")
        numbers = np.round(weights / scale).astype("int8")
        rounded.append((np.square(numbers * scale - weights).sum(), numbers, scale))
    return min(rounded, key=lambda found: found[0])[1:]
