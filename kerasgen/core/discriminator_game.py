"""The game of a generator and a discriminator, whatever they minimise."""

from kerasgen.core.two_player_game import TwoPlayerGame
from kerasgen.networks import discriminator


class DiscriminatorGame(TwoPlayerGame):
    """A discriminator that gives data other logits than what is generated.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        discriminator: `keras.Model`, data to a dict with `logits` `(batch, 1)`.
        discriminator_steps: int >= 1. Discriminator steps per generator step, k.
        **kwargs: as in `TwoPlayerGame`.
    """

    opponent, verdict = "discriminator", "logits"
    networks = ("generator", "discriminator")
    players = {
        "discriminator_optimizer": ("discriminator",),
        "generator_optimizer": ("generator",),
    }
    logged = ("discriminator_loss", "generator_loss")
    decision_boundary = 0.0
    default_opponent = staticmethod(discriminator)

    def __init__(self, generator, discriminator, discriminator_steps=1, **kwargs):
        super().__init__(generator, discriminator_steps, discriminator=discriminator, **kwargs)
