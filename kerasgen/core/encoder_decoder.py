"""What models with an encoder and a decoder do for their users."""

import keras
import numpy as np

from kerasgen.formulas import interpolation


class EncoderDecoder:
    """What a `GenerativeModel` with `encoder`, `decoder` and `likelihood` gains.

    Its `codes(data, training)` gives what the `encode` function ships, a dict of tensors; `code`
    names the one that is decoded.
    """

    encodes = reconstructs = True
    code = "latents"

    def call(self, inputs, training=None):
        code = self.codes(inputs, training=training)[self.code]
        return self.likelihood.mean(self.decoder(code, training=training))

    @property
    def latent_dim(self):
        return self.decoder.input_shape[-1]

    def encode(self, data):
        """Codes `(count, latent_dim)` of `data` `(count, ...)`; of a posterior, its mean."""
        return self.apply_deployed("encode", data=data)[self.code]

    def decode(self, latents):
        """Data `(count, ...)` of codes `(count, latent_dim)`; of a likelihood, its mean."""
        return self.apply_deployed("decode", latents=latents)["data"]

    def reconstruct(self, data):
        """`decode(encode(data))`."""
        return self.apply_deployed("reconstruct", data=data)["reconstruction"]

    def interpolate(self, start, end, count=8, path=interpolation.linear):
        """Decode `count` points on the way between the codes of two batches of data.

        Args:
            start: array `(batch, ...)`.
            end: array of the same shape.
            count: int. Points, both ends included.
            path: `interpolation.linear` or `interpolation.spherical`.

        Returns:
            array `(batch, count, ...)`.
        """
        points = path(self.encode(start), self.encode(end), count)
        decoded = self.decode(np.reshape(points, (-1, self.latent_dim)))
        return np.reshape(decoded, (*points.shape[:2], *decoded.shape[1:]))

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
