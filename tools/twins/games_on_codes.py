"""Twins of the games whose examples are codes."""

import math

import torch
from autoencoders import Autoencoder
from games import GAN
from protocol import CLASSES, LATENT_DIM
from torch.nn.functional import cross_entropy, logsigmoid, one_hot, relu
from torch_optimizers import Adam
from trained_codes import TrainedCodes

# What the discriminator minimises, of logits for the prior and for codes; and the encoder.
LOSSES = {
    "non_saturating": (
        lambda real, fake: -logsigmoid(real) - logsigmoid(-fake),
        lambda fake: -logsigmoid(fake),
    ),
    "hinge": (lambda real, fake: relu(1 - real) + relu(1 + fake), lambda fake: -fake),
}


class AdversarialAutoencoder(Autoencoder):
    """Makhzani et al., 2015, Section 2: reconstruction, then regularisation, of one batch.

    Of another prior than `N(0, I)` its case has the uniform one on [-2, 2].
    """

    players = {
        "optimizer": ("encoder", "decoder"),
        "discriminator_optimizer": ("discriminator",),
        "encoder_optimizer": ("encoder",),
    }
    prior = "gaussian"
    adversarial_objective = "non_saturating"
    adversarial_weight = 1.0

    def default_optimizers(self):
        return {
            "optimizer": Adam(1e-3),
            "discriminator_optimizer": Adam(2e-4, beta_1=0.5),
            "encoder_optimizer": Adam(2e-4, beta_1=0.5),
        }

    def step(self, x):
        of_discriminator, of_encoder = LOSSES[self.adversarial_objective]
        self.minimise("optimizer", self.loss(x))
        real, fake = self.judged(self.prior_draw(len(x))), self.judged(self.code(x).detach())
        loss = sum(of_discriminator(*pair) for pair in zip(real, fake))
        self.minimise("discriminator_optimizer", loss)
        loss = sum(of_encoder(logits) for logits in self.judged(self.code(x)))
        self.minimise("encoder_optimizer", self.adversarial_weight * loss)

    def prior_draw(self, count):
        if self.prior == "gaussian":
            return self.normal(count, LATENT_DIM)
        return 4 * self.uniform(count, LATENT_DIM) - 2

    def judged(self, code):
        """The logits of each discriminator."""
        return [self.discriminator.logits(code)]


class SemiSupervisedAdversarialAutoencoder(AdversarialAutoencoder):
    """Makhzani et al., 2015, Section 5: a third phase for what is labelled, of the same batch."""

    players = {
        "optimizer": ("encoder", "decoder"),
        "discriminator_optimizer": ("discriminator", "class_discriminator"),
        "encoder_optimizer": ("encoder",),
        "classifier_optimizer": ("encoder",),
    }

    def default_optimizers(self):
        return {**super().default_optimizers(), "classifier_optimizer": Adam(1e-3)}

    def step(self, x, label):
        super().step(x)
        known = label >= 0
        loss = cross_entropy(self.class_logits(x[known]), label[known])
        # The head of the style has no part in it.
        weights = {p: w for p, w in self.parameters("encoder").items() if "/latents/" not in p}
        slopes = torch.autograd.grad(loss, list(weights.values()))
        self.move("classifier_optimizer", dict(zip(weights, slopes)))

    def code(self, x):
        return torch.cat([super().code(x), self.class_logits(x).softmax(1)], dim=1)

    def class_logits(self, x):
        return self.encoder.dense("class_logits", self.encoder.features(x))

    def prior_draw(self, count):
        style, label = super().prior_draw(count), self.uniform(count)
        return torch.cat([style, one_hot(label, CLASSES).to(style.dtype)], dim=1)

    def judged(self, code):
        style, label = code[:, :LATENT_DIM], code[:, LATENT_DIM:]
        return [self.discriminator.logits(style), self.class_discriminator.logits(label)]


class LabelledAdversarialAutoencoder(AdversarialAutoencoder):
    """Makhzani et al., 2015, Section 2.3: petals as the prior, one for each class."""

    def default_optimizers(self):
        game = {
            f"{player}_optimizer": Adam(1e-3, beta_1=0.5) for player in ("discriminator", "encoder")
        }
        return {**super().default_optimizers(), **game}

    def step(self, x, label):
        known = (label >= 0)[:, None]
        self.known = torch.cat([one_hot(label.clamp(min=0), CLASSES) * known, ~known], dim=1)
        super().step(x)

    def prior_draw(self, count):
        uniform, noise = self.uniform(count), self.normal(count, 2)
        any_class = torch.floor(CLASSES * uniform)
        petal = torch.where(self.known[:, -1] > 0, any_class, self.known.argmax(1))
        angle = 2 * math.pi / CLASSES * petal
        along, across = 3 + 0.8 * noise[:, 0], 0.3 * noise[:, 1]
        x = along * angle.cos() - across * angle.sin()
        y = along * angle.sin() + across * angle.cos()
        return torch.stack([x, y], dim=1)

    def judged(self, code):
        return super().judged(torch.cat([code, self.known.to(code.dtype)], dim=1))


class LatentGAN(TrainedCodes, GAN):
    """Goodfellow et al., 2014, of what an autoencoder makes of data."""

    def step(self, x):
        super().step(self.scaled_codes(x))

    def grown(self, latents):
        (codes,) = self.generator.grown(latents)
        return codes
