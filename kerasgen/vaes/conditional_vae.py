"""VAE of which encoder and decoder know the class."""

import keras

from kerasgen import networks
from kerasgen.core.examples import require_entries
from kerasgen.core.labels import ClassLabels
from kerasgen.formulas.distributions import likelihood_named
from kerasgen.networks.fitting import require_inputs, require_shape
from kerasgen.vaes.vae import VAE


@keras.saving.register_keras_serializable("kerasgen")
class ConditionalVAE(ClassLabels, VAE):
    """`VAE` of data given their class: the latents hold what the class does not say.

    Minimises `E_q[-log p(x | z, y)] + KL(q(z | x, y) || N(0, I))` (Eq. 4, with a prior that does
    not depend on `y`). Trains on pairs of data and labels.

    Args:
        encoder: `keras.Model`, a dict of `data` and one-hot `label` `(batch, classes)` to a dict
            of `mean` and `log_var`.
        decoder: `keras.Model`, a dict of `latents` and one-hot `label` to a dict with the
            likelihood's `heads`.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if a network is not built or lacks an output that is needed, and from training
            without labels.

    Reference: [Sohn et al., 2015](https://papers.nips.cc/paper/5775)

    Example:
        >>> model = ConditionalVAE.from_data_shape((8, 8, 1), latent_dim=4, classes=10)
        >>> model.compile()
        >>> model.fit(images, labels, epochs=10)
        >>> model.generate(16, seed=1, label=3)
    """

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=16,
        architecture="dense",
        likelihood="bernoulli",
        classes=10,
        **kwargs,
    ):
        """A model with default networks for labelled examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Number of latents.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            likelihood: an object or its name, whose `heads` the decoder gets.
            classes: int. Number of classes.
            **kwargs: further arguments of the constructor.
        """
        likelihood = likelihood_named(likelihood)
        sizes = (data_shape, latent_dim, classes, architecture)
        return cls(
            encoder=networks.conditional_gaussian_encoder(*sizes),
            decoder=networks.conditional_decoder(*sizes, likelihood.heads),
            likelihood=likelihood,
            **kwargs,
        )

    def require_fit(self, codes):
        require_inputs("encoder", self.encoder, ("data", "label"))
        require_inputs("decoder", self.decoder, ("latents", "label"))
        super().require_fit(codes)
        require_shape("`label` of `encoder`", self.encoder.input["label"], (self.classes,))

    def examples(self, batch):
        return self.labelled_examples(batch)

    def nll(self, x, z, training):
        parameters = self.decoder({"latents": z, "label": x["label"]}, training=training)
        return self.likelihood.nll(x["data"], parameters)

    def call(self, inputs, training=None):
        """Reconstructions of a dict of `data` and `label`, numbers of classes or one-hot."""
        require_entries(inputs, ("data", "label"), type(self).__name__)
        data, label = self.as_data(inputs["data"]), self.one_hot(inputs["label"])
        inputs = {"data": self.features(data), "label": label}
        code = self.codes(inputs, training=training)[self.code]
        return self.decoded(code, label, training)

    def decoded(self, latents, label, training=False):
        """Data `(batch, ...)` of latents `(batch, latent_dim)` and one-hot labels."""
        given = {"latents": latents, "label": label}
        return self.likelihood.mean(self.decoder(given, training=training))

    @property
    def taken_by_call(self):
        return {"data": self.data_spec, "label": None}

    @property
    def classes(self):
        """Number of classes."""
        return self.decoder.input["label"].shape[-1]

    @property
    def latent_dim(self):
        return self.decoder.input["latents"].shape[-1]

    @property
    def encoded_spec(self):
        return self.encoder.input["data"]

    def encode(self, data, label):
        """Posterior means `(count, latent_dim)` of data `(count, ...)` with labels `(count,)`."""
        return self.apply_deployed("encode", data=data, label=label)["mean"]

    def decode(self, latents, label):
        """Data of latents `(count, latent_dim)` and labels `(count,)`: the likelihood's mean."""
        return self.apply_deployed("decode", latents=latents, label=label)["data"]

    def reconstruct(self, data, label):
        """`decode(encode(data, label), label)`."""
        return self.apply_deployed("reconstruct", data=data, label=label)["reconstruction"]

    def deployed(self):
        data = keras.Input(self.data_spec.shape[1:], name="data")
        latents = keras.Input((self.latent_dim,), name="latents")
        label, one_hot = self.label_input()
        codes = self.encoder({"data": self.features(data), "label": one_hot})
        given = {"data": data, "label": label}
        decoded, reconstruction = (self.decoded(z, one_hot) for z in (latents, codes["mean"]))
        return {
            "decode": keras.Model({"latents": latents, "label": label}, {"data": decoded}),
            "encode": keras.Model(given, codes),
            "reconstruct": keras.Model(given, {"reconstruction": reconstruction}),
        }
