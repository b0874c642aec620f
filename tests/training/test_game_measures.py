"""What is measured of players, by hand."""

from types import SimpleNamespace

import pytest

from kerasgen.formulas.adversarial import Hinge, Relativistic
from kerasgen.training.game_measures import discriminator_numbers


def test_accuracies_on_the_boundary_are_wrong_of_either():
    game = SimpleNamespace(role="discriminator", objective=Hinge())
    found = discriminator_numbers(game, [[0.0], [1.0], [2.0]], [[0.0], [-1.0]])
    assert found == {
        "discriminator_accuracy_real": pytest.approx(2 / 3),
        "discriminator_accuracy_fake": 0.5,
    }
    game.objective = Relativistic()
    found = discriminator_numbers(game, [[0.0], [1.0], [2.0]], [[0.0], [-1.0]])
    assert found == {"discriminator_gap": 1.5}
