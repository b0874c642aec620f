"""Undercomplete autoencoder."""

import keras
from keras.saving import serialize_keras_object

from kerasgen import networks
from kerasgen.core.encoder_decoder import EncoderDecoder
from kerasgen.core.generative_model import GenerativeModel
from kerasgen.formulas.distributions import likelihood_named
from kerasgen.networks.fitting import functional, same_shape, with_outputs


@keras.saving.register_keras_serializable("kerasgen")
class Autoencoder(EncoderDecoder, GenerativeModel):
    """Autoencoder: a code from which the data can be reconstructed.

    Minimises `-log p(x | decoder(encoder(x)))`: the squared error, or the cross-entropy for a
    Bernoulli likelihood, summed over the dimensions of each example. `fit(x, target)` learns to
    reconstruct others from `x`: `target` has the shape of `x`.

    Args:
        encoder: `keras.Model`, data to codes `(batch, latent_dim)`.
        decoder: `keras.Model`, codes to a dict with the likelihood's `heads`. Its
            `TransposedDense` layers, if it has any, are tied to the encoder's kernels.
        likelihood: `SquaredError()` or another likelihood, or its name in snake_case; what
            reconstructions are measured by.
        seed: int or None. Of what is random in training.

    Raises:
        ValueError: if a network is not built or the decoder lacks an output that is needed.

    Reference: [Hinton and Salakhutdinov, 2006](https://doi.org/10.1126/science.1127647)

    Example:
        >>> model = Autoencoder.from_data_shape((8, 8, 1), latent_dim=4)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> codes = model.encode(images)
    """

    networks = ("encoder", "decoder")
    players = {"optimizer": ("encoder", "decoder")}
    separable = True

    def __init__(self, encoder, decoder, likelihood="squared_error", seed=None, **kwargs):
        likelihood = likelihood_named(likelihood)
        encoder = functional("encoder", encoder)
        decoder = networks.tied(encoder, with_outputs("decoder", decoder, likelihood.heads))
        super().__init__(encoder=encoder, decoder=decoder, seed=seed, **kwargs)
        self.likelihood = likelihood
        self.require_fit([self.code_output()])

    @classmethod
    def from_data_shape(
        cls,
        data_shape,
        latent_dim=32,
        architecture="dense",
        likelihood="squared_error",
        tied=False,
        code_activation="linear",
        **kwargs,
    ):
        """A model with default networks for examples of `data_shape`.

        Args:
            data_shape: shape of one example, for instance `(28, 28, 1)`.
            latent_dim: int. Size of the code.
            architecture: `"dense"`, `"convolutional"`, `"recurrent"`, or an object of
                `kerasgen.networks`.
            likelihood: an object or its name, whose `heads` the decoder gets.
            tied: bool. Whether the decoder has the encoder's kernels, transposed; dense
                architectures only.
            code_activation: name of the Keras activation of the code.
            **kwargs: further arguments of the constructor.
        """
        likelihood = likelihood_named(likelihood)
        architecture = networks.architecture_named(architecture)
        encoder = networks.code_encoder(data_shape, latent_dim, architecture, code_activation)
        if tied:
            decoder = networks.tied_decoder(encoder, data_shape, architecture, likelihood.heads)
        else:
            decoder = networks.decoder(data_shape, latent_dim, architecture, likelihood.heads)
        return cls(encoder=encoder, decoder=decoder, likelihood=likelihood, **kwargs)

    def default_optimizers(self):
        return {"optimizer": keras.optimizers.Adam(1e-3)}

    def given(self, batch):
        """Data and what is to be reconstructed from them: a target beside them, or themselves."""
        x, y, _ = self.parts_of(batch)
        target = x
        if y is not None and same_shape(tuple(self.data_spec.shape), tuple(y.shape)):
            target = self.as_data(y)
        else:
            self.refuse_targets(y)
        self.expect_in_range(target)
        return x, target

    def objective(self, x, target, training):
        """`loss` and its terms, each `(batch,)`, of data and what is to be reconstructed."""
        code = self.codes(x, training)["latents"]
        return {"loss": self.reconstruction_nll(target, code, training)}

    def reconstruction_nll(self, x, code, training):
        """`-log p(x | code)`, `(batch,)`."""
        return self.likelihood.nll(x, self.decoder(code, training=training))

    def code_output(self):
        """What of the encoder's outputs is decoded, a `keras.KerasTensor`."""
        return self.encoder.output

    def codes(self, data, training):
        """`{"latents": (batch, latent_dim)}`."""
        return {"latents": self.encoder(data, training=training)}

    def get_config(self):
        return {**super().get_config(), "likelihood": serialize_keras_object(self.likelihood)}
