"""Twins of the autoencoders."""

import torch
from discrepancies import inverse_multiquadratic, maximum_mean_discrepancy
from likelihoods import LIKELIHOODS
from torch.distributions import Bernoulli, Laplace, kl_divergence
from torch.nn.functional import linear, relu
from torch_optimizers import Adam
from twin import Twin


class Autoencoder(Twin):
    likelihood = "squared_error"
    code_activation = "linear"
    tied = False

    def loss(self, x):
        return self.nll(x, self.code(x))

    def code(self, x):
        code = self.encoder.dense("latents", self.encoder.features(x))
        return torch.sigmoid(code) if self.code_activation == "sigmoid" else code

    def nll(self, x, code):
        (output,) = self.back_through_the_encoder(code) if self.tied else self.decoder.grown(code)
        return LIKELIHOODS[self.likelihood](x.flatten(1), output)

    def back_through_the_encoder(self, code):
        inner, outer = (self.encoder.layers[layer]["kernel"] for layer in ("latents", "dense"))
        biases = [layer["bias"] for layer in self.decoder.layers.values()]
        return [linear(relu(linear(code, inner, biases[0])), outer, biases[1])]


class LinearAutoencoder(Autoencoder):
    """Kunin et al., 2019: `|x - W2 (W1 x + b1) - b2|^2 + l2 (|W1|^2 + |W2|^2)`."""

    l2 = 0.0

    def loss(self, x):
        kernels = [tensor for path, tensor in self.weights.items() if path.endswith("kernel")]
        return super().loss(x) + self.l2 * sum(kernel.pow(2).sum() for kernel in kernels)


class SparseAutoencoder(Autoencoder):
    """Ng, 2011; or a Laplace prior of the code, of scale 2."""

    sparsity = "laplace_prior"

    def default_optimizers(self):
        return {"optimizer": Adam(1e-3, weight_decay=0.01)}

    def loss(self, x):
        latents = self.code(x)
        if self.sparsity == "laplace_prior":
            code = relu(latents)
            return self.nll(x, code) - Laplace(0.0, 2.0).log_prob(code).sum(1)
        code = torch.sigmoid(latents)
        target, rates = Bernoulli(torch.tensor(0.1)), Bernoulli(code.mean(0))
        return self.nll(x, code) + 3.0 * kl_divergence(target, rates).sum()


class KSparseAutoencoder(Autoencoder):
    """Makhzani and Frey, 2014, Section 2.2."""

    def code(self, x):
        z = super().code(x)
        kept = z.topk(self.active_units, dim=1)
        return torch.zeros_like(z).scatter(1, kept.indices, kept.values)


class DenoisingAutoencoder(Autoencoder):
    """Vincent et al., 2008, Section 2.3, and 2010, Section 3.3; by default .3 of it is hit."""

    corruption = "masking"
    level = 0.3

    def loss(self, x):
        return self.nll(x, self.code(self.corrupted(x)))

    def corrupted(self, x):
        if self.corruption == "gaussian":
            return x + self.normal(*x.shape)  # recorded with its scale
        uniform = self.uniform(*x.shape)
        if self.corruption == "masking":
            return x * (uniform >= self.level)
        pepper_or_salt = (uniform >= self.level / 2).to(x.dtype)
        return torch.where(uniform < self.level, pepper_or_salt, x)


class ContractiveAutoencoder(Autoencoder):
    """Rifai et al., 2011, ICML, Eq. 7. The closed form is compared with the Jacobian itself."""

    contraction_weight = 0.1
    jacobian = "exact_jacobian"

    def loss(self, x):
        x = x.requires_grad_()
        code = self.code(x)
        if self.jacobian == "hutchinson_jacobian":
            rows = [(torch.sign(self.uniform(1, *code.shape)[0] - 0.5) * code).sum()]
        else:
            rows = code.sum(0)
        norm = sum(gradient_by(x, row).pow(2).sum(1) for row in rows)
        return self.nll(x, code) + self.contraction_weight * norm


class HigherOrderContractiveAutoencoder(ContractiveAutoencoder):
    """Rifai et al., 2011, ECML, Eq. 4, with one draw of the noise per example."""

    curvature_weight = 0.1
    noise_scale = 0.3

    def loss(self, x):
        noisy = (x + self.noise_scale * self.normal(*x.shape)).requires_grad_()
        change = self.jacobian_at(x.requires_grad_()) - self.jacobian_at(noisy)
        return super().loss(x) + self.curvature_weight * change.pow(2).sum((0, 2))

    def jacobian_at(self, x):
        """`(latent_dim, batch, dimensions)`."""
        return torch.stack([gradient_by(x, row) for row in self.code(x).sum(0)])


class WAE(Autoencoder):
    """Tolstikhin et al., 2018, Algorithm 2."""

    mmd_weight = 10.0

    def loss(self, x):
        code = self.code(x)
        mmd = maximum_mean_discrepancy(code, self.normal(*code.shape), inverse_multiquadratic)
        return self.nll(x, code) + self.mmd_weight * mmd


def gradient_by(x, scalar):
    """Of a sum over examples, by each example, flat `(batch, dimensions)` and differentiable."""
    (gradient,) = torch.autograd.grad(scalar, x, create_graph=True)
    return gradient.flatten(1)
