"""Twins of the VAEs with Gaussian posteriors."""

import math

import torch
from discrepancies import gaussian_kernel, maximum_mean_discrepancy
from likelihoods import LIKELIHOODS, gaussian, scale_above_floor
from protocol import CLASSES, LATENT_DIM
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal, kl_divergence
from torch.nn.functional import logsigmoid, one_hot
from torch_networks import with_label
from torch_optimizers import Adam
from trained_codes import TrainedCodes
from twin import Twin

PRIOR = Normal(torch.tensor(0.0), torch.tensor(1.0))


class VAE(Twin):
    """Kingma and Welling, 2014, Eq. 7 and 10."""

    likelihood = "bernoulli"

    def loss(self, x):
        q = self.posterior(x)
        return self.nll(x, self.drawn(q)) + kl_divergence(q, PRIOR).sum(1)

    def posterior(self, x):
        return gaussian_by(self.encoder, x)

    def drawn(self, q, *samples):
        return q.mean + q.stddev * self.normal(*samples, *q.mean.shape)

    def nll(self, x, z):
        outputs = self.decoder.grown(z, 2 if self.likelihood == "learned_scale_gaussian" else 1)
        return LIKELIHOODS[self.likelihood](x.flatten(1), *outputs)


def gaussian_by(network, x):
    features = network.features(x)
    mean, log_var = (network.dense(name, features) for name in ("mean", "log_var"))
    return Normal(mean, log_var.exp().sqrt())


class BetaVAE(VAE):
    """Higgins et al., 2017, Eq. 4."""

    beta = 4.0

    def loss(self, x):
        q = self.posterior(x)
        return self.nll(x, self.drawn(q)) + self.beta * kl_divergence(q, PRIOR).sum(1)


class BetaTCVAE(VAE):
    """Chen et al., 2018, Eq. 2 and 4, by the stratified estimate of Appendix C.2.

    The example that stands for the rest of the data is the next one of the batch.
    """

    beta = 6.0
    data_size = 60_000

    def loss(self, x):
        q = self.posterior(x)
        z = self.drawn(q)
        count, others = len(z), len(z) - 1
        weights = torch.full((count, count), 1 / others)
        for i in range(count):
            weights[i, i] = 1 / self.data_size
            weights[i, (i + 1) % count] = (self.data_size - others) / (self.data_size * others)
        log_densities = q.log_prob(z[:, None, :])  # of draw i under the posterior of j
        log_q = (log_densities.sum(2) + weights.log()).logsumexp(1)
        log_marginals = (log_densities + weights.log()[:, :, None]).logsumexp(1)
        mutual_information = q.log_prob(z).sum(1) - log_q
        total_correlation = log_q - log_marginals.sum(1)
        dimension_wise_kl = (log_marginals - PRIOR.log_prob(z)).sum(1)
        divergences = mutual_information + self.beta * total_correlation + dimension_wise_kl
        return self.nll(x, z) + divergences


class ConditionalVAE(VAE):
    """Sohn et al., 2015, Eq. 4; the class as further channels, and as further latents."""

    def loss(self, x, label):
        label = one_hot(label, CLASSES).to(x.dtype)
        q = self.posterior(with_label(x, label))
        given = torch.cat([self.drawn(q), label], dim=1)
        return self.nll(x, given) + kl_divergence(q, PRIOR).sum(1)


class SemiSupervisedVAE(VAE):
    """Kingma et al., 2014, Eq. 6 to 9, with a weight of the last term; classes are as likely."""

    players = {"optimizer": ("encoder", "decoder", "classifier")}
    class_weight = 0.1

    def loss(self, x, label):
        bounds = self.bounds(x)
        q = Categorical(logits=self.classifier.dense("class_logits", self.classifier.features(x)))
        known = label >= 0
        loss = (q.probs * bounds).sum(1) - q.entropy()
        loss[known] = bounds[known, label[known]]
        return loss - self.class_weight * q.log_prob(label.clamp(min=0))[known].mean()

    def bounds(self, x):
        """`L(x, y)` `(batch, CLASSES)`, each class with draws of its own."""
        noise, found = self.normal(CLASSES * len(x), LATENT_DIM).split(len(x)), []
        for one_hot_class, of_class in zip(torch.eye(CLASSES), noise):
            label = one_hot_class.expand(len(x), -1)
            q = self.posterior(with_label(x, label))
            given = torch.cat([q.mean + q.stddev * of_class, label], dim=1)
            found.append(self.nll(x, given) + kl_divergence(q, PRIOR).sum(1) + math.log(CLASSES))
        return torch.stack(found, dim=1)


class StackedSemiSupervisedVAE(TrainedCodes, SemiSupervisedVAE):
    """Kingma et al., 2014, Section 2.3: the same of what a trained VAE makes of data."""

    kept = (0, 1, 2, 3)
    likelihood = "learned_scale_gaussian"

    def loss(self, x, label):
        return super().loss(self.scaled_codes(x)[:, list(self.kept)], label)


class FactorVAE(VAE):
    """Kim and Mnih, 2018, Eq. 2 and 3 and Algorithms 1 and 2, the latter with fresh draws."""

    players = {"optimizer": ("encoder", "decoder"), "discriminator_optimizer": ("discriminator",)}
    gamma = 10.0

    def default_optimizers(self):
        return {
            "optimizer": Adam(1e-4),
            "discriminator_optimizer": Adam(1e-4, beta_1=0.5, beta_2=0.9),
        }

    def step(self, x):
        self.minimise("optimizer", self.loss(x))
        q = self.posterior(x)
        z, permuted = self.drawn(q).detach(), self.permuted(self.drawn(q).detach())
        of_draws = logsigmoid(self.discriminator.logits(z))
        of_permuted = logsigmoid(-self.discriminator.logits(permuted))
        self.minimise("discriminator_optimizer", -0.5 * (of_draws + of_permuted))

    def loss(self, x):
        q = self.posterior(x)
        z = self.drawn(q)
        log_ratio = self.discriminator.logits(z)
        return self.nll(x, z) + kl_divergence(q, PRIOR).sum(1) + self.gamma * log_ratio

    def permuted(self, z):
        orders = self.uniform(*z.shape).argsort(0)
        return torch.stack([column[order] for column, order in zip(z.T, orders.T)], dim=1)


class DIPVAE(VAE):
    """Kumar et al., 2018: I draws the covariance of means to the identity, II that of latents."""

    covariance = "covariance_of_means"
    off_diagonal_weight = 1.0
    diagonal_weight = 10.0

    def loss(self, x):
        q = self.posterior(x)
        covariance = torch.cov(q.mean.T, correction=0)
        if self.covariance == "covariance_of_latents":
            covariance = covariance + torch.diag(q.variance.mean(0))
        distances = (covariance - torch.eye(len(covariance))) ** 2
        diagonal = distances.diagonal().sum()
        penalty = self.diagonal_weight * diagonal
        penalty = penalty + self.off_diagonal_weight * (distances.sum() - diagonal)
        return self.nll(x, self.drawn(q)) + kl_divergence(q, PRIOR).sum(1) + penalty


class FreeBitsVAE(VAE):
    """Kingma et al., 2016, Appendix C.8."""

    free_nats = 0.1

    def loss(self, x):
        q = self.posterior(x)
        kl = kl_divergence(q, PRIOR).mean(0)
        return self.nll(x, self.drawn(q)) + kl.clamp(min=self.free_nats).sum()


class InfoVAE(VAE):
    """Zhao et al., 2019, Eq. 6."""

    alpha = 1.0
    mmd_weight = 1000.0

    def loss(self, x):
        q = self.posterior(x)
        z = self.drawn(q)
        mmd = maximum_mean_discrepancy(z, self.normal(*z.shape), gaussian_kernel)
        kl = kl_divergence(q, PRIOR).sum(1)
        weight = self.alpha + self.mmd_weight - 1
        return self.nll(x, z) + (1 - self.alpha) * kl + weight * mmd


class VampPriorVAE(VAE):
    """Tomczak and Welling, 2018, Eq. 9; pseudo-inputs are kept in [0, 1] by cutting them off."""

    players = {"optimizer": ("encoder", "decoder", "pseudo_inputs")}

    def loss(self, x):
        q = self.posterior(x)
        z = self.drawn(q)
        of_pseudo_inputs = self.posterior(self.weights["pseudo_inputs/dense/kernel"].clamp(0, 1))
        uniform = Categorical(torch.ones(self.components))
        prior = MixtureSameFamily(uniform, Independent(of_pseudo_inputs, 1))
        return self.nll(x, z) + q.log_prob(z).sum(1) - prior.log_prob(z)


class VaDE(VAE):
    """Jiang et al., 2017: a prior `p(z, c)`, and for the posterior of `c` that given the draw."""

    players = {"optimizer": ("encoder", "decoder", "mixture")}

    def default_optimizers(self):
        return {"optimizer": Adam(2e-3, epsilon=1e-4)}

    def loss(self, x):
        q = self.posterior(x)
        z = self.drawn(q)
        mean, log_var, logits = (
            self.weights[f"mixture/{name}/kernel"] for name in ("mean", "log_var", "logits")
        )
        components, shares = Normal(mean, log_var.exp().sqrt()), Categorical(logits=logits[:, 0])
        c_given_z = Categorical(logits=shares.logits + components.log_prob(z[:, None]).sum(2))
        of_component = kl_divergence(Normal(q.mean[:, None], q.stddev[:, None]), components).sum(2)
        kl = (c_given_z.probs * of_component).sum(1) + kl_divergence(c_given_z, shares)
        return self.nll(x, z) + kl

    def posterior(self, x):
        """Its mean may be what was the code of an autoencoder."""
        features = self.encoder.features(x)
        head = "latents" if "latents" in self.encoder.layers else "mean"
        log_var = self.encoder.dense("log_var", features)
        return Normal(self.encoder.dense(head, features), log_var.exp().sqrt())


class LinearVAE(VAE):
    """Lucas et al., 2019, Eq. 7 to 9.

    `-log p(x | z)` is a parabola in `z`, whose mean over a Gaussian is that over two points along
    each axis, `sqrt(latent_dim)` standard deviations from the middle.
    """

    def loss(self, x):
        mean = self.encoder.dense("mean", x.flatten(1))
        q = Normal(mean, (0.5 * self.weights["encoder/log_var/constant"]).exp())
        axes = math.sqrt(mean.shape[1]) * torch.diag(q.stddev[0])
        nlls = [self.nll(x, mean + offset) for offset in (*axes, *-axes)]
        return sum(nlls) / len(nlls) + kl_divergence(q, PRIOR).sum(1)

    def nll(self, x, z):
        scale = scale_above_floor(self.weights["decoder/log_scale/constant"])
        return gaussian(x.flatten(1), self.decoder.dense("linear", z), scale.flatten())


class IWAE(VAE):
    """Burda et al., 2016, Eq. 8, with the epsilon of their Adam."""

    samples = 5

    def default_optimizers(self):
        return {"optimizer": Adam(1e-3, epsilon=1e-4)}

    def loss(self, x):
        q = self.posterior(x)
        log_weights = self.log_weights(x, self.drawn(q, self.samples), q)
        return math.log(self.samples) - log_weights.logsumexp(0)

    def log_weights(self, x, z, q):
        """`log p(x, z) / q(z | x)`, `(samples, batch)`."""
        log_likelihood = torch.stack([-self.nll(x, draw) for draw in z])
        return log_likelihood + (PRIOR.log_prob(z) - q.log_prob(z)).sum(2)


class HierarchicalVAE(IWAE):
    """Burda et al., 2016, Eq. 1, 2 and 8 with two stochastic layers."""

    players = {"optimizer": ("encoder", "decoder", "upper_encoder", "upper_decoder")}
    samples = 1

    def log_weights(self, x, z, q):
        log_likelihood = torch.stack([-self.nll(x, draw) for draw in z])
        flat = z.flatten(0, 1)
        q_upper = gaussian_by(self.upper_encoder, flat)
        u = self.drawn(q_upper)
        log_p = PRIOR.log_prob(u).sum(1) + gaussian_by(self.upper_decoder, u).log_prob(flat).sum(1)
        upper = log_p - q_upper.log_prob(u).sum(1)
        return log_likelihood + upper.reshape(z.shape[:2]) - q.log_prob(z).sum(2)


class IWAEDReG(IWAE):
    """Tucker et al., 2019, Eq. 8, for the encoder; the decoder's gradient is that of `IWAE`."""

    def step(self, x):
        q = self.posterior(x)
        z = self.drawn(q, self.samples)
        of_encoder, of_decoder = self.parameters("encoder"), self.parameters("decoder")
        bound = self.log_weights(x, z, q).logsumexp(0).mean()
        slopes = torch.autograd.grad(-bound, list(of_decoder.values()), retain_graph=True)

        # The score of q is left out, as in the paper: only z depends on the encoder.
        log_weights = self.log_weights(x, z, Normal(q.mean.detach(), q.stddev.detach()))
        shares = log_weights.softmax(0).detach()
        signal = (shares**2 * log_weights).sum(0).mean()
        slopes += torch.autograd.grad(-signal, list(of_encoder.values()))
        self.move("optimizer", dict(zip([*of_decoder, *of_encoder], slopes)))
