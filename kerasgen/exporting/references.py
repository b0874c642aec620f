"""The kept inputs and outputs that an export is verified by, as they lie in `reference.npz`."""

from kerasgen.errors import InputError
from kerasgen.files.archives import read_arrays


def read_reference(path):
    """Inputs and outputs of every call, each a dict of `(case, function)` to dict of arrays.

    Raises:
        InputError: if the file is damaged, or names no calls with an input and an output each.

    Example:
        >>> inputs, outputs = read_reference("digits-vae/reference.npz")
        >>> outputs["fixed-3", "decode"]["data"].shape
    """
    try:
        arrays = read_arrays(path)
    except InputError as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    calls = {"inputs": {}, "outputs": {}}
    for key, array in arrays.items():
        side, case, function, name = key.split("/") if key.count("/") == 3 else ("", "", "", "")
        # Names of functions become names of files.
        if side not in calls or not (function.isidentifier() and name.isidentifier()):
            raise InputError(f"{path} cannot be read: it names {key!r}; export again.")
        calls[side].setdefault((case, function), {})[name] = array
    if not calls["inputs"] or calls["inputs"].keys() != calls["outputs"].keys():
        raise InputError(f"{path} has inputs without outputs or none at all; export again.")
    return calls["inputs"], calls["outputs"]


def check_reference(path, inputs, outputs, fresh, computed):
    """Refuse kept calls that the model does not take or does not answer.

    Args:
        path: path of the file, for the message.
        inputs, outputs: what `read_reference` gives.
        fresh: inputs of the same calls, drawn for the model, whose cases begin with `random`.
        computed: function of `inputs` to what the model makes of them.

    Returns:
        what the model makes of `inputs`.

    Raises:
        InputError: if a call or an array has another name, shape or type.
    """
    if inputs.keys() != {(case.replace("random", "fixed"), name) for case, name in fresh}:
        raise InputError(f"{path} is of another model: it has other functions; export again.")
    for (case, function), arrays in inputs.items():
        taken = fresh[case.replace("fixed", "random"), function]
        if _forms(arrays) != _forms(taken) or not _are_few(arrays):
            raise InputError(f"{path} has inputs that {function} does not take; export again.")
    found = computed(inputs)
    for call, arrays in outputs.items():
        numbers = all(array.dtype.kind in "biuf" for array in arrays.values())
        if arrays.keys() != found[call].keys() or not numbers:
            raise InputError(f"{path} has outputs that {call[1]} does not have; export again.")
    return found


def check_sampler(path, sampler, functions):
    """Refuse a sampler whose latents the first function does not take."""
    drawn, taken = sampler.prior_inputs(1, (0, 0)), next(iter(functions.values())).input
    if any(drawn[name].shape[1:] != taken[name].shape[1:] for name in drawn):
        raise InputError(f"{path} is of another model: its latents do not fit; export again.")


def _forms(arrays):
    """Name to shape and kind of numbers; how long text is may differ."""
    return {name: (array.shape, array.dtype.kind) for name, array in arrays.items()}


def _are_few(arrays):
    """Whether no more is asked for than a reference asks, by a count where there is one."""
    return "count" not in arrays or arrays["count"] <= 64
