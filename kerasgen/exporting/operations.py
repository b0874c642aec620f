"""TensorFlow's operations that tf2onnx lacks or gets wrong, and ONNX can express."""

import numpy as np
from tf2onnx.onnx_opset.nn import ConvTranspose
from tf2onnx.utils import make_name


def erfc(graph, node, name, args):
    """`1 - erf(x)`, which exact gelu is made of."""
    erf = graph.make_node("Erf", node.input)
    _become(graph, node, "Sub", [_constant(graph, node, 1.0), erf.output[0]])


def expm1(graph, node, name, args):
    """`exp(x) - 1`, which celu is made of."""
    exponential = graph.make_node("Exp", node.input)
    _become(graph, node, "Sub", [exponential.output[0], _constant(graph, node, 1.0)])


def bucketize(graph, node, name, args):
    """How many of the boundaries each number has reached, which `Discretization` is made of."""
    boundaries = _constant(graph, node, node.get_attr_value("boundaries"))
    last = _constant(graph, node, [-1], "int64")
    each = graph.make_node("Unsqueeze", [node.input[0], last])
    reached = graph.make_node("GreaterOrEqual", [each.output[0], boundaries])
    counted = graph.make_node("Cast", reached.output, attr={"to": graph.get_dtype(node.output[0])})
    _become(graph, node, "ReduceSum", [counted.output[0], last], {"keepdims": 0})


def transposed_convolution(graph, node, name, args):
    """As tf2onnx has it, of a kernel that is at least as large as the stride.

    Of a smaller one it makes paddings below 0, which no engine takes. Zeros after the kernel
    change nothing: they fall where a smaller kernel leaves zeros between the strides.
    """
    kernel = graph.get_shape(node.input[1])
    spatial = len(kernel) - 2
    strides = node.get_attr_value("strides")[1:-1]
    missing = [max(stride - size, 0) for stride, size in zip(strides, kernel)]
    if any(missing):
        ends = _constant(graph, node, [0] * len(kernel) + [*missing, 0, 0], "int64")
        larger = [size + zeros for size, zeros in zip(kernel, missing)] + kernel[spatial:]
        padded = graph.make_node(
            "Pad",
            [node.input[1], ends],
            shapes=[larger],
            dtypes=[graph.get_dtype(node.input[1])],
        )
        graph.replace_input(node, node.input[1], padded.output[0], 1)
    ConvTranspose.version_11(graph, node)


def _become(graph, node, operation, inputs, attributes=None):
    output = node.output[0]
    settings = {"shapes": [graph.get_shape(output)], "dtypes": [graph.get_dtype(output)]}
    graph.remove_node(node.name)
    graph.make_node(
        operation, inputs, attr=attributes, outputs=[output], name=node.name, **settings
    )


def _constant(graph, node, value, dtype="float32"):
    return graph.make_const(make_name(node.name), np.asarray(value, dtype)).output[0]


# As `tf2onnx.convert` takes them.
HANDLERS = {
    "Bucketize": (bucketize, []),
    "Conv2DBackpropInput": (transposed_convolution, []),
    "Conv3DBackpropInputV2": (transposed_convolution, []),
    "Erfc": (erfc, []),
    "Expm1": (expm1, []),
}
