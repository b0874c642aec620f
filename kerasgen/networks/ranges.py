"""What values a network can give, as far as its last layers say so."""

import math

import keras
from keras import activations, layers

UNBOUNDED = -math.inf, math.inf
# By function: names and layers of Keras are other words for these.
RANGES = {
    activations.sigmoid: (0.0, 1.0),
    activations.hard_sigmoid: (0.0, 1.0),
    activations.softmax: (0.0, 1.0),
    activations.tanh: (-1.0, 1.0),
    activations.hard_tanh: (-1.0, 1.0),
    activations.softsign: (-1.0, 1.0),
    activations.relu: (0.0, math.inf),
    activations.relu6: (0.0, 6.0),
    activations.softplus: (0.0, math.inf),
    activations.exponential: (0.0, math.inf),
}
# The operations of `keras.ops`, whose classes have no public names, and layers of that name.
OF_OPERATIONS = {
    "".join(word.title() for word in function.__name__.split("_")): bounds
    for function, bounds in RANGES.items()
}
ARRANGING = (layers.Reshape, layers.Flatten, layers.Permute)


def range_of(network, output):
    """The bounds `(low, high)` of an output, by the activation that it comes from.

    Args:
        network: functional `keras.Model` or `Sequential`.
        output: a `keras.KerasTensor`, one of its outputs.

    Returns:
        pair of floats; infinite where no bound is known.

    Example:
        >>> network = generator((28, 28, 1), 64)
        >>> range_of(network, network.output)  # (0.0, 1.0)
    """
    made_by = {id(made.output): made for made in network.operations}
    last = made_by.get(id(output))
    while isinstance(last, ARRANGING):
        last = made_by.get(id(last.input))
    if isinstance(last, keras.Sequential):
        last = keras.Model(last.inputs[0], last.outputs[0])
    if isinstance(last, keras.Model) and len(last.outputs) == 1:
        return range_of(last, last.outputs[0])
    return RANGES.get(
        getattr(last, "activation", None), OF_OPERATIONS.get(type(last).__name__, UNBOUNDED)
    )
