"""InfoGAN with the networks of the recipe for images, in PyTorch."""

import math

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, one_hot

from benchmarks.torch_parts import adam, doubling, halving, minimise, normalised


class InfoGAN(nn.Module):
    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(
            normalised(nn.Linear(74, 1024, bias=False), nn.BatchNorm1d, 1024, nn.ReLU()),
            normalised(nn.Linear(1024, 128 * 49, bias=False), nn.BatchNorm1d, 128 * 49, nn.ReLU()),
            nn.Unflatten(1, (128, 7, 7)),
            normalised(doubling(128, 64, bias=False), nn.BatchNorm2d, 64, nn.ReLU()),
            doubling(64, 1),
            nn.Sigmoid(),
        )
        self.discriminator = Discriminator()
        leaky = nn.LeakyReLU(0.1)
        self.recognition = nn.Sequential(
            normalised(nn.Linear(1024, 128, bias=False), nn.BatchNorm1d, 128, leaky),
            nn.Linear(128, 10 + 1 + 1),
        )
        self.discriminator_optimizer = adam(
            self.discriminator, self.recognition, rate=2e-4, betas=(0.5, 0.999)
        )
        self.generator_optimizer = adam(self.generator, rate=1e-3, betas=(0.5, 0.999))

    def train_step(self, x):
        real, fake = torch.ones(len(x), 1), torch.zeros(len(x), 1)
        inputs, codes = self.noise(len(x))
        with torch.no_grad():
            made = self.generator(inputs)
        logits, _ = self.discriminator(x)
        loss = binary_cross_entropy_with_logits(logits, real)
        logits, features = self.discriminator(made)
        loss = loss + binary_cross_entropy_with_logits(logits, fake)
        minimise(loss + self.code_nll(features, codes), self.discriminator_optimizer)

        inputs, codes = self.noise(len(x))
        logits, features = self.discriminator(self.generator(inputs))
        loss = binary_cross_entropy_with_logits(logits, real) + self.code_nll(features, codes)
        minimise(loss, self.generator_optimizer)

    def noise(self, count):
        latents, continuous = (2 * torch.rand(count, size) - 1 for size in (62, 2))
        category = torch.randint(10, (count,))
        return torch.cat([latents, one_hot(category, 10), continuous], 1), (category, continuous)

    def code_nll(self, features, codes):
        category, continuous = codes
        logits, mean = self.recognition(features).split((10, 2), dim=1)
        squares = (continuous - mean).square().sum(1).mean()
        return cross_entropy(logits, category) + 0.5 * squares + math.log(2 * math.pi)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        leaky = nn.LeakyReLU(0.2)
        self.features = nn.Sequential(
            halving(1, 64),
            leaky,
            normalised(halving(64, 128, bias=False), nn.BatchNorm2d, 128, leaky),
            nn.Flatten(),
            normalised(nn.Linear(128 * 49, 1024, bias=False), nn.BatchNorm1d, 1024, leaky),
        )
        self.logits = nn.Linear(1024, 1)

    def forward(self, x):
        features = self.features(x)
        return self.logits(features), features
