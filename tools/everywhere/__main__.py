"""Whether trained models compute the same everywhere, for a table of docs/models.md.

python tools/everywhere                     all that ship; a minute or two each on two cores
python tools/everywhere vae-mnist DIR ...   these, printed: names, runs or exports

Each is exported to every format and verified in every runtime that is installed. Then what was
kept to verify by runs in TensorFlow's own loader in C++ (g++), by which TensorFlow Serving loads a
version, and in onnxruntime-web (Node).
"""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from loader import answers, built

import kerasgen
from kerasgen.exporting import FORMATS, export
from kerasgen.exporting.page.onnxruntime_web import runtime
from kerasgen.exporting.references import read_reference
from kerasgen.exporting.serving import warmup
from kerasgen.exporting.verification import distance
from kerasgen.files import read_json
from kerasgen.presets import presets

sys.path.append(str(Path(__file__).parents[1]))
from saved_models import replace_marked

RUNTIMES = ("keras", "tensorflow", "onnxruntime", "openvino", "ai_edge_litert")
BEYOND = ("TensorFlow's loader in C++", "onnxruntime-web")


def differences(name, program):
    """The largest difference from a model of what each runtime makes of its functions."""
    model = kerasgen.load(name)
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder, "export")
        found = dict.fromkeys(RUNTIMES, 0.0)
        for row in export(model, directory, FORMATS):
            found[row.runtime] = row.reason or max(found[row.runtime], row.difference)
        inputs, outputs = read_reference(directory / "reference.npz")
        for place, run in zip(BEYOND, (_by_the_loader, _by_onnxruntime_web), strict=True):
            answered = run(directory, inputs, Path(folder), program)
            found[place] = max(distance(outputs[key], given) for key, given in answered.items())
    return found


def _by_the_loader(directory, inputs, scratch, program):
    served = read_json(directory / "card.json")["serving"]
    calls = [
        (signature, (case, function))
        for signature, function in served["signatures"].items()
        for case, of in inputs
        if of == function
    ]
    warmup.write(scratch, served["model"], [(name, inputs[key]) for name, key in calls])
    requests = scratch / "assets.extra" / "tf_serving_warmup_requests"
    responses = scratch / "responses"
    version = directory / "tensorflow" / str(1)
    subprocess.run([program, version, requests, responses], check=True, stdout=subprocess.DEVNULL)
    return dict(zip([key for _, key in calls], answers(responses), strict=True))


def _by_onnxruntime_web(directory, inputs, scratch, program):
    files = {key: directory / "onnx" / f"{key[1]}.onnx" for key in inputs}
    keys = [key for key, file in files.items() if file.exists()]
    for part, name in (("script", "runtime.mjs"), ("wasm", "runtime.wasm")):
        (scratch / name).write_bytes(gzip.decompress(runtime(part)))
    calls = [{"file": str(files[key]), "inputs": _as_lists(inputs[key])} for key in keys]
    (scratch / "calls.json").write_text(json.dumps(calls))
    script = Path(__file__).parent / "onnxruntime_web.mjs"
    names = ("runtime.mjs", "runtime.wasm", "calls.json", "answers.json")
    subprocess.run(["node", script, *(scratch / name for name in names)], check=True)
    found = json.loads((scratch / "answers.json").read_text())
    return {
        key: {name: np.reshape(array["data"], array["dims"]) for name, array in answer.items()}
        for key, answer in zip(keys, found, strict=True)
    }


def _as_lists(arrays):
    return {
        name: {"type": array.dtype.name, "dims": array.shape, "data": array.ravel().tolist()}
        for name, array in arrays.items()
    }


def main(*names):
    places = (*RUNTIMES, *BEYOND)
    lines = [f"| model | {' | '.join(places)} |", "|---" * (1 + len(places)) + "|"]
    with tempfile.TemporaryDirectory() as folder:
        program = built(folder)
        for name in names or presets():
            found = differences(name, program)
            cells = (f"{d:.0e}" if isinstance(d, float) else "cannot" for d in found.values())
            lines.append(f"| {name} | {' | '.join(cells)} |")
            print(lines[-1], flush=True)
    if not names:
        replace_marked("models.md", "everywhere", "\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
