"""Twins of VAEs that are games too."""

import torch
from torch.distributions import Normal, kl_divergence
from torch.nn.functional import logsigmoid
from torch_networks import leaky
from torch_optimizers import RMSprop
from vaes import PRIOR, VAE


class VAEGAN(VAE):
    """Larsen et al., 2016, with the generator's loss of GANs that does not saturate.

    Each player's gradient is of the weights before the step. The features are those of the hidden
    layer before the last.
    """

    players = {
        "encoder_optimizer": ("encoder",),
        "decoder_optimizer": ("decoder",),
        "discriminator_optimizer": ("discriminator",),
    }
    gamma = 0.01

    def default_optimizers(self):
        return {player: RMSprop(3e-4) for player in self.players}

    def step(self, x):
        q = self.posterior(x)
        reconstruction, generated = (
            self.image(z) for z in (self.drawn(q), self.normal(*q.mean.shape))
        )
        *_, features, _ = self.discriminator.stages(
            torch.cat([x.flatten(1), reconstruction]), leaky
        )
        of_data, of_reconstruction = features.chunk(2)
        nll = -Normal(of_reconstruction, 1.0).log_prob(of_data).sum(1)
        real, fake = (self.discriminator.logits(images) for images in (x, generated))
        losses = {
            "encoder_optimizer": nll + kl_divergence(q, PRIOR).sum(1),
            "decoder_optimizer": self.gamma * nll - logsigmoid(fake),
            "discriminator_optimizer": -logsigmoid(real) - logsigmoid(-fake),
        }
        slopes = {player: self.slopes(player, of_player) for player, of_player in losses.items()}
        for player, of_player in slopes.items():
            self.move(player, of_player)

    def image(self, z):
        (output,) = self.decoder.grown(z)
        return torch.sigmoid(output) if self.likelihood == "bernoulli" else output
