"""What a twin is given of a recorded step, and how it moves the weights."""

import math

import torch
from torch_networks import STATISTICS, Network
from torch_optimizers import Adam


class OtherDrawsError(Exception):
    """Random numbers were drawn that the paper has no use for, or lack."""


class Twin:
    """A training step, written from the paper of the method of the same name.

    Attributes of a twin are the method's default settings; those of a case come in their place.
    """

    players = {"optimizer": ("encoder", "decoder")}

    def __init__(self, settings, optimizers=None):
        vars(self).update(settings)
        self.optimizers = optimizers or self.default_optimizers()

    def default_optimizers(self):
        """Optimizer name -> the paper's."""
        return {"optimizer": Adam(1e-3)}

    def step(self, *batch):
        """What `train_step` is to do with a batch of data, and of labels where there are any."""
        self.minimise("optimizer", self.loss(*batch))

    def begin(self, weights, draws):
        """Take over the weights, dict of tensors by path, and random numbers before a step."""
        self.weights, self.draws = weights, draws
        for optimizer in self.optimizers.values():
            optimizer.significant.clear()
        of_networks = {}
        for path, tensor in weights.items():
            network, layer, variable = path.split("/")
            tensor.requires_grad = variable not in STATISTICS and network != "quantiser"
            of_networks.setdefault(network, {})[f"{layer}/{variable}"] = tensor
        for name, of_network in of_networks.items():
            setattr(self, name, Network(of_network))

    def normal(self, *shape):
        """The next random numbers, which are to be normal ones of that shape."""
        return self._drawn("normal", shape)

    def uniform(self, *shape):
        """The next random numbers, which are to be uniform ones of that shape."""
        return self._drawn("uniform", shape)

    def _drawn(self, distribution, shape):
        if not self.draws or (self.draws[0][0], self.draws[0][1].shape) != (distribution, shape):
            raise OtherDrawsError(f"no {distribution} {shape} drawn at this place")
        return self.draws.pop(0)[1]

    def parameters(self, *networks):
        """Trainable tensors of networks, by path."""
        return {
            path: tensor
            for path, tensor in self.weights.items()
            if tensor.requires_grad and path.split("/")[0] in networks
        }

    def minimise(self, player, losses):
        """Move the player's networks down the mean of losses `(batch,)`."""
        self.move(player, self.slopes(player, losses))

    def slopes(self, player, losses):
        """Gradients of the mean of losses `(batch,)` by the player's weights, dict by path."""
        parameters = self.parameters(*self.players[player])
        gradients = torch.autograd.grad(losses.mean(), list(parameters.values()), retain_graph=True)
        return dict(zip(parameters, gradients))

    def significant(self, path):
        """Which parts of a weight moved by more than rounding."""
        masks = [o.significant[path] for o in self.optimizers.values() if path in o.significant]
        return math.prod(masks, start=torch.ones_like(self.weights[path], dtype=bool))

    def move(self, player, gradients):
        """Move weights by their gradients, dict by path."""
        self.optimizers[player].move(self.weights, gradients)
