"""Schedules by name."""

import keras
import pytest

from kerasgen.formulas.schedules import rate_over, schedule_named


def test_arguments_of_a_schedule_stand_behind_its_name():
    warm_up = schedule_named("polynomial_decay:0:1000:1")
    assert [float(warm_up(step)) for step in (0, 250, 1000, 2000)] == [0.0, 0.25, 1.0, 1.0]
    halved = schedule_named("exponential_decay:1e-2:100:0.5")
    assert float(halved(200)) == pytest.approx(1e-2 / 4)


def test_whole_numbers_are_numbers_like_others():
    """Of which Keras's cosine takes pi for 3, and others compute in doubles."""
    assert float(schedule_named("cosine_decay:2:100")(50)) == pytest.approx(1.0)
    assert schedule_named("exponential_decay:1:100:2")(50).dtype == "float32"


def test_a_rate_alone_is_for_the_whole_training():
    falling = rate_over("cosine_decay:1e-3", 400)
    assert [float(falling(step)) for step in (0, 200, 400)] == pytest.approx([1e-3, 5e-4, 0.0])
    assert float(rate_over("cosine_decay:1e-3:100", 400)(100)) == pytest.approx(0.0)


@pytest.mark.parametrize("given", [1e-3, 0, keras.optimizers.schedules.CosineDecay(1e-3, 10)])
def test_what_is_no_name_stays_as_it_is(given):
    assert schedule_named(given) is given and rate_over(given, 5) is given


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cosine:1e-3", "Unknown schedule 'cosine'; there are cosine_decay"),
        ("cosine_decay", "behind cosine_decay stand numbers .* initial_learning_rate, decay_steps"),
        ("exponential_decay:1e-3:5", "initial_learning_rate, decay_steps, decay_rate"),
        ("cosine_decay:fast:5", "behind cosine_decay stand numbers"),
    ],
)
def test_a_name_that_makes_no_schedule_says_what_would(name, words):
    with pytest.raises(ValueError, match=words):
        schedule_named(name)
