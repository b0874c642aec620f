"""Whether networks that were given fit their part and one another: refused in one line if not."""

import keras
from keras import layers

from kerasgen.networks.ranges import UNBOUNDED, range_of


def functional(role, network):
    """A network as a functional `keras.Model`, which a `Sequential` is made.

    Args:
        role: str, the argument that it is, for messages.
        network: functional `keras.Model`, or a `Sequential` that begins with `keras.Input`.

    Raises:
        ValueError: if it is neither.
    """
    if not isinstance(network, keras.Model):
        raise ValueError(f"`{role}` must be a keras.Model, not a {type(network).__name__}.")
    if not network.built:
        raise ValueError(f"`{role}` must be built: begin it with `keras.Input`.")
    if isinstance(network, keras.Sequential):
        return keras.Model(network.inputs[0], network.outputs[0], name=network.name)
    if not hasattr(network, "outputs"):
        raise ValueError(
            f"`{role}` must be a functional keras.Model: with x = keras.Input(shape), "
            "keras.Model(x, network(x)) makes one of a subclassed network."
        )
    return network


def with_outputs(role, network, names):
    """A network that gives a dict of outputs with these names.

    Args:
        role: str, the argument that it is, for messages.
        network: functional `keras.Model` or `Sequential`. One that gives a single tensor where
            one is needed gets its name.
        names: names of outputs. Those of `logits` and `scores` have no bounds.

    Returns:
        the network, or a `keras.Model` of the same layers.

    Raises:
        ValueError: if it is not functional, lacks an output, or has bounds where it must not.

    Example:
        >>> with_outputs("critic", network, ["scores"]).output["scores"]
    """
    network = functional(role, network)
    outputs = network.output
    if isinstance(outputs, keras.KerasTensor) and len(names) == 1:
        network = keras.Model(network.input, {names[0]: outputs}, name=network.name)
    outputs = network.output if isinstance(network.output, dict) else {}
    missing = sorted(set(names) - set(outputs))
    if missing:
        raise ValueError(
            f"`{role}` must give a dict that has {', '.join(missing)}: "
            f"keras.Model(inputs, {{{', '.join(f'{name!r}: ...' for name in names)}}})."
        )
    for name in names:
        if name.endswith(("logits", "scores")):
            require_unbounded(role, network, name)
    return network


def refuse_each_in_the_others_place(generator, discriminator, role):
    """Raise a `ValueError` if what is given as discriminator makes what the generator takes."""
    taken = functional("generator", generator).input
    made = functional(role, discriminator).output
    if not all(isinstance(tensor, keras.KerasTensor) for tensor in (taken, made)):
        return
    if taken.shape[1:] == made.shape[1:] != (1,):
        raise ValueError(
            f"`{role}` makes what `generator` takes, {tuple(taken.shape[1:])}: the generator comes "
            f"first, the {role} after it."
        )


def require_unbounded(role, network, name):
    """Raise a `ValueError` if an output comes from an activation that is in the loss."""
    if range_of(network, network.output[name]) != UNBOUNDED:
        raise ValueError(
            f"`{name}` of `{role}` must have no bounds: leave out its last activation, which is "
            "in the loss."
        )


def require_inputs(role, network, names):
    """Raise a `ValueError` unless a network takes a dict of inputs with exactly these names."""
    given = set(network.input) if isinstance(network.input, dict) else set()
    if given != set(names):
        raise ValueError(f"`{role}` must take a dict of {', '.join(names)}.")


def require_shape(what, tensor, needed):
    """Raise a `ValueError` unless a tensor has the shape of another, but for the batch.

    Args:
        what: str, what the tensor is, for messages.
        tensor: `keras.KerasTensor`.
        needed: `keras.KerasTensor`, or the shape of one example.
    """
    given = tuple(tensor.shape[1:])
    needed = tuple(needed.shape[1:]) if isinstance(needed, keras.KerasTensor) else needed
    if not same_shape(given, needed):
        raise ValueError(f"{what} must have shape {needed}, not {given}.")


def same_shape(first, second):
    """Whether two shapes are the same as far as they are known; None is not known."""
    return len(first) == len(second) and all(
        None in sides or sides[0] == sides[1] for sides in zip(first, second)
    )


def is_normalised_over_batches(network):
    """Whether an output depends on the batch, by batch normalisation anywhere inside.

    Example:
        >>> is_normalised_over_batches(generator((28, 28, 1), 64))  # True
    """
    return any(isinstance(layer, layers.BatchNormalization) for layer in _layers_of(network))


def refuse_activity_regularisers(role, network):
    """Raise a `ValueError` if a network that a step calls more than once has one."""
    if any(layer.activity_regularizer for layer in _layers_of(network)):
        raise ValueError(
            f"`{role}` is called more than once in a step, so that its activities have no one "
            "value: leave out `activity_regularizer`."
        )


def _layers_of(network):
    for layer in network.layers:
        inner = layer.layer if isinstance(layer, layers.Wrapper) else layer
        yield inner
        if isinstance(inner, keras.Model):
            yield from _layers_of(inner)
