"""Forward passes of the default dense networks, from their weights."""

import torch
from torch.nn.functional import leaky_relu, linear, normalize, relu

STATISTICS = {"moving_mean", "moving_variance", "left_vector"}  # nobody's gradient moves them


class Network:
    """Layers by name, in training.

    Args:
        weights: dict, `layer/variable` to tensor, in the order of the layers.
    """

    def __init__(self, weights):
        self.layers = {}
        for path, tensor in weights.items():
            layer, variable = path.split("/")
            self.layers.setdefault(layer, {})[variable] = tensor
        self.unnamed = [layer for layer in self.layers if layer.startswith("dense")]

    def features(self, x, activation=relu):
        """What hidden layers make of data, flattened, before the heads that have names."""
        return self.stages(x, activation)[-1]

    def stages(self, x, activation=relu):
        """Data, flattened, and what each hidden layer makes of the last."""
        stages = [x.flatten(1)]
        for layer in self.unnamed:
            stages.append(self._hidden(layer, stages[-1], activation))
        return stages

    def logits(self, x, head="logits"):
        """What a discriminator of leaky rectifiers or a critic says of data, `(batch,)`."""
        return self.dense(head, self.features(x, leaky)).squeeze(1)

    def grown(self, x, outputs=1):
        """What comes of latents, flat: of as many linear last layers as there are outputs."""
        for layer in self.unnamed[:-outputs]:
            x = self._hidden(layer, x, relu)
        return [self.dense(layer, x) for layer in self.unnamed[-outputs:]]

    def dense(self, layer, x):
        kernel = self.layers[layer]["kernel"]
        if "left_vector" in self.layers[layer]:
            kernel = kernel / self._spectral_norm(kernel, self.layers[layer]["left_vector"])
        if "scale" in self.layers[layer]:  # Salimans and Kingma, 2016, Eq. 2, unit by unit
            kernel = self.layers[layer]["scale"] * kernel / kernel.norm(dim=0)
        return linear(x, kernel.T, self.layers[layer].get("bias"))

    def batch_normalisation(self, layer, x):
        """Ioffe and Szegedy, 2015, Algorithm 1; averages of the biased variance, as in Keras."""
        of_layer = self.layers[layer]
        mean, variance = x.mean(0), x.var(0, correction=0)
        with torch.no_grad():
            of_layer["moving_mean"].lerp_(mean, 0.01)
            of_layer["moving_variance"].lerp_(variance, 0.01)
        return of_layer.get("gamma", 1.0) * (x - mean) / (variance + 1e-3).sqrt() + of_layer["beta"]

    def _hidden(self, layer, x, activation):
        x = self.dense(layer, x)
        normalisation = layer.replace("dense", "batch_normalization")
        if normalisation in self.layers:
            x = self.batch_normalisation(normalisation, x)
        return activation(x)

    @staticmethod
    def _spectral_norm(kernel, left):
        """Miyato et al., 2018, Algorithm 1; for Keras's kernels, the transpose of the paper's W."""
        with torch.no_grad():
            right = normalize(kernel @ left, dim=0)
            left.copy_(normalize(kernel.T @ right, dim=0))
        # A copy: the next call changes the vector before this one is differentiated.
        return (right.T @ kernel @ left.clone()).squeeze()


def with_label(x, label):
    """Data with a one-hot label as further channels, of images everywhere."""
    everywhere = label.reshape(len(x), *[1] * (x.ndim - 2), -1).expand(*x.shape[:-1], -1)
    return torch.cat([x, everywhere], dim=-1)


def leaky(x):
    return leaky_relu(x, 0.2)
