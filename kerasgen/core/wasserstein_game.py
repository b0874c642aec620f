"""The game of a generator and a critic for the Wasserstein distance."""

from kerasgen.core.two_player_game import TwoPlayerGame
from kerasgen.formulas.adversarial import Wasserstein
from kerasgen.networks import critic


class WassersteinGame(TwoPlayerGame):
    """A critic, kept Lipschitz, that tells how far the generated distribution is from the data.

    Minimises `f(G(z)) - f(x)` and `-f(G(z))`. The critic plays the discriminator's part.

    Args:
        generator: `keras.Model`, latents `(batch, latent_dim)` to data.
        critic: `keras.Model`, data to a dict with `scores` `(batch, 1)`.
        critic_steps: int >= 1. Critic steps per generator step, on minibatches of their own.
        **kwargs: as in `TwoPlayerGame`.
    """

    networks = ("generator", "critic")
    players = {"critic_optimizer": ("critic",), "generator_optimizer": ("generator",)}
    logged = ("critic_loss", "generator_loss")
    role, output = "critic", "scores"
    default_discriminator = staticmethod(critic)

    def __init__(self, generator, critic, critic_steps=5, **kwargs):
        super().__init__(
            generator, Wasserstein(), discriminator_steps=critic_steps, critic=critic, **kwargs
        )

    @property
    def discriminator(self):
        return self.critic

    @property
    def critic_steps(self):
        return self.discriminator_steps

    def get_config(self):
        return {**super().get_config(), "critic_steps": self.critic_steps}
