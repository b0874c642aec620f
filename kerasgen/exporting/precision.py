"""Networks that compute in float32, whatever they were trained in."""

import keras


def in_float32(network):
    """The network itself, or a float32 copy with the same weights if it computes in less.

    Example:
        >>> in_float32(model.deployed()["decode"])
    """
    if all(layer.dtype_policy.name == "float32" for layer in network.layers):
        return network

    def in_full(layer):
        return type(layer).from_config({**layer.get_config(), "dtype": "float32"})

    copy = keras.models.clone_model(network, clone_function=in_full, recursive=True)
    copy.set_weights(network.get_weights())
    return copy
