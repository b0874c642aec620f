"""onnxruntime-web, which runs ONNX files in a browser: its CPU build, as it was published.

`tools/onnxruntime_web.py` puts the files here, and `contents.json` says what they are.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
FILES = {"script": "ort.wasm.bundle.min.mjs", "wasm": "ort-wasm-simd-threaded.wasm"}


def runtime(part):
    """Its `"script"`, an ES module, or its `"wasm"`, as bytes that gzip has compressed."""
    return (FOLDER / f"{FILES[part]}.gz").read_bytes()


def licence():
    """The text that goes with each copy."""
    return (FOLDER / "LICENSE").read_text(encoding="utf-8")
