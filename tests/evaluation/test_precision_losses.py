"""What files in fewer bits lose, where what they compute is known."""

import shutil

import numpy as np
import pytest

import kerasgen
from kerasgen.evaluation import metrics
from kerasgen.evaluation.classifier import load_classifier
from kerasgen.evaluation.precisions import evaluate_precisions
from kerasgen.exporting import export
from kerasgen.networks import Dense


@pytest.mark.usefixtures("hasty_classifier", "witnesses_at_hand")
def test_each_file_is_measured_by_what_it_computes(digits, tmp_path):
    models = [
        kerasgen.VAE.from_data_shape((8, 8, 1), 2, Dense((64,)), seed=seed) for seed in (0, 1)
    ]
    for model, name in zip(models, "xy"):
        export(model, tmp_path / name, ("onnx",), smaller=("int8",))
    for function in ("decode", "reconstruct"):  # as if int8 made another model of it
        shutil.copy(
            tmp_path / "y" / "onnx" / f"{function}.onnx",
            tmp_path / "x" / "onnx" / f"{function}.int8.onnx",
        )
    classifier = tmp_path / "classifier.keras"
    losses = evaluate_precisions(tmp_path / "x", models[0], digits, classifier, models[0])
    assert set(losses) == {"float32", "int8"}
    test = digits.test.as_floats()
    features = load_classifier(classifier).features
    latents = np.array(models[0].prior_draw(len(test), (1, 0)))
    for model, precision in zip(models, losses):
        found = losses[precision]["onnxruntime"]
        errors = np.square(test - model.reconstruct(test)).sum(axis=(1, 2, 3))
        assert found["squared_error"] == pytest.approx(errors.mean(), rel=1e-4)
        distance = metrics.frechet_distance(features(test), features(model.decode(latents)))
        assert found["frechet_distance"] == pytest.approx(distance, rel=1e-3)
    assert losses["int8"] != losses["float32"]


@pytest.mark.usefixtures("witnesses_at_hand")
def test_what_cannot_be_measured_is_left_out(digits, tmp_path):
    model = kerasgen.Autoencoder.from_data_shape((8, 8, 1), 2, Dense((64,)), seed=0)
    export(model, tmp_path / "x", ("onnx",), smaller=("float16",))
    losses = evaluate_precisions(tmp_path / "x", model, digits, tmp_path / "none.keras", model)
    assert set(losses["float16"]["onnxruntime"]) == {"squared_error"}
    assert not (tmp_path / "none.keras").exists()
