"""Generation from a prior."""

import functools

import numpy as np
import tensorflow as tf

from kerasgen.core.generative_model import AT_ONCE
from kerasgen.errors import InputError
from kerasgen.formulas.distributions import standard_normal

COUNT_AND_SEED = [tf.TensorSpec((), tf.int32), tf.TensorSpec((2,), tf.int32)]


class StandardNormalPrior:
    """What a `GenerativeModel` with `latent_dim` and a first deployed function of latents gains."""

    generates = normal_prior = True
    prior_in_words = "N(0, I)"

    def sample_latents(self, count):
        """Fresh noise for a training step, `(count, latent_dim)`."""
        return self.prior_draw(count, self.draw_seed())

    def prior_draw(self, count, seed):
        """Latents `(count, latent_dim)` from the prior, a function of `seed` `(2,)`."""
        return standard_normal((count, self.latent_dim), seed)

    def prior_inputs(self, count, seed):
        """All that the first deployed function takes, by name, drawn from the prior."""
        return {"latents": self.prior_draw(count, seed)}

    def generate(self, count, seed=None, **conditions):
        """Draw from the prior and decode.

        Args:
            count: int.
            seed: int or None. The same examples for the same seed, also from the exported
                SavedModel's `sample(count, seed)`.
            **conditions: values, for all examples or for each, of inputs other than the latents
                that the model has; those not given are drawn.

        Returns:
            float32 array `(count, ...)`.

        Raises:
            InputError: for a condition that the model does not know, or that is no category.
        """
        seed = self.draw_seed() if seed is None else (seed, 0)
        if not conditions and count <= AT_ONCE:
            self.update_averages()
            given = (tf.convert_to_tensor(number, tf.int32) for number in (count, seed))
            return self._sample(*given).numpy()
        inputs = {
            name: np.array(drawn) for name, drawn in self._prior_function(count, seed).items()
        }
        for name, value in conditions.items():
            inputs[name] = self._condition(name, value, inputs)
        return self.apply_deployed(next(iter(self._deployed_functions)), **inputs)["data"]

    def _condition(self, name, value, inputs):
        if name not in inputs:
            known = ", ".join(sorted(set(inputs) - {"latents"})) or "none"
            raise InputError(
                f"{type(self).__name__} generates under no {name!r}; it knows {known}."
            )
        return for_all_or_each(value, inputs[name].shape, f"{name} of {type(self).__name__}")

    @functools.cached_property
    def _prior_function(self):
        # Eagerly the draw takes longer than a small decoder.
        return tf.function(self.prior_inputs, input_signature=COUNT_AND_SEED)

    @functools.cached_property
    def _sample(self):
        """Count and seed, tensors, to examples: one call, in which few take most of the time."""
        generate = next(iter(self._deployed_functions.values()))

        def sample(count, seed):
            return generate(self.prior_inputs(count, seed))["data"]

        graph = tf.function(sample, input_signature=COUNT_AND_SEED).get_concrete_function()

        def call(count, seed):
            # Called by itself the graph looks for gradients first, which takes as long again.
            given = [count, seed, *graph.captured_inputs]
            return tf.raw_ops.StatefulPartitionedCall(args=given, Tout=[tf.float32], f=graph)[0]

        return call


class ChosenPrior(StandardNormalPrior):
    """What such a model gains whose `prior` is an object that can be chosen."""

    @property
    def prior_in_words(self):
        return self.prior.in_words()

    @property
    def normal_prior(self):
        return self.prior.is_standard_normal

    def prior_draw(self, count, seed):
        return self.prior.draw(count, self.latent_dim, seed)


def for_all_or_each(value, shape, what):
    """A condition, for all examples or for each, as an array of `shape`.

    Raises:
        InputError: for a value of another shape, which begins with `what`.
    """
    try:
        return np.broadcast_to(value, shape)
    except ValueError as error:
        raise InputError(
            f"{what} is a value for all examples, or one for each, of shape {shape}, not "
            f"{np.shape(value)}."
        ) from error
