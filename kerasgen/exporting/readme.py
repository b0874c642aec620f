"""The README of an exported model: what it is and how to run it."""


def text(name, card):
    """Markdown for the directory `name` with the contents of its `card.json`."""
    first = next(iter(card["functions"]))
    latents = card["functions"][first]["inputs"]
    rows = "\n".join(
        f"| `{function}` | {_tensors(tensors['inputs'])} | {_tensors(tensors['outputs'])} |"
        for function, tensors in card["functions"].items()
    )
    parity = "\n".join(
        f"| {place} | {difference:.1e} |"
        for place, difference in card["largest_difference"].items()
    )
    sections = [_HEAD.format(name=name, rows=rows, parity=parity, **card)]
    if "savedmodel" in card["formats"]:
        sections.append(_SERVING.format(name=name, first=first))
    if "onnx" in card["formats"]:
        sizes = ", ".join(str(size) for size in next(iter(latents.values()))[2:])
        sections.append(_ONNX.format(first=first, input=next(iter(latents)), sizes=sizes))
    return "\n".join(sections)


def _tensors(tensors):
    return ", ".join(
        f"`{name}` {kind} ({', '.join(map(str, shape))})"
        for name, (kind, *shape) in tensors.items()
    )


_HEAD = """# {name}

A {method} with {parameters:,} deployed parameters, exported by kerasgen {versions[kerasgen]}.
`card.json` says how it was trained and measured. The picture shows 64 draws from its prior.

![samples](samples.png)

| function | inputs | outputs |
|---|---|---|
{rows}

Largest difference from the trained model, over fixed and random inputs at batch sizes 1, 3 and 64;
`kerasgen verify` measures it again:

| runtime and function | difference |
|---|---|
{parity}
"""

_SERVING = """## TensorFlow Serving

    docker run -p 8501:8501 -e MODEL_NAME={name} \\
        -v "$PWD/tensorflow:/models/{name}" tensorflow/serving
    curl -d '{{"signature_name": "sample", "inputs": {{"count": 4, "seed": 1}}}}' \\
        localhost:8501/v1/models/{name}:predict

The signature `serving_default` is `{first}`; `sample` draws the latents itself.
"""

_ONNX = """## ONNX

    import numpy as np, onnxruntime
    session = onnxruntime.InferenceSession("onnx/{first}.onnx")
    latents = np.random.default_rng(1).standard_normal((4, {sizes}), dtype="float32")
    outputs = session.run(None, {{"{input}": latents}})
"""
