"""What is saved of every method comes back, and trains on exactly as it would have."""

import keras
import numpy as np
import pytest
from small_models import (
    OF_THE_CONTRACT,
    ONE_OF_EACH_KIND,
    assert_same_weights,
    batch_for,
    build,
    every_method,
    first_of_their_kind,
    untouched,
    with_steps_of_its_own,
)

from kerasgen.catalogue import methods
from kerasgen.data import Split
from kerasgen.loading import load
from kerasgen.training.callbacks import Backup, restore

pytestmark = OF_THE_CONTRACT


@every_method
def test_config_round_trip(method):
    model = untouched(method.name)
    twin = type(model).from_config(model.get_config())
    assert twin.get_config() == model.get_config()
    assert [v.shape for v in twin.weights] == [v.shape for v in model.weights]


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_trains_on_from_a_file_as_it_would_have(method, images, tmp_path):
    whole = build(method)
    chosen = {player: keras.optimizers.SGD(0.03125, momentum=0.5) for player in whole.players}
    whole.compile(steps_per_execution=3, jit_compile="auto", **chosen)
    batch = batch_for(whole, images[:32])
    whole.train_step(batch)
    whole.save(tmp_path / "model.keras")
    resumed = load(tmp_path / "model.keras")
    assert resumed.steps_per_execution == 3
    assert resumed.get_compile_config()["jit_compile"] == "auto"
    for player in resumed.players:
        assert float(getattr(resumed, player).learning_rate) == 0.03125
        assert getattr(resumed, player).momentum == 0.5
    for model in (whole, resumed):
        model.train_step(batch)
    assert_same_weights(whole, resumed)


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_interrupted_equals_uninterrupted(method, images, tmp_path):
    interrupt(method, images, tmp_path, jit_compile=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_interrupted_equals_uninterrupted_by_xla(name, images, tmp_path):
    interrupt(methods()[name], images, tmp_path, jit_compile=True)


def interrupt(method, images, tmp_path, jit_compile):
    split = Split(images, labels=np.arange(len(images)) % 10)

    def run(model, first, last):
        batches = split.batches(len(images), seed=5, first_epoch=first)
        backup = Backup(tmp_path)
        model.fit(batches, initial_epoch=first, epochs=last, verbose=0, callbacks=[backup])

    whole = build(method)
    whole.compile(jit_compile=jit_compile)
    run(whole, 0, 2)
    (tmp_path / "epoch-00002.keras").unlink()
    resumed, epochs = restore(tmp_path)
    assert epochs == 1
    run(resumed, 1, 2)
    assert_same_weights(whole, resumed)
