"""How every method's networks are called: for training in a training step, and else not."""

from collections import Counter

import keras
import pytest
from keras import ops
from small_models import batch_for, build, every_method, with_steps_of_its_own

from kerasgen.catalogue import methods

pytestmark = pytest.mark.usefixtures("untraced")


@pytest.fixture
def calls(monkeypatch):
    """Names of networks, and whether they were called for training, call by call."""
    seen = []
    call = keras.Model.__call__

    def recorded(network, *args, **kwargs):
        seen.append((network.name, kwargs.get("training")))
        return call(network, *args, **kwargs)

    monkeypatch.setattr(keras.Model, "__call__", recorded)
    return seen


@every_method
def test_networks_are_trained_in_training_and_measured_in_measuring(method, images, calls):
    model = build(method)
    model.minimize = lambda *args: None
    batch = batch_for(model, images[:6])
    networks = {getattr(model, name).name for name in model.networks}
    frozen = {("trained_encoder", False)} if "autoencoder" in model.get_config() else set()
    for step, training in ((model.train_step, True), (model.test_step, False)):
        calls.clear()
        step(batch)
        assert set(calls) == {(name, training) for name in networks} | frozen


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_a_step_moves_each_player_as_often_as_it_says(method, images):
    model, moved = build(method), []
    model.minimize = lambda losses, tape, player, *weights: moved.append(player)
    model.train_step(batch_for(model, images[:6]))
    assert Counter(moved) == {player: model.updates_per_step(player) for player in model.players}


PLAYERS = {
    "autoencoder": {"optimizer": ("encoder", "decoder")},
    "vae": {"optimizer": ("encoder", "decoder")},
    "vamp_prior_vae": {"optimizer": ("encoder", "decoder", "pseudo_inputs")},
    "factor_vae": {
        "optimizer": ("encoder", "decoder"),
        "discriminator_optimizer": ("discriminator",),
    },
    "vq_vae": {"optimizer": ("encoder", "decoder"), "prior_optimizer": ("prior",)},
    "gan": {
        "discriminator_optimizer": ("discriminator",),
        "generator_optimizer": ("generator",),
    },
    "info_gan": {
        "discriminator_optimizer": ("discriminator", "recognition"),
        "generator_optimizer": ("generator",),
    },
    "wgan": {"critic_optimizer": ("critic",), "generator_optimizer": ("generator",)},
    "cluster_gan": {
        "critic_optimizer": ("critic",),
        "generator_optimizer": ("generator", "encoder"),
    },
    "semi_supervised_adversarial_autoencoder": {
        "optimizer": ("encoder", "decoder"),
        "discriminator_optimizer": ("discriminator", "class_discriminator"),
        "encoder_optimizer": ("encoder",),
        "classifier_optimizer": ("encoder",),
    },
    "adversarial_autoencoder": {
        "optimizer": ("encoder", "decoder"),
        "discriminator_optimizer": ("discriminator",),
        "encoder_optimizer": ("encoder",),
    },
    "bi_gan": {
        "discriminator_optimizer": ("discriminator",),
        "generator_optimizer": ("generator", "encoder"),
    },
    "vae_gan": {
        "encoder_optimizer": ("encoder",),
        "decoder_optimizer": ("decoder",),
        "discriminator_optimizer": ("discriminator",),
    },
}


@pytest.mark.parametrize("name", PLAYERS)
def test_players_move_the_networks_of_the_paper(name):
    assert methods()[name].load().players == PLAYERS[name]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", ["autoencoder", "vae", "vq_vae", "gan", "wgan"])
def test_a_model_calls_its_networks_as_it_is_called(name, training, images, calls):
    model = build(methods()[name])
    inputs = ops.zeros((2, model.latent_dim)) if model.adversarial else images[:2]
    model(inputs, training=training)
    assert set(calls[1:]) <= {(getattr(model, n).name, training) for n in model.networks}
    assert len(calls) == (2 if model.adversarial else 3)
