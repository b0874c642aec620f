"""The mixture prior beside scipy's densities and its own draws."""

import numpy as np
import pytest
from scipy import special, stats
from sklearn.datasets import make_blobs

from kerasgen.networks import Dense
from kerasgen.vaes.vamp_prior_vae import VampPriorVAE


@pytest.fixture
def model():
    return VampPriorVAE.from_data_shape((8, 8, 1), 2, Dense((8,)), components=3, seed=0)


def spread_out(model):
    """Far-apart pseudo-inputs, so that the components differ."""
    (kernel,) = model.pseudo_inputs.trainable_variables
    kernel.assign(np.random.default_rng(0).random(kernel.shape))


def test_prior_is_the_mixture_of_the_posteriors_of_pseudo_inputs(model):
    spread_out(model)
    inputs = np.clip(model.pseudo_inputs.trainable_variables[0], 0, 1).reshape(3, 8, 8, 1)
    posterior = {name: np.array(v) for name, v in model.codes(inputs, training=False).items()}
    z = np.random.default_rng(1).standard_normal((5, 2)).astype("float32")
    densities = stats.norm(posterior["mean"], np.exp(posterior["log_var"] / 2)).logpdf(z[:, None])
    expected = special.logsumexp(densities.sum(axis=-1), axis=1, b=1 / 3)
    np.testing.assert_allclose(model.log_prior(z), expected, atol=1e-4)


def test_draws_have_the_density_that_the_prior_says(model):
    spread_out(model)
    z = np.array(model.prior_draw(40_000, (1, 0)))
    mixture = {name: np.array(v, "float64") for name, v in model.mixture().items()}
    mean = mixture["mean"].mean(axis=0)
    variance = np.exp(mixture["log_var"]).mean(axis=0) + mixture["mean"].var(axis=0)
    np.testing.assert_allclose(z.mean(axis=0), mean, atol=5 * (variance.max() / 40_000) ** 0.5)
    np.testing.assert_allclose(z.var(axis=0), variance, rtol=0.05)


def test_what_is_chosen_says_nothing_of_the_noise_around_it(model):
    spread_out(model)
    mixture = {name: np.array(v) for name, v in model.mixture().items()}
    model.mixture = lambda: {  # where components show in the first latent, and noise in both
        "mean": np.float32([[-9.0, 0], [0, 0], [9, 0]]), "log_var": 0 * mixture["log_var"],
    }  # fmt: skip
    z = np.array(model.prior_draw(9000, (4, 0)))
    chosen = np.round(z[:, 0] / 9)
    noise = z - 9 * chosen[:, None] * [1, 0]
    # Four standard errors of a correlation, and of a mean.
    assert abs(np.corrcoef(chosen, noise[:, 1])[0, 1]) < 4 / 9000**0.5
    np.testing.assert_allclose(noise.mean(axis=0), 0, atol=4 / 9000**0.5)


def test_kl_to_its_own_posterior_is_nothing(model):
    """With one posterior for all data and pseudo-inputs, the KL vanishes draw by draw."""
    kernel = model.encoder.get_layer("mean").kernel
    kernel.assign(np.zeros(kernel.shape))
    kernel = model.encoder.get_layer("log_var").kernel
    kernel.assign(np.zeros(kernel.shape))
    x = np.random.default_rng(0).random((6, 8, 8, 1)).astype("float32")
    np.testing.assert_allclose(model.objective(x, training=False)["kl"], 0.0, atol=1e-5)


def test_pseudo_inputs_stay_in_the_range_of_images(model):
    (kernel,) = model.pseudo_inputs.trainable_variables
    kernel.assign(np.tile(np.linspace(-2, 3, 64), (3, 1)))
    inputs = np.array(model.pseudo_inputs(np.eye(3, dtype="float32")))
    np.testing.assert_allclose(inputs[1].ravel(), np.clip(np.linspace(-2, 3, 64), 0, 1), rtol=1e-6)


def test_pseudo_inputs_move_with_training(model, images):
    before = model.pseudo_inputs.get_weights()[0]
    model.compile()
    model.fit(images, epochs=2, verbose=0)
    moved = np.abs(model.pseudo_inputs.get_weights()[0] - before).max(axis=1)
    assert (moved > 0).all()


@pytest.mark.slow
def test_the_prior_comes_to_have_the_clusters_of_the_data():
    x, _ = make_blobs(2000, centers=[[0.1] * 4, [0.9] * 4], cluster_std=0.03, random_state=0)
    model = VampPriorVAE.from_data_shape(
        (4,), 1, Dense((32,)), likelihood="continuous_bernoulli", components=10, seed=0
    )
    model.compile()
    model.fit(np.clip(x, 0, 1).astype("float32"), batch_size=100, epochs=30, verbose=0)
    generated = model.generate(500, seed=0).mean(axis=1)
    assert (generated < 0.4).mean() > 0.2 and (generated > 0.6).mean() > 0.2
