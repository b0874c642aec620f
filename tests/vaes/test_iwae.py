"""What holds for importance-weighted training beyond the contract."""

import numpy as np
import pytest
import tensorflow as tf
from gaussians import linear_gaussian_vae
from keras import ops
from scipy import special

from kerasgen.formulas.distributions import reparametrise
from kerasgen.networks import Dense
from kerasgen.vaes.iwae import IWAE
from kerasgen.vaes.iwae_dreg import IWAEDReG
from kerasgen.vaes.vae import VAE


def small(cls, **kwargs):
    return cls.from_data_shape((8, 8, 1), 2, Dense((8,), "tanh"), seed=0, **kwargs)


def test_bounds_at_hand_worked_weights():
    model = small(IWAE, samples=3)
    log_weights = np.log([[1.0, 2.0], [2.0, 2.0], [6.0, 2.0]])
    bounds = model.bounds(ops.convert_to_tensor(log_weights, "float32"))
    np.testing.assert_allclose(bounds["loss"], [-np.log(3), -np.log(2)], rtol=1e-6)
    np.testing.assert_allclose(bounds["negative_elbo"], [-np.log(12) / 3, -np.log(2)], rtol=1e-6)


def test_weights_are_the_densities_of_scipy(images):
    from scipy import stats

    model = small(VAE)
    x = ops.convert_to_tensor((images[:4] > 0.5).astype("float32"))
    posterior = model.codes(x, training=False)
    z = np.random.default_rng(0).standard_normal((3, 4, 2)).astype("float32")
    found = model.log_weights(x, ops.convert_to_tensor(z), posterior, training=False)
    mean, scale = np.array(posterior["mean"]), np.exp(0.5 * np.array(posterior["log_var"]))
    for draw in range(3):
        pixels = model.decode(z[draw])
        likelihood = stats.bernoulli(pixels).logpmf(np.array(x, int)).sum(axis=(1, 2, 3))
        prior = stats.norm.logpdf(z[draw]).sum(axis=1)
        proposal = stats.norm(mean, scale).logpdf(z[draw]).sum(axis=1)
        np.testing.assert_allclose(found[draw], likelihood + prior - proposal, rtol=1e-4)


def test_one_draw_is_the_elbo(images):
    models = {}
    for cls in (IWAE, VAE):
        models[cls] = small(cls, **({"samples": 1} if cls is IWAE else {}))
        models[cls].compile()
    models[IWAE].set_weights(models[VAE].get_weights())
    data = np.tile(images, (100, 1, 1, 1))
    found = models[IWAE].evaluate(data, batch_size=3200, verbose=0, return_dict=True)
    expected = models[VAE].evaluate(data, batch_size=3200, verbose=0, return_dict=True)["loss"]
    assert found["loss"] == pytest.approx(found["negative_elbo"], rel=1e-5)
    # 6,400 draws each, of standard deviation about 2 nats: four standard errors of a difference.
    assert found["loss"] == pytest.approx(expected, abs=4 * 2 * 2**0.5 / 80)


def gradients_of(cls, model_seed, x, samples, repeats):
    """Mean and standard error, over many draws, of the encoder's and the decoder's gradients."""
    weight = np.array([[1.0], [0.5]])
    vae = linear_gaussian_vae(
        weight, np.zeros(2), 0.5, np.array([[0.3, 0.1]]), np.zeros(1), np.array([0.5])
    )
    model = cls(vae.encoder, vae.decoder, samples, likelihood=vae.likelihood, seed=model_seed)
    captured = []

    def capture(losses, tape, player, weights):
        variables = model.variables_of(player)
        share = ops.ones_like(losses) / len(x)
        captured.append(tape.gradient(losses, variables, output_gradients=share))

    model.minimize = capture
    model.compile()

    @tf.function
    def one():
        captured.clear()
        model.train_step(x)
        return [tf.convert_to_tensor(g) for g in captured[0]]

    draws = [np.concatenate([np.ravel(g) for g in one()]) for _ in range(repeats)]
    return np.mean(draws, axis=0), np.std(draws, axis=0) / repeats**0.5


def test_both_gradients_estimate_the_same_and_the_double_one_with_less_noise():
    x = np.tile(np.float32([[0.8, -0.3]]), (64, 1))
    plain, plain_error = gradients_of(IWAE, 1, x, samples=16, repeats=400)
    double, double_error = gradients_of(IWAEDReG, 2, x, samples=16, repeats=400)
    error = np.sqrt(plain_error**2 + double_error**2)
    # Nine numbers, each within five standard errors.
    assert (np.abs(plain - double) <= 5 * error + 1e-6).all()
    # All of the encoder's entries, whose score function is gone; the decoder's are as noisy.
    encoder = slice(0, 6)
    moved = plain_error[encoder] > 1e-6
    assert (double_error[encoder][moved] < 0.6 * plain_error[encoder][moved]).all()


def test_draws_of_an_example_differ():
    model = small(IWAE)
    posterior = {"mean": ops.zeros((1000, 2)), "log_var": ops.full((1000, 2), np.log(4.0))}
    z = np.array(model.posterior_draw(posterior, 3))
    assert z.shape == (3, 1000, 2)
    # Four standard errors of a standard deviation, and of a correlation.
    assert z.std() == pytest.approx(2.0, rel=4 / 12_000**0.5)
    correlations = np.corrcoef(z.reshape(3, -1)) - np.eye(3)
    np.testing.assert_allclose(correlations, 0, atol=4 / 2000**0.5)


def test_the_double_gradient_is_that_of_the_paper():
    """Eq. 8 on `x = w z + c + noise`, by hand: nothing is differentiated."""
    weight, noise, back, width = np.array([[1.0], [0.5]]), 0.5, np.array([[0.3, 0.1]]), 0.6
    vae = linear_gaussian_vae(weight, np.zeros(2), noise, back, np.zeros(1), np.array([width**2]))
    model = IWAEDReG(vae.encoder, vae.decoder, 3, likelihood=vae.likelihood, seed=0)
    random = np.random.default_rng(0)
    x, draws = random.standard_normal((4, 2)), random.standard_normal((3, 4, 1))
    model.posterior_draw = lambda posterior, samples: reparametrise(
        posterior["mean"], posterior["log_var"], ops.cast(draws, "float32")
    )
    of_mean, of_log_var = (model.encoder.get_layer(name).bias for name in ("mean", "log_var"))
    of_output = model.decoder.trainable_variables[1]
    found = []
    model.minimize = lambda losses, tape, player, weights: found.extend(
        tape.gradient(losses, [of_mean.value, of_log_var.value, of_output.value])
    )
    model.train_step(ops.cast(x, "float32"))

    mean = x @ back.T
    z = mean + width * draws
    residual = x - z @ weight.T
    log_weights = -0.5 * np.square(residual).sum(-1) / noise**2 - 0.5 * np.square(z)[..., 0]
    log_weights += 0.5 * np.square(draws)[..., 0]
    weights = special.softmax(log_weights, axis=0)[..., None]
    by_latent = residual @ weight / noise**2 - z + draws / width
    expected = (
        (weights**2 * by_latent).sum(axis=(0, 1)),
        (weights**2 * by_latent * 0.5 * width * draws).sum(axis=(0, 1)),
        (weights * residual / noise**2).sum(axis=(0, 1)),
    )
    for gradient, by_hand in zip(found, expected):
        np.testing.assert_allclose(gradient, -by_hand, rtol=1e-3)


def test_fewer_than_one_draw_is_refused():
    with pytest.raises(ValueError, match="must be 1 or more"):
        small(IWAE, samples=0)
