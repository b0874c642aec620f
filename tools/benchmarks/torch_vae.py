"""The convolutional VAE in PyTorch."""

import torch
from torch import nn
from torch.nn import functional

from benchmarks.torch_parts import adam, doubling, halving, minimise


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            halving(1, 16), nn.SiLU(), halving(16, 32), nn.SiLU(), nn.Flatten(),
            nn.Linear(32 * 49, 256), nn.SiLU(), nn.Linear(256, 16 + 16),
        )  # fmt: skip
        self.decoder = nn.Sequential(
            nn.Linear(16, 256), nn.SiLU(), nn.Linear(256, 32 * 49), nn.SiLU(),
            nn.Unflatten(1, (32, 7, 7)), doubling(32, 16), nn.SiLU(), doubling(16, 1),
        )  # fmt: skip
        self.optimizer = adam(self.encoder, self.decoder, rate=1e-3)

    def train_step(self, x):
        mean, log_var = self.encoder(x).chunk(2, dim=1)
        logits = self.decoder(mean + torch.exp(log_var / 2) * torch.randn_like(mean))
        nll = functional.binary_cross_entropy_with_logits(logits, x, reduction="none")
        kl = 0.5 * (mean**2 + log_var.exp() - log_var - 1).sum(1)
        minimise((nll.flatten(1).sum(1) + kl).mean(), self.optimizer)
