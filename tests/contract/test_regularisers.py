"""Regularisers of layers that users bring, in every method."""

import inspect

import keras
import numpy as np
import pytest
from keras import layers
from small_models import (
    OF_THE_CONTRACT,
    batch_for,
    build,
    first_of_their_kind,
    remade,
    sgd,
    with_steps_of_its_own,
)

from kerasgen.catalogue import methods

pytestmark = OF_THE_CONTRACT
RATE = 0.01


def kernels_of(network):
    return [v for v in network.trainable_variables if v.path.endswith("kernel")]


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_regularised_kernels_move_as_much_further_as_their_regulariser_asks(method, images):
    """Of `.5 |w|^2` the gradient is `w`."""
    of_method = inspect.signature(method.load()).parameters
    steps = {"critic_steps": 1, "clip": 10.0}
    options = {name: value for name, value in steps.items() if name in of_method}
    plain, regularised = models = [build(method, **options) for _ in range(2)]
    for name in plain.networks:
        for kernel in kernels_of(getattr(regularised, name)):
            kernel.regularizer = keras.regularizers.L2(0.5)
    start = [v.numpy() for v in plain.trainable_variables]
    for player in plain.players:
        for model in models:
            for variable, value in zip(model.trainable_variables, start):
                variable.assign(value)
            model.compile(**sgd(model, moving=player, rate=RATE))
            model.seed_generator.state.assign([3, 0])
            model.train_step(batch_for(model, images[:16]))
        own = {id(v) for name in plain.players[player] for v in kernels_of(getattr(plain, name))}
        for old, one, other in zip(start, *(m.trainable_variables for m in models)):
            further = RATE * old if id(one) in own else 0.0
            np.testing.assert_allclose(one - other, further, atol=2e-6, err_msg=one.path)


def with_activity(network):
    """A network of the same layers whose first output is regularised."""
    regularised = layers.ActivityRegularization(l2=10.0)
    outputs = network.output
    if isinstance(outputs, dict):
        first, *_ = outputs
        return keras.Model(network.input, {**outputs, first: regularised(outputs[first])})
    return keras.Model(network.input, regularised(outputs))


@pytest.mark.parametrize("method", first_of_their_kind(methods()))
def test_regularised_activities_count_or_are_refused(method, images):
    model = build(method)
    networks = {name: getattr(model, name) for name in model.networks}
    for name, network in networks.items():
        regularised = {**networks, name: with_activity(network)}
        if name not in model.called_once:
            with pytest.raises(ValueError, match=f"`{name}` is called more than once"):
                remade(model, **regularised)
            continue
        start = [v.numpy() for v in networks[name].trainable_variables]
        moved = []
        for given in (networks, regularised):
            again = remade(model, **given)
            again.compile(**sgd(again, rate=RATE))
            for variable, value in zip(networks[name].trainable_variables, start):
                variable.assign(value)
            again.train_step(batch_for(again, images[:16]))
            moved.append(networks[name].trainable_variables[0].numpy())
        assert np.abs(np.subtract(*moved)).max() > 1e-5
