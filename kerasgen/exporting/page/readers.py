"""What a model reads in an example, and what of that it makes examples from."""

from kerasgen.exporting.signatures import described


def readers_of(model, functions, makers, class_names):
    """The functions that take an example and tell something of it, in the order of their use.

    Those that name classes come first: encoders may want them.

    Args:
        model: a kerasgen model.
        functions: name -> functional `keras.Model`.
        makers: list of `Maker`.
        class_names: list of str, empty without labels.

    Returns:
        list of dicts: `function`, `inputs`, `outputs` (name to `names` or None), and `sets`, output
        to the input of the function `of` that it stands for.
    """
    given = {name: set(maker.network.input) for maker in makers for name in [maker.function]}
    found = []
    for name, network in functions.items():
        if "data" not in network.input or set(network.output) & {"data", "reconstruction"}:
            continue
        sets = {output: output for output in network.output}
        sets["probabilities"] = "label"
        if name == "encode":
            sets[model.code] = "latents"
        target = model.decoding if name == "encode" else _taking(given, sets, network)
        outputs = described(model, network, class_names or None)["outputs"]
        found.append(
            {
                "function": name,
                "inputs": list(network.input),
                "outputs": {output: _names(model, output, sets, outputs) for output in outputs},
                "of": target,
                "sets": {
                    output: sets[output]
                    for output in outputs
                    if target and sets.get(output) in given[target]
                },
            }
        )
    return sorted(found, key=lambda reader: reader["function"] == "encode")


def _taking(given, sets, network):
    """The first function that takes what is read, or None."""
    read = {sets[output] for output in network.output}
    return next((name for name, inputs in given.items() if inputs & read), None)


def _names(model, output, sets, outputs):
    """What the numbers of an output are called, if they are of categories."""
    category = sets.get(output, output)
    if category not in model.categories and output != "probabilities":
        return None
    count = outputs[output]["shape"][-1]
    return outputs[output].get("names", [str(number) for number in range(count)])
