"""Every adversarial objective under every game that takes one."""

import numpy as np
import pytest
from small_models import batch_for, build, sgd

from kerasgen.catalogue import methods
from kerasgen.formulas.adversarial import AdversarialObjective, objective_named

OBJECTIVES = ("minimax", "non_saturating", "least_squares", "hinge", "wasserstein", "relativistic")
PENALTIES = "r1:1.0,r2:1.0"
GAMES = ["gan", "conditional_gan", "ac_gan", "pac_gan", "info_gan", "bi_gan"]


@pytest.mark.parametrize("name", GAMES)
def test_every_objective_moves_both_players(name, images):
    model = build(methods()[name], penalties=PENALTIES)
    model.compile(**sgd(model, rate=0.1), run_eagerly=True)
    batch = batch_for(model, images[:8])
    for objective in OBJECTIVES:
        model.objective = objective_named(objective)
        model.reset_metrics()
        before = {player: weights(model, player) for player in model.players}
        logs = model.train_step(batch)
        assert np.isfinite([float(value) for value in logs.values()]).all(), objective
        for player, old in before.items():
            assert not np.allclose(weights(model, player), old), (objective, player)


def weights(model, player):
    return np.concatenate([np.ravel(v.numpy()) for v in model.variables_of(player)])


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_an_objective_comes_back_from_the_config(objective):
    model = build(methods()["gan"], objective=objective)
    twin = type(model).from_config(model.get_config())
    assert type(twin.objective) is type(objective_named(objective))


class Asymmetric(AdversarialObjective):
    """Of a user's own: what each player sees can be told from its loss."""

    def discriminator_loss(self, real, fake):
        return real[:, 0] + 10.0 * fake[:, 0]

    def generator_loss(self, real, fake):
        return 100.0 * real[:, 0] + 1000.0 * fake[:, 0]


@pytest.mark.parametrize("name", ["gan", "conditional_gan", "pac_gan"])
def test_an_objective_of_ones_own_sees_both_sides(name, images):
    model = build(methods()[name], objective=Asymmetric())
    x = model.examples(batch_for(model, images[:8]))
    fake = model.generated(model.noise_for(x), training=False)
    real_outputs, fake_outputs = (
        np.array(model.outputs(batch, training=False)["logits"])[:, 0] for batch in (x, fake)
    )
    found = model.discriminator_loss(x, fake, training=False)
    np.testing.assert_allclose(found, real_outputs + 10 * fake_outputs, rtol=1e-4, atol=1e-5)
    found = model.generator_loss(x, fake, training=False)
    np.testing.assert_allclose(
        found, 100 * real_outputs + 1000 * fake_outputs, rtol=1e-4, atol=1e-3
    )
