"""The README of an exported model: what it is and how to run it."""


def write(directory, name, card):
    """Write the `README.md` of an exported directory that will have a name."""
    generates = (directory / "samples.png").exists()
    (directory / "README.md").write_text(text(name, card, generates), encoding="utf-8")


def text(name, card, generates):
    """Markdown for the directory `name` with the contents of its `card.json`."""
    first = next(iter(card["functions"]))
    inputs = card["functions"][first]["inputs"]
    everything = {**card["functions"], **card["served"]}
    rows = "\n".join(
        f"| `{function}` | {_tensors(tensors['inputs'])} | {_tensors(tensors['outputs'])} |"
        for function, tensors in everything.items()
    )
    parity = "\n".join(
        [
            f"| {place} | {difference:.1e} |"
            for place, difference in card["largest_difference"].items()
        ]
        + [f"| {place} | cannot run it: {why} |" for place, why in card["cannot_run"].items()]
    )
    origin = _SAMPLER.format(**card) if "sampler" in card else "its prior"
    samples = _SAMPLES.format(origin=origin) if generates else ""
    described = {**card, "name": name, "samples": samples, "rows": rows, "parity": parity}
    described["meanings"] = _meanings(everything)
    sections = [_HEAD.format(**described)]
    if "precisions" in card:
        losses = _losses(card.get("losses", {}))
        sections.append(_PRECISIONS.format(rows=_precisions(card["precisions"]), losses=losses))
    if "savedmodel" in card["formats"]:
        served = {"name": card["serving"]["model"], "version": card["version"], "first": first}
        sections.append(_SERVING.format(**served) + (_SAMPLING.format(**served) * generates))
        if files := [function for function in card["served"] if function.endswith("_image_bytes")]:
            sections.append(_FILES.format(**served, function=files[-1]))
    names = ", ".join(f'"{name}"' for name in inputs)
    if "onnx" in card["formats"]:
        sections.append(_ONNX.format(first=first, names=names))
    if "litert" in card["formats"]:
        sections.append(_LITERT.format(first=first, names=names))
    return "\n".join(sections)


def _precisions(precisions):
    return "\n".join(
        f"| {place} | {precision} | {found['bytes'] / 1e3:,.0f} | {found['milliseconds']['1']:.2f} "
        f"| {found['milliseconds']['64']:.2f} | {found['largest_difference']:.1e} "
        f"| {found['tolerance']:.1e} |"
        for precision, places in precisions.items()
        for place, found in places.items()
    )


def _losses(losses):
    """A table of what counts, where it was measured: a row for each precision and runtime."""
    rows = [
        f"| {runtime} | {precision} | {name.replace('_', ' ')} | {value:.4g} "
        f"| {value / losses['float32'][runtime][name] - 1:+.1%} |"
        for precision, runtimes in losses.items()
        for runtime, numbers in runtimes.items()
        for name, value in numbers.items()
    ]
    return _LOSSES + "\n".join(rows) + "\n" if rows else ""


def _tensors(tensors):
    return ", ".join(
        f"`{name}` {tensor['dtype']} ({', '.join(map(str, tensor['shape']))})"
        for name, tensor in tensors.items()
    )


def _meanings(functions):
    """A row for each name that functions have for numbers of one kind."""
    rows = {
        f"| `{name}` | {tensor['meaning']} | {_range(tensor)} |": None
        for function in functions.values()
        for tensors in function.values()
        for name, tensor in tensors.items()
    }
    return "\n".join(rows)


def _range(tensor):
    if "names" in tensor:
        return ", ".join(f"{number}: {name}" for number, name in enumerate(tensor["names"]))
    low, high = tensor.get("range", (None, None))
    if low is None and high is None:
        return ""
    return f"{_bound(low, 'from {}')} {_bound(high, 'to {}')}".strip()


def _bound(bound, words):
    return "" if bound is None else words.format(f"{bound:g}")


_HEAD = """# {name}

A {method} with {parameters:,} deployed parameters, exported by kerasgen {versions[kerasgen]}.
`card.json` says how it was trained and measured.
{samples}
| function | inputs | outputs |
|---|---|---|
{rows}

| name | what its numbers are | range |
|---|---|---|
{meanings}

Largest difference from the trained model, over fixed and random inputs at batch sizes 1, 3 and 64;
`kerasgen verify` measures it again:

| runtime and function | difference |
|---|---|
{parity}
"""

_PRECISIONS = """## Precisions

Beside each file in float32 there are smaller ones, such as `onnx/decode.int8.onnx`, with the same
inputs and outputs.

| runtime, function | precision | kB | ms at 1 | ms at batch 64 | largest difference | allowed |
|---|---|---|---|---|---|---|
{rows}
{losses}"""

_LOSSES = """
What counts, on test data:

| runtime | precision | | | beside float32 |
|---|---|---|---|---|
"""

_SAMPLES = """
The picture shows 64 draws from {origin}.

![samples](samples.png)
"""

_SAMPLER = "the `{sampler}` fitted to the codes of its training data, kept in `sampler.npz`"

_SERVING = """## TensorFlow Serving

    docker compose up --detach && sh clients/predict.sh && python clients/predict.py

serves it and calls every signature; the signature `serving_default` is `{first}`. kerasgen's tests
have no server: they load a version as it does, by TensorFlow's own loader in C++, and replay the
requests of these files.

| file | what it is |
|---|---|
| `tensorflow/{version}/` | the version that this page is about; the server serves the highest |
| `tensorflow/{version}/assets.extra/` | requests that warm it up before it is served |
| `models.config`, `batching.config` | what is served, and how requests are put together |
| `compose.yaml` | the server in Docker, which `docker compose up batching` starts with batches |
| `clients/predict.sh` | curl for every signature, with rows (`instances`) and columns (`inputs`) |
| `clients/predict.py` | gRPC: `pip install grpcio numpy tensorflow-serving-api` |

In the row form every example has its own entry:

    curl --data @clients/serving_default.rows.json localhost:8501/v1/models/{name}:predict
"""

_SAMPLING = """
The signature `sample` draws the latents itself. Its inputs are numbers, which have no rows and
make no batches: it is called by columns, and refused under `docker compose up batching`.

    curl --data '{{"signature_name": "sample", "inputs": {{"count": 4, "seed": 1}}}}' \\
        localhost:8501/v1/models/{name}:predict
"""

_FILES = """Images come as files, in JSON as base64:

    file=$(base64 -w 0 picture.jpg)
    curl -d '{{"signature_name": "{function}",
        "inputs": {{"image_bytes": [{{"b64": "'$file'"}}]}}}}' \\
        localhost:8501/v1/models/{name}:predict

What is called `..._bytes` in an answer is base64 of a PNG file.
"""

_ONNX = """## ONNX

    import numpy as np, onnxruntime
    session = onnxruntime.InferenceSession("onnx/{first}.onnx")
    stored = np.load("reference.npz")  # what was drawn to verify by; put your own inputs here
    inputs = {{name: stored["inputs/fixed-3/{first}/" + name] for name in ({names},)}}
    outputs = session.run(None, inputs)
"""

_LITERT = """## LiteRT

    import numpy as np
    from ai_edge_litert.interpreter import Interpreter
    run = Interpreter("litert/{first}.tflite").get_signature_runner()
    stored = np.load("reference.npz")  # what was drawn to verify by; put your own inputs here
    outputs = run(**{{name: stored["inputs/fixed-3/{first}/" + name] for name in ({names},)}})
"""
