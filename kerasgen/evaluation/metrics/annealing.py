"""Log-likelihoods of decoders by annealed importance sampling, and bounds on both sides."""

import math

import numpy as np
import tensorflow as tf
from keras import ops
from scipy.special import expit

from kerasgen.formulas.distributions import standard_normal, standard_uniform

ROWS_IN_MEMORY = 1000
LEAPFROG_STEPS = 10
ACCEPTANCE = 0.65
FITTING_CHAINS = 4
FITTING_RATE = 1.0  # of the log of the step size, per unit of acceptance and temperature
FIRST_STEP_SIZE = 0.5  # of a prior whose scale is 1


def annealed_log_likelihood(model, data, chains=16, temperatures=1000, seed=0, jit_compile=True):
    """`log p(x)` of each example by annealed importance sampling, which needs no encoder.

    Every chain starts at a draw of the prior and passes through the distributions
    `p(z) p(x | z)^beta`, beta rising from 0 to 1 along a sigmoid, by Hamiltonian moves of 10
    leapfrog steps. The mean of the chains' weights is unbiased for `p(x)`, so that in
    expectation the result does not exceed `log p(x)`; it rises to it with `chains` and, faster,
    with `temperatures`.

    For each example and temperature a step size is fitted to an acceptance of 0.65 on chains of
    their own, and every move takes a random share of it. The paper's code fits it on the chains
    that it weights; their moves then depend on their past, and the weights are not unbiased.

    Args:
        model: has `log_prior`, `prior_draw`, `decoder` and `likelihood`, as every `VAE` has.
        data: array `(count, ...)`, as the likelihood takes them: binary for a Bernoulli, if the
            result is to be a likelihood.
        chains: int >= 1. Chains per example.
        temperatures: int >= 1. Steps of beta from 0 to 1; 1 is importance sampling from the
            prior. An example costs `11 (chains + 4) temperatures` passes through the decoder
            and back.
        seed: int.
        jit_compile: bool. Whether XLA compiles the graph; convolutional decoders can be faster
            without.

    Returns:
        float32 array `(count,)`, in nats.

    Raises:
        ValueError: if `chains` or `temperatures` is less than 1.

    Reference: [Wu et al., 2017](https://arxiv.org/abs/1611.04273);
        [Neal, 2001](https://arxiv.org/abs/physics/9803008)

    Example:
        >>> annealed_log_likelihood(model, images[:100]).mean()
    """
    _require_positive(chains=chains, temperatures=temperatures)
    betas = _schedule(temperatures)

    def estimate(seed, x):
        return _from_prior(model, x, betas, chains, seed)[:1]

    return _in_batches(estimate, [np.asarray(data, "float32")], chains, seed, jit_compile)[0]


def bidirectional_bounds(model, count, chains=16, temperatures=1000, seed=0, jit_compile=True):
    """Bounds on both sides of `log p(x)` of data that the model itself draws.

    The latents that made an example are a draw of its posterior. Chains that go from there to
    the prior, through the same distributions with the same step sizes, have weights unbiased
    for `1 / p(x)`: an upper bound in expectation. The mean difference of the bounds therefore
    bounds the error of `annealed_log_likelihood` on such data with the same `chains` and
    `temperatures`.

    Args:
        model: as in `annealed_log_likelihood`; its likelihood has `sample`.
        count: int >= 1. Examples to draw.
        chains: int >= 1. Chains per example and direction.
        temperatures: as in `annealed_log_likelihood`.
        seed: int.
        jit_compile: as in `annealed_log_likelihood`.

    Returns:
        float32 arrays `(count,)`: lower bounds and upper bounds, in nats.

    Raises:
        ValueError: if `count`, `chains` or `temperatures` is less than 1.

    Reference: [Grosse et al., 2015](https://arxiv.org/abs/1511.02543)

    Example:
        >>> lower, upper = bidirectional_bounds(model, 100)
        >>> (upper - lower).mean()
    """
    _require_positive(count=count, chains=chains, temperatures=temperatures)
    betas = _schedule(temperatures)
    # The seeds of batches go by their first example, and none is -1.
    for_latents, for_data = tf.unstack(tf.random.split(tf.constant([seed, -1]), 2))
    latents = model.prior_draw(count, for_latents)
    data = model.likelihood.sample(model.decoder(latents, training=False), for_data)

    def estimate(seed, x, z):
        onward, back = tf.unstack(tf.random.split(seed, 2))
        lower, step_sizes = _from_prior(model, x, betas, chains, onward)
        starts = _repeated(z, chains)
        upper = -_log_mean_weight(model, x, starts, betas[::-1], step_sizes[::-1], back)
        return lower, upper

    arrays = [np.array(data), np.array(latents)]
    return _in_batches(estimate, arrays, chains, seed, jit_compile)


def _require_positive(**numbers):
    for name, number in numbers.items():
        if number < 1:
            raise ValueError(f"`{name}` must be 1 or more, got {number}.")


def _schedule(temperatures):
    """Inverse temperatures `(temperatures + 1,)`, rising along a sigmoid from 0 to 1."""
    rising = expit(np.linspace(-4.0, 4.0, temperatures + 1))
    return (rising - rising[0]) / (rising[-1] - rising[0])


def _in_batches(estimate, arrays, chains, seed, jit_compile):
    """The results `(count,)` of `estimate(seed, *batches)`, whose batches share one shape."""
    estimate = tf.function(estimate, jit_compile=jit_compile)
    count = len(arrays[0])
    batch_size = min(count, max(1, ROWS_IN_MEMORY // chains))
    estimates = []
    for start in range(0, count, batch_size):
        rows = np.arange(start, start + batch_size) % count
        results = estimate(tf.constant([seed, start]), *(array[rows] for array in arrays))
        estimates.append([np.array(result) for result in results])
    return tuple(np.concatenate(parts)[:count] for parts in zip(*estimates))


def _from_prior(model, x, betas, chains, seed):
    """`log p(x)` `(batch,)` by chains from the prior, and the step sizes that they took."""
    fitting, starting, moving = tf.unstack(tf.random.split(seed, 3))
    step_sizes = _fitted_step_sizes(model, x, betas, fitting)
    starts = model.prior_draw(chains * x.shape[0], starting)
    return _log_mean_weight(model, x, starts, betas, step_sizes, moving), step_sizes


def _fitted_step_sizes(model, x, betas, seed):
    """One per distribution and example, both ends included: `(temperatures + 1, batch)`."""
    starting, moving = tf.unstack(tf.random.split(seed, 2))
    batch, moves = x.shape[0], len(betas)
    betas, x = tf.constant(betas, "float32"), _repeated(x, FITTING_CHAINS)

    def move(index, z, step_size, step_sizes):
        z, _, acceptance = _transition(
            model,
            x,
            z,
            betas[index],
            _repeated(step_size, FITTING_CHAINS),
            tf.random.fold_in(moving, index),
        )
        accepted = ops.mean(ops.reshape(acceptance, (FITTING_CHAINS, batch)), axis=0)
        step_size *= ops.exp(FITTING_RATE * (accepted - ACCEPTANCE))
        return index + 1, z, step_size, step_sizes.write(index, step_size)

    start = (
        0,
        model.prior_draw(FITTING_CHAINS * batch, starting),
        ops.full((batch,), FIRST_STEP_SIZE),
        tf.TensorArray("float32", moves, element_shape=(batch,)),
    )
    return tf.while_loop(lambda index, *_: index < moves, move, start)[-1].stack()


def _log_mean_weight(model, x, z, betas, step_sizes, seed):
    """Log of the mean weight of chains from `z` `(chains * batch, latent_dim)`: `(batch,)`.

    The betas rise or fall; their ends are the distributions whose normalisers are compared.
    """
    batch, moves = x.shape[0], len(betas) - 2
    chains = z.shape[0] // batch
    x = _repeated(x, chains)
    betas, differences = (tf.constant(v, "float32") for v in (betas, np.diff(betas)))

    def move(index, z, log_likelihood, log_weight):
        log_weight += differences[index] * log_likelihood
        sharing, moving = tf.unstack(tf.random.split(tf.random.fold_in(seed, index), 2))
        # A trajectory of one length comes back to its start where it is the posterior's period.
        share = standard_uniform((chains * batch,), sharing)
        step_size = share * _repeated(step_sizes[index + 1], chains)
        z, log_likelihood, _ = _transition(model, x, z, betas[index + 1], step_size, moving)
        return index + 1, z, log_likelihood, log_weight

    start = (0, z, _log_likelihood(model, x, z), ops.zeros((chains * batch,)))
    *_, log_likelihood, log_weight = tf.while_loop(lambda index, *_: index < moves, move, start)
    log_weight += differences[-1] * log_likelihood
    return ops.logsumexp(ops.reshape(log_weight, (chains, batch)), axis=0) - math.log(chains)


def _transition(model, x, z, beta, step_size, seed):
    """A Hamiltonian move that leaves `p(z) p(x | z)^beta` invariant, whatever the step size.

    Returns:
        `z` after the move, its `log p(x | z)`, and the probability with which it was accepted.
    """
    for_momentum, for_acceptance = tf.unstack(tf.random.split(seed, 2))
    momentum, step = standard_normal(z.shape, for_momentum), step_size[:, None]

    def at(z):
        with tf.GradientTape() as tape:
            tape.watch(z)
            log_likelihood = _log_likelihood(model, x, z)
            log_density = model.log_prior(z) + beta * log_likelihood
        return log_likelihood, log_density, tape.gradient(log_density, z)

    def leap(index, z, momentum, log_likelihood, log_density, slope):
        momentum += 0.5 * step * slope
        z += step * momentum
        log_likelihood, log_density, slope = at(z)
        return index + 1, z, momentum + 0.5 * step * slope, log_likelihood, log_density, slope

    def minus_energy(_index, _z, momentum, _log_likelihood, log_density, _slope):
        return log_density - 0.5 * ops.sum(ops.square(momentum), axis=-1)

    start = (0, z, momentum, *at(z))
    end = tf.while_loop(lambda index, *_: index < LEAPFROG_STEPS, leap, start)
    gain = minus_energy(*end) - minus_energy(*start)
    # A trajectory that diverged is refused.
    acceptance = ops.where(ops.isnan(gain), 0.0, ops.exp(ops.minimum(gain, 0.0)))
    accepted = standard_uniform(acceptance.shape, for_acceptance) < acceptance
    z = ops.where(accepted[:, None], end[1], z)
    return z, ops.where(accepted, end[3], start[3]), acceptance


def _log_likelihood(model, x, z):
    return -model.likelihood.nll(x, model.decoder(z, training=False))


def _repeated(tensor, chains):
    """`(batch, ...)` to `(chains * batch, ...)`, the examples running fastest."""
    return ops.tile(tensor, (chains, *[1] * (len(tensor.shape) - 1)))
