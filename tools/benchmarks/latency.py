"""How long one call of a deployed function takes."""

import functools
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import tensorflow as tf

import kerasgen
from benchmarks.report import heading, line
from benchmarks.steps import by_recipe
from benchmarks.timing import medians
from kerasgen.exporting import onnx, savedmodel


def decoder(repeats):
    """Latency of a convolutional VAE's decoder: `generate`, SavedModel and ONNX."""
    model, _ = by_recipe(kerasgen.VAE, "vae")
    functions = model.deployed()
    with tempfile.TemporaryDirectory() as folder:
        savedmodel.write(functions, {}, Path(folder, "1"))
        served = tf.saved_model.load(Path(folder, "1"))
        content = onnx.convert("decode", functions["decode"], "VAE").SerializeToString()
    signature = served.signatures["serving_default"]
    session = onnxruntime.InferenceSession(content)
    heading("latency of the VAE's decoder in milliseconds")
    for count in (1, 64):
        latents = np.random.default_rng(0).standard_normal((count, 16)).astype("float32")
        runs = {
            "generate": functools.partial(model.generate, count, seed=1),
            "SavedModel": functools.partial(signature, latents=tf.constant(latents)),
            "ONNX": functools.partial(session.run, None, {"latents": latents}),
        }
        seconds = medians(runs, 20 * repeats)
        for name, value in seconds.items():
            line(f"batch {count}, {name}", f"{1e3 * value:.2f}")
        ratio = seconds["generate"] / seconds["ONNX"]
        line(f"batch {count}, generate / ONNX", f"{ratio:.1f}", "5 at most" if count == 1 else "")
