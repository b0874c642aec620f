"""How every method trains: who moves, what is logged, what is refused."""

import inspect

import numpy as np
import pytest
from small_models import (
    OF_THE_CONTRACT,
    arrays_for,
    assert_same_weights,
    batch_for,
    build,
    every_method,
    first_of_their_kind,
    fit,
    sgd,
    untouched,
    with_steps_of_its_own,
)

from kerasgen.catalogue import methods

pytestmark = OF_THE_CONTRACT


@every_method
def test_trains_with_its_paper_defaults(method, images):
    train_by_default(method, "dense", images)


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_trains_with_convolutions(method, images):
    if "autoencoder" in inspect.signature(method.load().from_data_shape).parameters:
        pytest.skip("its networks are of codes, or are those of an autoencoder")
    train_by_default(method, "convolutional", images)


def train_by_default(method, architecture, images):
    model = build(method, architecture=architecture)
    model.compile()
    before = [(v, v.numpy()) for v in model.weights]
    logs = model.train_step(batch_for(model, images[:16]))
    assert set(logs) == set(model.logged)
    assert np.isfinite([float(value) for value in logs.values()]).all()
    moved = {variable.path: not np.array_equal(old, variable) for variable, old in before}
    assert any(moved.values())
    assert all(moves for path, moves in moved.items() if "moving_" in path), moved


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_each_optimizer_moves_its_own_networks_only(method, images):
    model = build(method)
    for player in model.players:
        model.compile(**sgd(model, moving=player))
        own = {id(v) for v in model.variables_of(player)}
        before = [(v, v.numpy()) for v in model.trainable_variables]
        model.train_step(batch_for(model, images))
        for variable, old in before:
            moved = not np.array_equal(variable, old)
            # Losses that compare two outputs can be blind to what both share, and that of a class
            # is of one head of an encoder.
            of_style = player == "classifier_optimizer" and "latents/" in variable.path
            blind = not moved and ("bias" in variable.path or of_style)
            assert moved == (id(variable) in own) or blind, variable.path


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_labels_and_steps_per_execution_change_nothing(method, images):
    """Also where the last batch is short; labels only where a model needs none."""
    images, labels = images[:50], np.arange(50) % 10
    models = []
    for labelled, steps in ((False, 1), (True, 3)):
        model = build(method)
        model.compile(steps_per_execution=steps)
        beside = labelled and not model.few_labels
        arrays = (images, labels) if beside else arrays_for(model, images)
        model.fit(*arrays, batch_size=16, shuffle=False, verbose=0)
        models.append(model)
    assert_same_weights(*models)


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_epoch_means_are_means_over_examples(method, images):
    model = build(method)
    model.compile(**sgd(model, rate=0.0), run_eagerly=True)
    seen = []
    log = model.log
    model.log = lambda *weights, **values: (
        seen.append((values, *weights)),
        log(*weights, **values),
    )[1]
    history = fit(model, images[:40]).history  # batches of 16, 16 and 8
    for name in model.logged:
        logged = [(np.ravel(v[name]), *weights) for v, *weights in seen if name in v]
        values = np.concatenate([v for v, *_ in logged])
        weights = [np.ones_like(v) if w in ([], [None]) else w[0] for v, *w in logged]
        # A generator takes one step for several of its critic.
        steps = model.discriminator_steps if model.adversarial else 1
        every_step = "critic" in name or "penalty" in name
        assert len(values) == (40 if every_step else 40 // steps)
        assert history[name][0] == pytest.approx(
            np.average(values, weights=np.concatenate(weights)), rel=1e-5
        )


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_not_a_number_stops_the_training(method, images):
    model = build(method)
    model.compile(**sgd(model), run_eagerly=True)
    with pytest.raises(FloatingPointError, match="epoch 1"):
        fit(model, np.full_like(images, np.nan), epochs=5, batch_size=64)


@every_method
def test_unknown_optimizer_is_refused(method):
    for optimizer in ("adam", None):
        with pytest.raises(TypeError, match="its optimizers are"):
            untouched(method.name).compile(nobodys_optimizer=optimizer)
