"""The GAN of 512-512 perceptrons in PyTorch."""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from benchmarks.torch_parts import adam, minimise


class GAN(nn.Module):
    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(
            nn.Linear(64, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 784),
            nn.Sigmoid(), nn.Unflatten(1, (1, 28, 28)),
        )  # fmt: skip
        self.discriminator = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 512),
            nn.LeakyReLU(0.2), nn.Linear(512, 1),
        )  # fmt: skip
        self.discriminator_optimizer = adam(self.discriminator, rate=2e-4, betas=(0.5, 0.999))
        self.generator_optimizer = adam(self.generator, rate=2e-4, betas=(0.5, 0.999))

    def train_step(self, x):
        real, fake = torch.ones(len(x), 1), torch.zeros(len(x), 1)
        with torch.no_grad():
            made = self.generator(torch.randn(len(x), 64))
        loss = binary_cross_entropy_with_logits(self.discriminator(x), real)
        loss = loss + binary_cross_entropy_with_logits(self.discriminator(made), fake)
        minimise(loss, self.discriminator_optimizer)
        logits = self.discriminator(self.generator(torch.randn(len(x), 64)))
        minimise(binary_cross_entropy_with_logits(logits, real), self.generator_optimizer)
