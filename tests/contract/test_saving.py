"""What is saved of every method comes back, and trains on exactly as it would have."""

import keras
import numpy as np
import pytest
from small_models import (
    OF_THE_CONTRACT,
    assert_same_weights,
    build,
    every_method,
)

from kerasgen.catalogue import methods
from kerasgen.data import Split
from kerasgen.loading import load
from kerasgen.training.callbacks import Backup, restore

pytestmark = OF_THE_CONTRACT


@every_method
def test_config_round_trip(method):
    model = build(method)
    twin = type(model).from_config(model.get_config())
    assert twin.get_config() == model.get_config()
    assert [v.shape for v in twin.weights] == [v.shape for v in model.weights]


@every_method
def test_what_it_was_compiled_with_comes_back(method, tmp_path):
    model = build(method)
    chosen = {player: keras.optimizers.SGD(0.125, momentum=0.5) for player in model.players}
    model.compile(steps_per_execution=3, jit_compile="auto", **chosen)
    model.save(tmp_path / "model.keras")
    loaded = load(tmp_path / "model.keras")
    assert loaded.steps_per_execution == 3
    assert loaded.get_compile_config()["jit_compile"] == "auto"
    for player in model.players:
        assert float(getattr(loaded, player).learning_rate) == 0.125
        assert getattr(loaded, player).momentum == 0.5


@every_method
def test_interrupted_equals_uninterrupted(method, images, tmp_path):
    interrupt(method, images, tmp_path, run_eagerly=True)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_interrupted_equals_uninterrupted_compiled(jit_compile, images, tmp_path):
    interrupt(methods()["vae"], images, tmp_path, jit_compile=jit_compile)


def interrupt(method, images, tmp_path, **compiled):
    split = Split(images, labels=np.arange(len(images)) % 10)

    def run(model, first, last):
        batches = split.batches(len(images), seed=5, first_epoch=first)
        backup = Backup(tmp_path)
        model.fit(batches, initial_epoch=first, epochs=last, verbose=0, callbacks=[backup])

    whole = build(method)
    whole.compile(**compiled)
    run(whole, 0, 2)
    (tmp_path / "epoch-00002.keras").unlink()
    resumed, epochs = restore(tmp_path)
    assert epochs == 1
    run(resumed, 1, 2)
    assert_same_weights(whole, resumed)
