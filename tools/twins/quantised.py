"""Twin of the VQ-VAE."""

import torch
from likelihoods import bernoulli
from torch.nn.functional import conv1d, cross_entropy, embedding, pad, relu
from torch_optimizers import Adam
from twin import Twin


class VQVAE(Twin):
    """van den Oord et al., 2017: Eq. 1 to 3, and Appendix A.1 with the Laplace smoothing of the
    authors' code for the codebook, whose dead codes begin again (Dhariwal et al., 2020).
    """

    players = {"optimizer": ("encoder", "decoder"), "prior_optimizer": ("prior",)}
    commitment_weight = 0.25
    decay = 0.99
    restart_share = 0.05

    def default_optimizers(self):
        return {"optimizer": Adam(2e-4), "prior_optimizer": Adam(1e-3)}

    def step(self, x):
        latents = self.encoder.dense("latents", self.encoder.features(x))
        vectors = latents.reshape(len(x), self.positions, -1)
        codebook = self.weights["quantiser/quantiser/codebook"]
        codes = torch.cdist(vectors, codebook[None]).argmin(2)
        quantised = codebook[codes]
        straight_through = vectors + (quantised - vectors).detach()
        (logits,) = self.decoder.grown(straight_through.flatten(1))
        commitment = (vectors - quantised).pow(2).sum((1, 2))
        nll = bernoulli(x.flatten(1), logits)
        self.minimise("optimizer", nll + self.commitment_weight * commitment)
        self.move_codebook(vectors.detach().flatten(0, 1), codes.flatten())
        of_codes = cross_entropy(self.prior_logits(codes).mT, codes, reduction="none")
        self.minimise("prior_optimizer", of_codes.sum(1))

    @torch.no_grad()
    def move_codebook(self, vectors, codes):
        """Eq. 6 to 8; a code whose count is below its share of the mean is put on some vector."""
        codebook, counts, sums = (
            self.weights[f"quantiser/quantiser/{name}"] for name in ("codebook", "counts", "sums")
        )
        chance = self.uniform(len(codebook))
        least = self.restart_share * len(vectors) / len(codebook)
        for code in range(len(codebook)):
            own = vectors[codes == code]
            counts[code].lerp_(torch.tensor(float(len(own))), 1 - self.decay)
            sums[code].lerp_(own.sum(0), 1 - self.decay)
        total = counts.sum().clone()
        for code in range(len(codebook)):
            if counts[code] < least:
                codebook[code] = vectors[int(chance[code] * len(vectors))]
                counts[code], sums[code] = least, least * codebook[code]
            else:
                smoothed = (counts[code] + 1e-5) / (total + len(codebook) * 1e-5) * total
                codebook[code] = sums[code] / smoothed

    def prior_logits(self, codes):
        """Causal convolutions over the codes before each position, whose dilation doubles."""
        layers = self.prior.layers
        x = embedding(codes, layers["embedding"]["embeddings"])
        x = pad(x[:, :-1], (0, 0, 1, 0)) + layers["learned_constant"]["constant"]
        convolutions = [layer for name, layer in layers.items() if name.startswith("conv1d")]
        for block, (wide, pointwise) in enumerate(zip(convolutions[::2], convolutions[1::2])):
            hidden = relu(causal_convolution(x, wide, dilation=2**block))
            x = x + causal_convolution(hidden, pointwise, dilation=1)
        return self.prior.dense("logits", relu(x))


def causal_convolution(x, layer, dilation):
    """Of sequences `(batch, steps, channels)` with Keras's kernel `(width, inputs, outputs)`."""
    kernel = layer["kernel"].permute(2, 1, 0)
    padded = pad(x.mT, (dilation * (kernel.shape[2] - 1), 0))
    return conv1d(padded, kernel, layer["bias"], dilation=dilation).mT
