"""Importance-weighted autoencoder with doubly reparametrised gradients."""

import keras
import tensorflow as tf
from keras import ops

from kerasgen.vaes.iwae import IWAE


@keras.saving.register_keras_serializable("kerasgen")
class IWAEDReG(IWAE):
    """`IWAE` whose encoder's gradient keeps its signal as `samples` grows.

    The decoder goes down the gradient of `IWAE`. The encoder's is `sum_i w_i^2 dlog
    p(x, z_i) / q(z_i | x) / dz_i dz_i / dphi` with normalised weights `w` (Eq. 8): an unbiased
    estimate of the same gradient, without the score function's variance.

    Args:
        encoder: `keras.Model`, data to a dict of `mean` and `log_var`, each
            `(batch, latent_dim)`.
        decoder: `keras.Model`, latents `(batch, latent_dim)` to a dict with the likelihood's
            `heads`.
        samples: int >= 1. Draws per example, k.
        likelihood: `Bernoulli()`, `ContinuousBernoulli()`, `Gaussian(scale)`,
            `LearnedScaleGaussian()`, or such a name in snake_case, `"gaussian:0.5"`.
        seed: int or None. Of the draws of latents.

    Raises:
        ValueError: if `samples` is less than 1.

    Reference: [Tucker et al., 2019](https://arxiv.org/abs/1810.04152)

    Example:
        >>> model = IWAEDReG.from_data_shape((8, 8, 1), latent_dim=2, samples=5)
        >>> model.compile()
        >>> model.fit(images, epochs=10)
        >>> model.generate(16, seed=1)
    """

    def train_step(self, data):
        x, weights_of_examples = self.data_of(data), self.weights_of(data)
        with tf.GradientTape() as tape:
            posterior = self.codes(x, training=True)
            z = self.posterior_draw(posterior, self.samples)
            drawn = ops.stop_gradient(z)
            fixed = {name: ops.stop_gradient(value) for name, value in posterior.items()}
            with tf.GradientTape(watch_accessed_variables=False) as through_latents:
                through_latents.watch(drawn)
                log_weights = self.log_weights(x, drawn, fixed, training=True)
            weights = ops.stop_gradient(ops.softmax(log_weights, axis=0))
            direction = through_latents.gradient(
                log_weights, drawn, output_gradients=ops.square(weights)
            )
            for_encoder = ops.sum(ops.stop_gradient(direction) * z, axis=(0, 2))
            for_decoder = ops.sum(weights * log_weights, axis=0)
            surrogate = -(for_encoder + for_decoder)
        self.minimize(surrogate, tape, "optimizer", weights_of_examples)
        self.log(weights_of_examples, **self.bounds(log_weights))
        return self.results()
