"""Twins of the GANs with labels or codes."""

import torch
from games import GAN, WGANGP
from protocol import CLASSES, LATENT_DIM
from torch.distributions import Normal
from torch.nn.functional import cross_entropy, leaky_relu, logsigmoid, one_hot, pad
from torch_networks import leaky, with_label
from torch_optimizers import Adam


class ConditionalGAN(GAN):
    """Mirza and Osindero, 2014, Eq. 2; with the discriminator of Miyato and Koyama, 2018, Eq. 3,
    or with the class as further channels of the data.
    """

    def step(self, x, label):
        super().step(x, one_hot(label, CLASSES).to(x.dtype))

    def logits(self, x, label):
        if "embedding" not in self.discriminator.layers:
            return self.discriminator.logits(with_label(x, label))
        features = self.discriminator.features(x, leaky)
        projection = (self.discriminator.dense("embedding", label) * features).sum(1)
        return self.discriminator.dense("of_data", features).squeeze(1) + projection


class ACGAN(ConditionalGAN):
    """Odena et al., 2017, Eq. 2 and 3: both players want the class to be right."""

    class_weight = 1.0

    def logits(self, x, label):
        return self.discriminator.logits(x)

    def discriminator_loss(self, x, fake, label):
        of_source = super().discriminator_loss(x, fake, label)
        of_class = self.class_nll(x, label) + self.class_nll(fake, label)
        return of_source + self.class_weight * of_class

    def generator_loss(self, fake, label):
        return super().generator_loss(fake, label) + self.class_weight * self.class_nll(fake, label)

    def class_nll(self, x, label):
        features = self.discriminator.features(x, leaky)
        logits = self.discriminator.dense("class_logits", features)
        return cross_entropy(logits, label, reduction="none")


class SemiSupervisedGAN(GAN):
    """Salimans et al., 2016, Section 5, with K logits, and Section 3.1; noise as in their code.

    What counts as data is not labelled, and beside it stand as many fakes; the discriminator has
    half of both, as in their code. Only its last layer learns the lengths of its weights.
    """

    class_weight = 1.0

    def default_optimizers(self):
        return {player: Adam(3e-3, beta_1=0.5) for player in self.players}

    def step(self, x, label):
        self.discriminator_step(x, label)
        features = (
            self.discriminator.features(examples, leaky).mean(0)
            for examples in (x[label < 0], self.generated(len(x), label))
        )
        self.minimise("generator_optimizer", (next(features) - next(features)).square())

    def generated(self, count, label):
        return self.grown(self.uniform(count, LATENT_DIM))

    def discriminator_loss(self, x, fake, label):
        known = label >= 0
        data, beside = self.class_logits(x[~known]), self.class_logits(fake[~known])
        of_source = self.source_nll(data.logsumexp(1), beside.logsumexp(1)).mean()
        of_class = cross_entropy(self.class_logits(x[known]), label[known])
        return 0.5 * of_source + self.class_weight * of_class

    def class_logits(self, x):
        return self.discriminator.dense("class_logits", self.discriminator.features(x, leaky))

    def parameters(self, *networks):
        found = super().parameters(*networks)
        fixed = {path for path in found if path.endswith("/scale") and "class_logits" not in path}
        return {path: tensor for path, tensor in found.items() if path not in fixed}


class ClusterGAN(WGANGP):
    """Mukherjee et al., 2019, Algorithm 1: what is generated is given back as what it came from."""

    players = {
        "critic_optimizer": ("critic",),
        "generator_optimizer": ("generator", "encoder"),
    }
    latent_weight = 10.0
    component_weight = 10.0

    def default_optimizers(self):
        return {player: Adam(1e-4, beta_1=0.0, beta_2=0.9) for player in self.players}

    def generated(self, count):
        component, latents = self.uniform(count), 0.1 * self.normal(count, LATENT_DIM)
        self.given = latents, component
        return self.grown(torch.cat([latents, one_hot(component, CLASSES)], dim=1))

    def generator_loss(self, fake):
        latents, component = self.given
        features = self.encoder.features(fake, leaky)
        error = (self.encoder.dense("latents", features) - latents).square().mean(1)
        logits = self.encoder.dense("component_logits", features)
        nll = cross_entropy(logits, component, reduction="none")
        given_back = self.latent_weight * error + self.component_weight * nll
        return super().generator_loss(fake) + given_back


class InfoGAN(GAN):
    """Chen et al., 2016, Eq. 5 and 6, with the codes of Appendix C.1."""

    players = {
        "discriminator_optimizer": ("discriminator", "recognition"),
        "generator_optimizer": ("generator",),
    }
    categorical_weight = 1.0
    continuous_weight = 1.0

    def default_optimizers(self):
        return {
            "discriminator_optimizer": Adam(2e-4, beta_1=0.5),
            "generator_optimizer": Adam(1e-3, beta_1=0.5),
        }

    def generated(self, count):
        category, *continuous = self.uniform(count), self.signed(count, 1), self.signed(count, 1)
        self.codes = category, torch.cat(continuous, dim=1)
        latents = self.signed(count, LATENT_DIM)
        return self.grown(torch.cat([latents, one_hot(category, 10), *continuous], dim=1))

    def signed(self, *shape):
        """Uniform on [-1, 1]."""
        return 2 * self.uniform(*shape) - 1

    def discriminator_loss(self, x, fake):
        return self.game_loss(self.features(x), self.features(fake))

    def game_loss(self, of_data, of_fake):
        """Of features."""
        return self.source_nll(self.source(of_data), self.source(of_fake)) + self.code_nll(of_fake)

    def generator_loss(self, fake):
        of_fake = self.features(fake)
        return -logsigmoid(self.source(of_fake)) + self.code_nll(of_fake)

    def features(self, x):
        return self.discriminator.features(x, leaky)

    def source(self, features):
        return self.discriminator.dense("logits", features).squeeze(1)

    def code_nll(self, features):
        """`-log Q(c | x)` of the codes that were drawn last, weighted."""
        category, continuous = self.codes
        read = self.read(features)
        of_category = cross_entropy(read["c1"], category, reduction="none")
        means = torch.cat([read["c2"], read["c3"]], dim=1)
        of_continuous = -Normal(means, 1.0).log_prob(continuous).sum(1)
        return self.categorical_weight * of_category + self.continuous_weight * of_continuous

    def read(self, features):
        """The recognition network's outputs, by code."""
        hidden = self.recognition.dense("dense", features)
        hidden = self.recognition.batch_normalisation("batch_normalization", hidden)
        hidden = leaky_relu(hidden, 0.1)
        return {code: self.recognition.dense(code, hidden) for code in ("c1", "c2", "c3")}


class ConsistentInfoGAN(InfoGAN):
    """`InfoGAN` less Eq. 3 of Ji et al., 2019, of the categories read from two views of data."""

    consistency_weight = 1.0

    def discriminator_loss(self, x, fake):
        of_data, again, of_fake = (self.features(view) for view in (x, x, fake))
        loss = self.game_loss(of_data, of_fake)
        categories = [self.read(view)["c1"].softmax(1) for view in (of_data, again)]
        return loss - self.consistency_weight * mutual_information(*categories)

    def features(self, x):
        return super().features(self.transformed(x))

    def transformed(self, images):
        """Scaled, sheared and shifted, by new places first along each row, then each column."""
        rows = self.along_rows(images[..., 0])
        return self.along_rows(rows.mT).mT[..., None]

    def along_rows(self, images):
        scale, shear, shift = self.uniform(3, len(images), 1, 1)
        height, width = images.shape[1:]
        row = torch.arange(height)[:, None] - (height - 1) / 2
        column = torch.arange(width)[None, :] - (width - 1) / 2
        source = (0.1 * scale).exp() * column + 0.2 * shear * row + 0.05 * width * shift
        source = source + (width - 1) / 2
        left = source.floor().long()
        share = source - left
        # Around the image all is 0.
        surrounded = pad(images, (width, width))
        left = (left + width).clamp(0, 3 * width - 2)
        return (1 - share) * surrounded.gather(2, left) + share * surrounded.gather(2, left + 1)


def mutual_information(first, second):
    """Ji et al., 2019, Eq. 3, of probabilities `(batch, classes)` of paired views."""
    joint = torch.einsum("na,nb->ab", first, second) / len(first)
    joint = (joint + joint.T) / 2
    independent = joint.sum(1, keepdim=True) * joint.sum(0, keepdim=True)
    return (joint * (joint / independent).log()).sum()
