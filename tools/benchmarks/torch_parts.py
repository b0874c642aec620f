"""What the models in PyTorch share: Keras' settings under PyTorch's names."""

import torch
from torch import nn


def halving(channels, filters, **options):
    return nn.Conv2d(channels, filters, kernel_size=4, stride=2, padding=1, **options)


def doubling(channels, filters, **options):
    return nn.ConvTranspose2d(channels, filters, kernel_size=4, stride=2, padding=1, **options)


def normalised(layer, normalisation, width, activation):
    """A layer without bias, batch normalisation with Keras' defaults, and an activation."""
    return nn.Sequential(layer, normalisation(width, eps=1e-3, momentum=0.01), activation)


def adam(*networks, rate, betas=(0.9, 0.999)):
    parameters = [p for network in networks for p in network.parameters()]
    return torch.optim.Adam(parameters, rate, betas, eps=1e-7)


def minimise(loss, optimizer):
    """One step that moves, and differentiates by, this optimizer's parameters alone."""
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    optimizer.zero_grad()
    loss.backward(inputs=parameters)
    optimizer.step()
