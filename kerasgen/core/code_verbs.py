"""The verbs of models that encode data and decode codes."""

import numpy as np

from kerasgen.formulas import interpolation


class CodeVerbs:
    """What a `GenerativeModel` gains that ships functions `encode` and `reconstruct`.

    `code` names the output of `encode` that is decoded, `decoding` the function that decodes it.
    """

    encodes = reconstructs = True
    code = "latents"
    decoding = "decode"

    def encode(self, data):
        """Codes `(count, latent_dim)` of `data` `(count, ...)`; of a posterior, its mean."""
        return self.apply_deployed("encode", data=data)[self.code]

    def decode(self, latents):
        """Data `(count, ...)` of codes `(count, latent_dim)`; of a likelihood, its mean."""
        return self.apply_deployed(self.decoding, latents=latents)["data"]

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
