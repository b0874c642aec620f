"""WGAN-GP with the networks of the recipe for images, in PyTorch."""

import torch
from torch import nn

from benchmarks.torch_parts import adam, doubling, halving, minimise, normalised


class WGANGP(nn.Module):
    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(
            normalised(nn.Linear(64, 64 * 49, bias=False), nn.BatchNorm1d, 64 * 49, nn.ReLU()),
            nn.Unflatten(1, (64, 7, 7)),
            normalised(doubling(64, 32, bias=False), nn.BatchNorm2d, 32, nn.ReLU()),
            doubling(32, 1),
            nn.Sigmoid(),
        )
        self.critic = nn.Sequential(
            halving(1, 32), nn.LeakyReLU(0.2), halving(32, 64), nn.LeakyReLU(0.2), nn.Flatten(),
            nn.Linear(64 * 49, 1),
        )  # fmt: skip
        self.critic_optimizer = adam(self.critic, rate=1e-4, betas=(0.0, 0.9))
        self.generator_optimizer = adam(self.generator, rate=1e-4, betas=(0.0, 0.9))

    def train_step(self, x):
        for minibatch in x.chunk(5):
            self.critic_step(minibatch)
        made = self.generator(torch.randn(len(minibatch), 64))
        minimise(-self.critic(made).mean(), self.generator_optimizer)

    def critic_step(self, x):
        with torch.no_grad():
            made = self.generator(torch.randn(len(x), 64))
        loss = (self.critic(made) - self.critic(x)).mean() + 10 * self.penalty(x, made)
        minimise(loss, self.critic_optimizer)

    def penalty(self, x, made):
        share = torch.rand(len(x), 1, 1, 1)
        between = (share * x + (1 - share) * made).requires_grad_()
        # Not the compiled network, which has no second derivatives.
        scores = self.critic.forward(between)
        (slope,) = torch.autograd.grad(scores.sum(), between, create_graph=True)
        length = torch.sqrt(slope.flatten(1).square().sum(1) + 1e-12)
        return (length - 1).square().mean()
