"""Twins of the GANs that are told nothing but the data."""

import torch
from protocol import DATA_SHAPE, LATENT_DIM
from torch.nn.functional import logsigmoid, relu
from torch_optimizers import Adam, RMSprop
from twin import Twin


class GAN(Twin):
    """Goodfellow et al., 2014, Algorithm 1, with the generator's loss of Section 3.

    With labels, what is generated has those of the examples.
    """

    players = {
        "discriminator_optimizer": ("discriminator",),
        "generator_optimizer": ("generator",),
    }
    discriminator_steps = 1
    label_smoothing = 0.0

    def default_optimizers(self):
        """Those of Radford et al., 2016."""
        return {player: Adam(2e-4, beta_1=0.5) for player in self.players}

    def step(self, *batch):
        for turn in range(self.discriminator_steps):
            x, *label = (part[turn :: self.discriminator_steps] for part in batch)
            self.discriminator_step(x, *label)
        fake = self.generated(len(x), *label)
        self.minimise("generator_optimizer", self.generator_loss(fake, *label))

    def discriminator_step(self, x, *label):
        with torch.no_grad():
            fake = self.generated(len(x), *label)
        self.minimise("discriminator_optimizer", self.discriminator_loss(x, fake, *label))

    def generated(self, count, *label):
        latents = torch.cat([self.normal(count, LATENT_DIM), *label], dim=1)
        return self.grown(latents)

    def grown(self, latents):
        (logits,) = self.generator.grown(latents)
        return torch.sigmoid(logits).reshape(-1, *DATA_SHAPE)

    def logits(self, x, *label):
        return self.discriminator.logits(x)

    def discriminator_loss(self, x, fake, *label):
        return self.source_nll(self.logits(x, *label), self.logits(fake, *label))

    def source_nll(self, of_data, of_fake):
        """`-log D(x) - log(1 - D(G(z)))` of logits, the first smoothed."""
        smoothed = self.label_smoothing * logsigmoid(-of_data)
        right = (1 - self.label_smoothing) * logsigmoid(of_data) + smoothed
        return -right - logsigmoid(-of_fake)

    def generator_loss(self, fake, *label):
        return -logsigmoid(self.logits(fake, *label))


class MinimaxGAN(GAN):
    """Goodfellow et al., 2014, Eq. 1 for both."""

    def generator_loss(self, fake):
        return logsigmoid(-self.logits(fake))


class LSGAN(GAN):
    """Mao et al., 2017, Eq. 9."""

    def discriminator_loss(self, x, fake):
        return 0.5 * (self.logits(x) - 1) ** 2 + 0.5 * self.logits(fake) ** 2

    def generator_loss(self, fake):
        return 0.5 * (self.logits(fake) - 1) ** 2


class HingeGAN(GAN):
    """Miyato et al., 2018, Eq. 16 and 17."""

    def discriminator_loss(self, x, fake):
        return relu(1 - self.logits(x)) + relu(1 + self.logits(fake))

    def generator_loss(self, fake):
        return -self.logits(fake)


class RelativisticGAN(GAN):
    """Jolicoeur-Martineau, 2018, of pairs; with R1 and R2 of weight 1 as Huang et al., 2024."""

    def step(self, x):
        self.discriminator_step(x)
        fake = self.generated(len(x))
        self.minimise("generator_optimizer", -logsigmoid(self.logits(fake) - self.logits(x)))

    def discriminator_loss(self, x, fake):
        slopes = sum(self.squared_slope(examples) for examples in (x, fake))
        return -logsigmoid(self.logits(x) - self.logits(fake)) + 0.5 * slopes

    def squared_slope(self, x):
        x = x.requires_grad_()
        (slope,) = torch.autograd.grad(self.logits(x).sum(), x, create_graph=True)
        return slope.flatten(1).square().sum(1)


class PacGAN(GAN):
    """Lin et al., 2018, Section 3: neighbours, two by two, joined along the channels."""

    pack = 2

    def logits(self, x):
        return super().logits(torch.cat([x[i :: self.pack] for i in range(self.pack)], dim=-1))


class WGAN(GAN):
    """Arjovsky et al., 2017, Algorithm 1: a critic where the others have a discriminator."""

    players = {"critic_optimizer": ("critic",), "generator_optimizer": ("generator",)}
    critic_steps = 5
    clip = 0.01

    def default_optimizers(self):
        return {player: RMSprop(5e-5) for player in self.players}

    @property
    def discriminator_steps(self):
        return self.critic_steps

    def discriminator_step(self, x):
        with torch.no_grad():
            fake = self.generated(len(x))
        self.minimise("critic_optimizer", self.critic_loss(x, fake))
        with torch.no_grad():
            for weight in self.parameters("critic").values():
                weight.clamp_(-self.clip, self.clip)

    def critic_loss(self, x, fake):
        return self.scores(fake) - self.scores(x)

    def generator_loss(self, fake):
        return -self.scores(fake)

    def scores(self, x):
        return self.critic.logits(x, "scores")


class WGANGP(WGAN):
    """Gulrajani et al., 2017, Algorithm 1: a penalty where `WGAN` clips."""

    clip = torch.inf

    def default_optimizers(self):
        return {player: Adam(1e-4, beta_1=0.0, beta_2=0.9) for player in self.players}

    def critic_loss(self, x, fake):
        share = self.uniform(len(x), 1, 1, 1)
        between = (share * x + (1 - share) * fake).requires_grad_()
        (slope,) = torch.autograd.grad(self.scores(between).sum(), between, create_graph=True)
        return super().critic_loss(x, fake) + 10 * (slope.flatten(1).norm(dim=1) - 1) ** 2
