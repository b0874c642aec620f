"""Generation from a standard normal prior."""

import functools

import tensorflow as tf

from kerasgen.distributions import standard_normal


class StandardNormalPrior:
    """What a `GenerativeModel` with `latent_dim` and a first deployed function of latents gains."""

    def sample_latents(self, count):
        """Fresh noise for a training step, `(count, latent_dim)`."""
        return self.prior_draw(count, self.draw_seed())

    def prior_draw(self, count, seed):
        """Latents `(count, latent_dim)` from the prior, a function of `seed` `(2,)`."""
        return standard_normal((count, self.latent_dim), seed)

    def generate(self, count, seed=None):
        """Draw from the prior and decode.

        Args:
            count: int.
            seed: int or None. The same examples for the same seed, also from the exported
                SavedModel's `sample(count, seed)`.

        Returns:
            float32 array `(count, ...)`.
        """
        seed = self.draw_seed() if seed is None else (seed, 0)
        latents = self._prior_function(count, seed)
        return self.apply_deployed(next(iter(self._deployed_functions)), latents=latents)["data"]

    @functools.cached_property
    def _prior_function(self):
        # One graph: eagerly the draw takes longer than a small decoder.
        return tf.function(
            self.prior_draw,
            input_signature=[tf.TensorSpec((), tf.int32), tf.TensorSpec((2,), tf.int32)],
        )
