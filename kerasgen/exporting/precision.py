"""Networks that compute in float32, whatever they were trained in."""

import keras


def in_float32(network):
    """The network itself, or a float32 copy with the same weights if it computes in less.

    Example:
        >>> in_float32(model.deployed()["decode"])
    """
    if _computes_in_float32(network):
        return network

    def in_full(layer):
        # Operations such as a sigmoid are cloned like layers, and have no dtype of their own.
        own = {"dtype": "float32"} if isinstance(layer, keras.layers.Layer) else {}
        return type(layer).from_config({**layer.get_config(), **own})

    copy = keras.models.clone_model(network, clone_function=in_full, recursive=True)
    copy.set_weights(network.get_weights())
    return copy


def _computes_in_float32(layer):
    # A network inside another says what was the default when it was made or loaded.
    if isinstance(layer, keras.Model):
        return all(_computes_in_float32(inner) for inner in layer.layers)
    return layer.dtype_policy.name == "float32"
