"""Ship a network of every Keras activation and layer, and write the table of docs/layers.md.

python tools/layers.py            about six minutes on two cores
python tools/layers.py GRU gelu   these alone, printed
"""

import re
import sys
import tempfile
from pathlib import Path

import keras
import numpy as np
from keras import layers

from kerasgen.errors import InputError
from kerasgen.exporting import litert, onnx, savedmodel, witness
from kerasgen.exporting.verification import OBSERVERS, TOLERANCES, distance
from saved_models import replace_marked

OF_ONNX = ("onnxruntime", "openvino")
RUNTIMES = ("tensorflow", *OF_ONNX, "ai_edge_litert")
VECTOR, SERIES, IMAGE, VIDEO = (8,), (6, 4), (8, 8, 4), (4, 8, 8, 3)
OF_DIMENSIONS = {1: SERIES, 2: IMAGE, 3: VIDEO}
NO_ACTIVATIONS = {"deserialize", "get", "serialize", "threshold"}


def activations():
    names = [name for name in vars(keras.activations) if not name.startswith("_")]
    functions = {name: getattr(keras.activations, name) for name in names}
    return {
        name: (VECTOR, layers.Activation(name))
        for name, function in sorted(functions.items())
        if callable(function) and name not in NO_ACTIVATIONS
    }


def of_dimensions(name, *arguments, **options):
    """A layer of 1-D, 2-D and 3-D data."""
    return {
        name.format(n): (shape, getattr(layers, name.format(n))(*arguments, **options))
        for n, shape in OF_DIMENSIONS.items()
    }


def convolutions():
    transposed = {
        f"{name}, {what}": case
        for what, options in {
            "no padding": {"kernel_size": 3, "strides": 2},
            "kernel smaller than the stride": {"kernel_size": 1, "strides": 2, "padding": "same"},
        }.items()
        for name, case in of_dimensions("Conv{}DTranspose", 5, **options).items()
    }
    return {
        **of_dimensions("Conv{}D", 5, 3, 2, "same"),
        "Conv1D, causal, dilated": (
            SERIES,
            layers.Conv1D(5, 3, padding="causal", dilation_rate=2),
        ),
        "Conv2D, dilated": (IMAGE, layers.Conv2D(5, 3, dilation_rate=2)),
        "Conv2D, groups": (IMAGE, layers.Conv2D(6, 3, groups=2)),
        "Conv2D, 7 channels to 2": ((8, 8, 7), layers.Conv2D(2, 4, 2, "same")),
        **of_dimensions("Conv{}DTranspose", 5, 4, 2, "same"),
        **transposed,
        "Conv2DTranspose, dilated": (
            IMAGE,
            layers.Conv2DTranspose(5, 3, padding="same", dilation_rate=2),
        ),
        "Conv2DTranspose, 2 channels to 7": ((8, 8, 2), layers.Conv2DTranspose(7, 3, 2, "same")),
        "DepthwiseConv1D": (SERIES, layers.DepthwiseConv1D(3)),
        "DepthwiseConv2D": (IMAGE, layers.DepthwiseConv2D(3, 2, "same", depth_multiplier=2)),
        "SeparableConv1D": (SERIES, layers.SeparableConv1D(5, 3)),
        "SeparableConv2D": (IMAGE, layers.SeparableConv2D(5, 3)),
    }


def of_shapes():
    return {
        **of_dimensions("MaxPooling{}D", 2, padding="same"),
        **of_dimensions("AveragePooling{}D", 2, padding="same"),
        **of_dimensions("GlobalMaxPooling{}D"),
        **of_dimensions("GlobalAveragePooling{}D"),
        **of_dimensions("AdaptiveAveragePooling{}D", 2),
        **of_dimensions("AdaptiveMaxPooling{}D", 2),
        **of_dimensions("UpSampling{}D", 2),
        "UpSampling2D, bilinear": (IMAGE, layers.UpSampling2D(2, interpolation="bilinear")),
        "UpSampling2D, bicubic": (IMAGE, layers.UpSampling2D(2, interpolation="bicubic")),
        "Resizing": (IMAGE, layers.Resizing(12, 5)),
        "CenterCrop": (IMAGE, layers.CenterCrop(4, 4)),
        **of_dimensions("ZeroPadding{}D", 1),
        **of_dimensions("Cropping{}D", 1),
        "Reshape": (IMAGE, layers.Reshape((16, -1))),
        "Permute": (IMAGE, layers.Permute((3, 1, 2))),
        "Flatten": (IMAGE, layers.Flatten()),
        "RepeatVector": (VECTOR, layers.RepeatVector(3)),
    }


def normalisations():
    return {
        "BatchNormalization": (IMAGE, layers.BatchNormalization()),
        "LayerNormalization": (IMAGE, layers.LayerNormalization()),
        "GroupNormalization": (IMAGE, layers.GroupNormalization(2)),
        "RMSNormalization": (IMAGE, layers.RMSNormalization()),
        "UnitNormalization": (VECTOR, layers.UnitNormalization()),
        "SpectralNormalization": (IMAGE, layers.SpectralNormalization(layers.Conv2D(4, 3))),
        "Normalization": (VECTOR, layers.Normalization(mean=1.0, variance=2.0)),
        "Rescaling": (IMAGE, layers.Rescaling(1 / 255, -0.5)),
        "Discretization": (VECTOR, layers.Discretization([-0.5, 0.0, 0.5])),
    }


def of_sequences():
    return {
        "SimpleRNN": (SERIES, layers.SimpleRNN(5)),
        "GRU": (SERIES, layers.GRU(5, return_sequences=True)),
        "LSTM": (SERIES, layers.LSTM(5, return_sequences=True)),
        "Bidirectional": (SERIES, layers.Bidirectional(layers.LSTM(5, return_sequences=True))),
        "RNN of cells": (SERIES, layers.RNN([layers.LSTMCell(5), layers.GRUCell(4)])),
        "ConvLSTM1D": ((3, 6, 2), layers.ConvLSTM1D(5, 3)),
        "ConvLSTM2D": ((3, 6, 6, 2), layers.ConvLSTM2D(5, 3)),
        "TimeDistributed": (SERIES, layers.TimeDistributed(layers.Dense(3))),
        "Masking": (SERIES, lambda x: layers.LSTM(3)(layers.Masking()(x))),
        "MultiHeadAttention": (SERIES, lambda x: layers.MultiHeadAttention(2, 3)(x, x)),
        "GroupQueryAttention": (SERIES, lambda x: layers.GroupQueryAttention(4, 4, 2)(x, x)),
        "Attention": (SERIES, lambda x: layers.Attention()([x, x])),
        "AdditiveAttention": (SERIES, lambda x: layers.AdditiveAttention()([x, x])),
        "STFTSpectrogram": ((64, 1), layers.STFTSpectrogram(frame_length=16, frame_step=8)),
        "MelSpectrogram": (
            (256,),
            layers.MelSpectrogram(fft_length=64, sequence_stride=32, num_mel_bins=8),
        ),
    }


def others():
    merging = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
    noisy = ("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise")
    return {
        "Dense": (VECTOR, layers.Dense(5)),
        "EinsumDense": (SERIES, layers.EinsumDense("abc,cd->abd", (None, 5), bias_axes="d")),
        **{name: (VECTOR, _merged(getattr(layers, name)())) for name in merging},
        "Dot": (VECTOR, _merged(layers.Dot(1))),
        "PReLU": (IMAGE, layers.PReLU()),
        "LeakyReLU": (VECTOR, layers.LeakyReLU()),
        "ReLU": (VECTOR, layers.ReLU(6.0, 0.1, 0.2)),
        "Softmax": (IMAGE, layers.Softmax()),
        **{name: (VECTOR, getattr(layers, name)(0.5)) for name in noisy},
        "SpatialDropout2D": (IMAGE, layers.SpatialDropout2D(0.5)),
    }


def _merged(layer):
    return lambda x: layer([x, layers.Dense(8)(x)])


def differences(shape, layer):
    """Of each runtime: the largest difference from Keras, or why there is none."""
    keras.utils.set_random_seed(0)
    data = keras.Input(shape, name="data")
    network = keras.Model({"data": data}, {"out": layer(data)})
    x = np.random.default_rng(0).standard_normal((3, *shape)).astype("float32")
    expected = keras.ops.convert_to_numpy(network({"data": x}, training=False)["out"])
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder)
        savedmodel.write({"layer": network}, {}, part / "tensorflow" / "1")
        found = {"tensorflow": _difference(part, "tensorflow", "serving_default", x, expected)}
        for name, readers, write in (
            ("ONNX", OF_ONNX, lambda: onnx.write({"layer": network}, part / "onnx", "layer")),
            ("LiteRT", RUNTIMES[-1:], lambda: litert.write({"layer": network}, part / "litert")),
        ):
            try:
                write()
            except InputError as error:
                lacking = re.search(r"no operation (.*);", str(error)).group(1)
                found |= dict.fromkeys(readers, f"{name} has no {lacking}")
                continue
            for runtime in readers:
                found[runtime] = _difference(part, runtime, "layer", x, expected)
    return found


def _difference(part, runtime, function, x, expected):
    np.savez(part / "given.npz", **{f"inputs/c/{function}/data": x})
    witness.testify(runtime, part, part / "given.npz", part / "outputs.npz")
    with np.load(part / "outputs.npz") as outputs:
        if reason := outputs.get(f"reasons/c/{function}/"):
            return f"cannot: {reason}"
        return distance({"out": expected}, {"out": outputs[f"outputs/c/{function}/out"]})


def cell(runtime, found):
    if isinstance(found, str):
        return found if runtime not in OBSERVERS else found.split(":")[0]
    return f"{found:.0e}" if found <= TOLERANCES[runtime] else f"differs by {found:.0e}"


def cases():
    return {
        **activations(),
        **others(),
        **convolutions(),
        **of_shapes(),
        **normalisations(),
        **of_sequences(),
    }


def main():
    asked = {name: case for name, case in cases().items() if name in (sys.argv[1:] or cases())}
    rows = []
    for name, case in asked.items():
        found = differences(*case)
        rows.append(f"| `{name}` | {' | '.join(cell(r, found[r]) for r in RUNTIMES)} |")
        print(rows[-1], flush=True)
    if not sys.argv[1:]:
        head = f"| | {' | '.join(RUNTIMES)} |\n|---|{'---|' * len(RUNTIMES)}"
        replace_marked("layers.md", "layers", "\n".join((head, *rows)))


if __name__ == "__main__":
    main()
