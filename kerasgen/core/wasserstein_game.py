"""The game of a generator and a critic for the Wasserstein distance."""

from kerasgen.core.two_player_game import TwoPlayerGame
from kerasgen.formulas import losses
from kerasgen.networks import critic


class WassersteinGame(TwoPlayerGame):
    """A critic, kept Lipschitz, that tells how far the generated distribution is from the data.

    Minimises `f(G(z)) - f(x)` and `-f(G(z))`.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        critic: `keras.Model`, data to a dict with `scores` `(batch, 1)`.
        critic_steps: int >= 1. Critic steps per generator step, on minibatches of their own.
        **kwargs: as in `TwoPlayerGame`.
    """

    opponent, verdict = "critic", "scores"
    networks = ("generator", "critic")
    players = {"critic_optimizer": ("critic",), "generator_optimizer": ("generator",)}
    logged = ("critic_loss", "generator_loss")
    opponent_objective = staticmethod(losses.wasserstein_critic_loss)
    generator_objective = staticmethod(losses.wasserstein_generator_loss)
    default_opponent = staticmethod(critic)

    def __init__(self, generator, critic, critic_steps=5, **kwargs):
        super().__init__(generator, critic_steps, critic=critic, **kwargs)
