"""What models with an encoder and a decoder do for their users."""

import keras
import tensorflow as tf

from kerasgen.core.code_verbs import CodeVerbs
from kerasgen.networks.fitting import require_shape
from kerasgen.networks.ranges import range_of


class EncoderDecoder(CodeVerbs):
    """What a `GenerativeModel` with `encoder`, `decoder` and `likelihood` gains.

    Its `codes(data, training)` gives what the `encode` function ships, a dict of tensors.
    """

    called_once = ("encoder", "decoder")

    def require_fit(self, codes):
        """Raise a `ValueError` unless codes are what the decoder takes, and it gives data."""
        latents = self.decoder.input
        latents = latents["latents"] if isinstance(latents, dict) else latents
        for code in codes:
            require_shape("What `encoder` gives to `decoder`", code, latents)
        first, *_ = self.likelihood.heads
        made = self.decoder.output[first]
        require_shape(f"`{first}` of `decoder`", made, self.encoded_spec)

    def train_step(self, data):
        given, weights = self.given(data), self.weights_of(data)
        with tf.GradientTape() as tape:
            terms = self.objective(*given, training=True)
        self.minimize(terms["loss"], tape, "optimizer", weights)
        self.log(weights, **terms)
        return self.results()

    def test_step(self, data):
        terms = self.objective(*self.given(data), training=False)
        self.log(self.weights_of(data), **terms)
        return self.results()

    def given(self, batch):
        """All that the objective is of, in what `fit` hands to a step."""
        raise NotImplementedError

    def objective(self, *given, training):
        """A dict of `loss` and its terms, each `(batch,)`."""
        raise NotImplementedError

    def call(self, inputs, training=None):
        code = self.codes(self.as_data(inputs), training=training)[self.code]
        return self.likelihood.mean(self.decoder(code, training=training))

    @property
    def latent_dim(self):
        return self.decoder.input_shape[-1]

    @property
    def encoded_spec(self):
        """`keras.KerasTensor` of what the encoder takes of data, and the decoder makes."""
        return self.encoder.input

    @property
    def data_spec(self):
        return self.encoded_spec

    @property
    def data_range(self):
        ranges = [self.likelihood.support]
        if "mean" in self.likelihood.heads:
            ranges.append(range_of(self.decoder, self.decoder.output["mean"]))
        lowest, highest = zip(*ranges)
        return max(lowest), min(highest)

    def deployed(self):
        data = keras.Input(self.encoder.input_shape[1:], name="data")
        latents = keras.Input((self.latent_dim,), name="latents")
        codes = self.codes(data, training=False)
        decoded = self.likelihood.mean(self.decoder(latents))
        reconstruction = self.likelihood.mean(self.decoder(codes[self.code]))
        return {
            "decode": keras.Model({"latents": latents}, {"data": decoded}),
            "encode": keras.Model({"data": data}, codes),
            "reconstruct": keras.Model({"data": data}, {"reconstruction": reconstruction}),
        }
