"""VAE whose prior is a mixture of Gaussians, each a cluster of the data."""

import keras
import numpy as np
from keras import layers, ops

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.core.trained_autoencoder import copied
from kerasgen.formulas.distributions import categories, reparametrise, standard_normal
from kerasgen.formulas.divergences import pairwise_log_densities
from kerasgen.formulas.randomness import folded
from kerasgen.networks.fitting import require_shape, with_outputs
from kerasgen.networks.mixtures import fit_mixture, mixture
from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class VaDE(VAE):
    """`VAE` with a mixture of diagonal Gaussians `p(z) = sum_c pi_c N(z; mean_c, var_c)` as prior.

    Minimises `E_q[-log p(x | z)] + sum_c gamma_c KL(q(z | x) || N(mean_c, var_c)) +
    KL(gamma || pi)`, where `gamma_c = p(c | z)` at the draw of `z`: variational deep embedding.
    Without a good beginning components die out: it begins with a trained autoencoder, and with
    the mixture that fits its codes best, which no label chooses.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        mixture: `keras.Model`, one-hot components `(batch, K)` to a dict of `mean` and
            `log_var`, each `(batch, latent_dim)`, and `logits` `(batch, 1)` of their shares.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed.

    Reference: [Jiang et al., 2017](https://arxiv.org/abs/1611.05148)

    Example:
        >>> trained = kerasgen.load("runs/autoencoder")  # with likelihood="bernoulli"
        >>> model = VaDE.from_data_shape((8, 8, 1), autoencoder=trained, examples=images)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.cluster(images).argmax(axis=1)
        >>> model.generate(16, seed=1, component=3)
    """

    networks = ("encoder", "decoder", "mixture")
    players = {"optimizer": ("encoder", "decoder", "mixture")}
    called_once = ("encoder", "decoder", "mixture")
    clusters = True
    normal_prior = False
    prior_in_words = "N(0, I) by `generate`, which moves them into the component"

    def __init__(self, encoder, decoder, mixture, likelihood="bernoulli", seed=None, **kwargs):
        mixture = with_outputs("mixture", mixture, ("mean", "log_var", "logits"))
        super().__init__(encoder, decoder, likelihood, seed, mixture=mixture, **kwargs)
        for name, size in (("mean", self.latent_dim), ("log_var", self.latent_dim), ("logits", 1)):
            require_shape(f"`{name}` of `mixture`", mixture.output[name], (size,))

    @classmethod
    def from_data_shape(
        cls, data_shape, autoencoder=None, examples=None, components=10, seed=None, **kwargs
    ):
        """A model that begins as a trained autoencoder, and as the mixture that fits its codes.

        Args:
            data_shape: shape of one example, as the autoencoder takes it.
            autoencoder: a trained autoencoder or VAE of kerasgen, or the path of one that was
                saved, of a run for instance. Its networks and its likelihood are taken over; an
                encoder without `log_var` gets one.
            examples: array `(count, *data_shape)` to whose codes the mixture is fitted, which a
                training takes from its data; None for components drawn from `N(0, I)`.
            components: int. Number of Gaussians, K.
            seed: int or None. Of the mixture's first guesses, and of the draws of latents.
            **kwargs: further arguments of the constructor.
        """
        autoencoder = copied(autoencoder)
        if type(autoencoder).codes not in (Autoencoder.codes, VAE.codes):
            raise ValueError(
                "`autoencoder` must have codes that are its encoder's own, and those of "
                f"{type(autoencoder).__name__} are made of them."
            )
        require_shape("What `autoencoder` takes", autoencoder.data_spec, tuple(data_shape))
        model = cls(
            encoder=_with_log_var(autoencoder.encoder),
            decoder=autoencoder.decoder,
            mixture=mixture(components, autoencoder.latent_dim),
            likelihood=kwargs.pop("likelihood", autoencoder.likelihood),
            seed=seed,
            **kwargs,
        )
        if examples is not None:
            fit_mixture(model.mixture, model.apply_deployed("encode", data=examples), seed or 0)
        return model

    def default_optimizers(self):
        return {"optimizer": keras.optimizers.Adam(2e-3, epsilon=1e-4)}

    @property
    def components(self):
        """Number of Gaussians."""
        return self.mixture.input_shape[-1]

    def parts(self, training=False):
        """`mean` and `log_var` of the components, `(K, latent_dim)`, and `log_share` `(K,)`."""
        found = self.mixture(np.eye(self.components, dtype="float32"), training=training)
        return {**found, "log_share": ops.log_softmax(found["logits"][:, 0])}

    def objective(self, x, training):
        posterior, z, nll = self.reconstruction_terms(x, training)
        parts = self.parts(training)
        log_gamma = ops.log_softmax(log_joint(z, parts))
        gamma = ops.exp(log_gamma)
        kls = pairwise_kl(posterior, parts)
        kl = ops.sum(gamma * (kls + log_gamma - parts["log_share"]), axis=-1)
        return {"loss": nll + kl, "reconstruction_nll": nll, "kl": kl}

    def log_prior(self, z, training=False):
        return ops.logsumexp(log_joint(z, self.parts(training)), axis=-1)

    # Use --------------------------------------------------------------------------------

    def cluster(self, data):
        """Probabilities `(count, components)` of the components, at the codes of data."""
        return self.apply_deployed("cluster", data=data)["component"]

    def prior_draw(self, count, seed):
        drawn = self.prior_inputs(count, seed)
        return self.placed(drawn["latents"], ops.one_hot(drawn["component"], self.components))

    def prior_inputs(self, count, seed):
        """Noise, as `latents`, and a `component` `(count,)`, each as often as its share."""
        shares = ops.exp(self.parts()["log_share"])
        return {
            "latents": standard_normal((count, self.latent_dim), seed),
            "component": categories(count, shares, folded(seed, 1)),
        }

    def placed(self, noise, component):
        """Latents `(batch, latent_dim)` of noise, in one-hot components."""
        of_component = self.mixture(component)
        return reparametrise(of_component["mean"], of_component["log_var"], noise)

    @property
    def categories(self):
        return {"component": self.components}

    def deployed(self):
        noise = keras.Input((self.latent_dim,), name="latents")
        component = keras.Input((), name="component", dtype="int32")
        z = self.placed(noise, ops.one_hot(component, self.components))
        made = self.likelihood.mean(self.decoder(z))
        data = keras.Input(self.data_spec.shape[1:], name="data")
        found = _Responsibilities(self)(self.codes(data, training=False)["mean"])
        return {
            "generate": keras.Model({"latents": noise, "component": component}, {"data": made}),
            **super().deployed(),
            "cluster": keras.Model({"data": data}, {"component": found}),
        }


class _Responsibilities(layers.Layer):
    """Probabilities of a model's components at latents, by its mixture as it then is."""

    def __init__(self, model):
        super().__init__(dtype="float32")
        self.mixture, self.parts = model.mixture, model.parts

    def call(self, z):
        return ops.softmax(log_joint(z, self.parts()))


def log_joint(z, parts):
    """`log pi_c N(z; mean_c, var_c)` `(batch, K)` of latents `(batch, latent_dim)`."""
    by_latent = pairwise_log_densities(z, parts["mean"], parts["log_var"])
    # Shared out over the latents: added to their sum, OpenVINO makes other numbers of it.
    share = parts["log_share"][:, None] / z.shape[-1]
    return ops.sum(by_latent + share, axis=-1)


def pairwise_kl(posterior, parts):
    """`KL(q || N(mean_c, var_c))` `(batch, K)` of posteriors and components, in nats."""
    mean, log_var = (posterior[name][:, None] for name in ("mean", "log_var"))
    surplus = log_var - parts["log_var"]
    square = ops.square(mean - parts["mean"]) * ops.exp(-parts["log_var"])
    return 0.5 * ops.sum(square + ops.exp(surplus) - 1.0 - surplus, axis=-1)


def _with_log_var(encoder):
    """An encoder to Gaussians, of one to codes: the variance is read from what the code is."""
    if isinstance(encoder.output, dict):
        return encoder
    features = encoder.layers[-1].input
    start = keras.initializers.Constant(np.log(0.1))
    log_var = layers.Dense(
        encoder.output.shape[-1],
        kernel_initializer="zeros",
        bias_initializer=start,
        dtype="float32",
        name="log_var",
    )(features)
    return keras.Model(encoder.input, {"mean": encoder.output, "log_var": log_var}, name="encoder")
