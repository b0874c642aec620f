"""Twins of the games on pairs of data and latents."""

import torch
from games import GAN
from protocol import LATENT_DIM
from torch.nn.functional import logsigmoid, relu
from torch_networks import leaky

# What the discriminator minimises, then generator and encoder, of logits for data and for fakes.
LOSSES = {
    "non_saturating": (
        lambda real, fake: -logsigmoid(real) - logsigmoid(-fake),
        lambda real, fake: -logsigmoid(fake) - logsigmoid(-real),
    ),
    "minimax": (
        lambda real, fake: -logsigmoid(real) - logsigmoid(-fake),
        lambda real, fake: logsigmoid(real) + logsigmoid(-fake),
    ),
    "hinge": (
        lambda real, fake: relu(1 - real) + relu(1 + fake),
        lambda real, fake: real - fake,
    ),
}


class BiGAN(GAN):
    """Donahue et al., 2017, the players in turn; or, stochastic, Dumoulin et al., 2016."""

    players = {
        "discriminator_optimizer": ("discriminator",),
        "generator_optimizer": ("generator", "encoder"),
    }
    objective = "non_saturating"
    stochastic = False
    penalties = None

    def step(self, x):
        of_discriminator, of_others = LOSSES[self.objective]
        with torch.no_grad():
            real, fake = self.pairs(x)
        loss = of_discriminator(self.logits(*real), self.logits(*fake))
        if self.penalties:  # R1 and R2 of weight 1
            loss = loss + 0.5 * (self.squared_slope(*real) + self.squared_slope(*fake))
        self.minimise("discriminator_optimizer", loss)
        real, fake = self.pairs(x)
        loss = of_others(self.logits(*real), self.logits(*fake))
        self.minimise("generator_optimizer", loss)

    def pairs(self, x):
        """`(x, E(x))` and `(G(z), z)`."""
        z = self.latents(len(x))
        return (x, self.encoded(x)), (self.grown(z), z)

    def latents(self, count):
        """Uniform on [-1, 1]; of the stochastic one `N(0, 4 I)`, as its case has it."""
        if self.stochastic:
            return 2 * self.normal(count, LATENT_DIM)
        return 2 * self.uniform(count, LATENT_DIM) - 1

    def encoded(self, x):
        features = self.encoder.features(x, leaky)
        if not self.stochastic:
            return self.encoder.dense("latents", features)
        mean, log_var = (self.encoder.dense(head, features) for head in ("mean", "log_var"))
        return mean + (log_var / 2).exp() * self.normal(len(x), LATENT_DIM)

    def logits(self, x, z):
        joined = torch.cat([self.discriminator.features(x, leaky), z], dim=1)
        hidden = leaky(self.discriminator.dense("joint", joined))
        return self.discriminator.dense("logits", hidden).squeeze(1)

    def squared_slope(self, *pair):
        pair = [part.detach().requires_grad_() for part in pair]
        slopes = torch.autograd.grad(self.logits(*pair).sum(), pair, create_graph=True)
        return sum(slope.flatten(1).square().sum(1) for slope in slopes)
