"""What deployed functions take and give, for who writes a client of them."""

import math


def described(model, network, class_names=None):
    """The inputs and outputs of a function, each by its name.

    Args:
        model: the kerasgen model that it is of.
        network: functional `keras.Model`.
        class_names: list of str or None. Of the training data, in the order of their numbers.

    Returns:
        dict of `inputs` and `outputs`, each a dict of name to a dict of `dtype`, `shape`,
        `meaning`, of what is bounded `range`, and `names` of what has a number or a probability
        for each class.

    Example:
        >>> described(model, model.deployed()["decode"])["inputs"]["latents"]["shape"]
    """
    names = {"label": class_names, "probabilities": class_names}
    found = {
        side: {
            name: _tensor(model, name, tensor) | _named(names.get(name))
            for name, tensor in tensors.items()
        }
        for side, tensors in (("inputs", network.input), ("outputs", network.output))
    }
    if model.prior_in_words and "latents" in found["inputs"]:
        found["inputs"]["latents"]["meaning"] += f", drawn from {model.prior_in_words}"
    return found


def _tensor(model, name, tensor):
    shape = ["batch" if size is None else size for size in tensor.shape]
    meaning, bounds = _meaning(model, name, tensor)
    if math.isinf(bounds[0]) and math.isinf(bounds[1]):
        return {"dtype": tensor.dtype, "shape": shape, "meaning": meaning}
    bounds = [None if math.isinf(bound) else bound for bound in bounds]
    return {"dtype": tensor.dtype, "shape": shape, "meaning": meaning, "range": bounds}


def _meaning(model, name, tensor):
    if name in model.categories and "int" in tensor.dtype:
        return f"number of the {name}, from 0", (0, model.categories[name] - 1)
    if name in model.categories:
        return f"probability of each {name}; they sum to 1", (0.0, 1.0)
    bounds = {
        "data": model.data_range,
        "reconstruction": model.data_range,
        "probabilities": (0.0, 1.0),
    }
    return model.in_words().get(name, ""), bounds.get(name, (-math.inf, math.inf))


def _named(class_names):
    return {"names": list(class_names)} if class_names else {}
