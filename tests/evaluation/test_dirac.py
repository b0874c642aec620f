"""The Dirac-GAN as a data set: whether a game converges, in its simplest case."""

import math

import numpy as np
import pytest

from kerasgen import GAN, networks
from kerasgen.data import load_data
from kerasgen.evaluation import drawing
from kerasgen.evaluation.known_density import evaluate_density
from kerasgen.networks import Point
from kerasgen.training.collapse import CollapseAlarm
from kerasgen.training.health import Health
from kerasgen.training.ranking import choices
from kerasgen.training.recipes import recipe_for
from kerasgen.training.requests import Request, new_model


@pytest.fixture(scope="module")
def data():
    return load_data("dirac")


def untrained(data, method, **settings):
    recipe = recipe_for(method, data.kind, data.data_shape)
    return new_model(Request(method, settings=settings), recipe, data)


def distances(data, method, **settings):
    """How far samples are from the data after each epoch of a training by the recipe."""
    model = untrained(data, method, **settings)
    recipe = recipe_for(method, data.kind, data.data_shape)
    recipe.compile(model, 10 * recipe.epochs)
    model.discriminator.set_weights([np.ones((1, 1)), np.zeros(1)])
    watchers = [Health(data), CollapseAlarm(tell=pytest.fail)]
    batches = data.train.batches(recipe.batch_size)
    logs = model.fit(batches, epochs=recipe.epochs, callbacks=watchers, verbose=0).history
    return logs["distance_from_data"]


def test_all_data_are_one_point(data):
    assert data.data_shape == (1,) and data.train.labels is None
    assert not data.train.examples.any() and not data.test.examples.any()


def test_the_generator_is_one_point_and_the_discriminator_linear():
    points = networks.generator((1,), 3, Point(start=0.75), "linear")(np.random.rand(5, 3))
    np.testing.assert_array_equal(points, np.full((5, 1), 0.75, "float32"))
    discriminator = networks.discriminator((1,), Point())
    slope, intercept = discriminator.get_weights()
    x = np.array([[-2.0], [0.0], [3.0]], "float32")
    np.testing.assert_allclose(discriminator(x)["logits"], slope * x + intercept, rtol=1e-6)


@pytest.mark.parametrize("method", ["gan", pytest.param("minimax_gan", marks=pytest.mark.slow)])
def test_with_r1_it_converges(method, data):
    """By `exp(-gamma t / 2)`, the real part of both eigenvalues for `gamma < 1`."""
    recipe = recipe_for(method, "dirac", (1,))
    (penalty,) = recipe.settings["penalties"]
    time = 0.1 * 10 * recipe.epochs  # of steps of 0.1
    # Both players begin at 1, and their distance from 0 varies on its way round.
    assert distances(data, method)[-1] < 5 * math.exp(-penalty.weight * time / 2)


@pytest.mark.slow
def test_without_it_goes_round(data):
    """For ever where the players move in turn, as both eigenvalues are imaginary."""
    far = distances(data, "minimax_gan", penalties=[])
    assert max(far[-15:]) > 0.95 * max(far[:15])
    assert min(far[-15:]) < 0.3


def test_where_samples_are_and_how_steep_the_discriminator_is(data):
    models = {method: untrained(data, method) for method in ("gan", "wgan")}
    for model in models.values():
        model.generator.set_weights([np.array([-0.25])])
        model.discriminator.set_weights([np.array([[-2.0]]), np.array([0.5])])
    numbers, section = evaluate_density(models["gan"], data)
    value = -math.log1p(math.exp(-0.5)) - math.log1p(math.exp(1.0))
    assert numbers == {
        "distance_from_data": pytest.approx(0.25),
        "slope_at_data": pytest.approx(2.0),
        "value_of_the_game": pytest.approx(value),
    }
    assert [control for *_, control in section.rows] == [0.0, 0.0, -math.log(4)]
    numbers, _ = evaluate_density(models["wgan"], data)
    assert numbers == pytest.approx({"distance_from_data": 0.25, "slope_at_data": 2.0})


def test_epochs_are_ranked_by_the_distance_and_not_by_a_share_of_none(data):
    assert choices(GAN, data) == ["distance_from_data"]


def test_pictures_are_of_one_size(data):
    model = untrained(data, "gan")
    before = drawing.drawn(model, data)
    model.generator.set_weights([np.array([-0.5])])
    after = drawing.drawn(model, data)
    assert before.shape == after.shape and (before != after).any()
