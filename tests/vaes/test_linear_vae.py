"""The linear VAE beside probabilistic PCA."""

import keras
import numpy as np
import pytest
from scipy import stats
from sklearn.decomposition import PCA

from kerasgen.vaes.linear_vae import LinearVAE

NUMBERS = np.random.default_rng(0)
DIRECTIONS = np.linalg.qr(NUMBERS.standard_normal((6, 6)))[0]
VARIANCES = np.array([4.0, 2.0, 0.3, 0.25, 0.2, 0.25])
MEAN = NUMBERS.standard_normal(6)
DATA = (NUMBERS.standard_normal((4000, 6)) * VARIANCES**0.5 @ DIRECTIONS.T + MEAN).astype("float32")


def at_the_optimum():
    """Tipping and Bishop's solution on the sample, put into the model by hand."""
    pca = PCA(2).fit(DATA)
    noise = pca.noise_variance_
    lengths = np.sqrt(pca.explained_variance_ - noise)
    weight = lengths[:, None] * pca.components_
    encoder_weight = weight.T / pca.explained_variance_
    model = LinearVAE.from_data_shape((6,), 2, seed=0)
    encoder, decoder, floor = model.encoder, model.decoder, np.log(model.likelihood.min_scale)
    encoder.get_layer("mean").set_weights([encoder_weight, -pca.mean_ @ encoder_weight])
    encoder.get_layer("log_var").set_weights([np.log(noise / pca.explained_variance_)])
    decoder.get_layer("linear").set_weights([weight, pca.mean_])
    above = 0.5 * np.log(noise) - floor
    decoder.get_layer("log_scale").set_weights([np.full((1,), floor + np.log(np.expm1(above)))])
    return model, pca


def test_marginal_likelihood_at_the_optimum_is_that_of_probabilistic_pca():
    model, pca = at_the_optimum()
    np.testing.assert_allclose(model.log_marginal(DATA), pca.score_samples(DATA), atol=1e-3)


def test_the_bound_is_tight_at_the_optimum():
    model, pca = at_the_optimum()
    model.compile()
    loss = model.evaluate(DATA, batch_size=1000, verbose=0, return_dict=True)["loss"]
    assert -loss == pytest.approx(pca.score(DATA), abs=1e-3)


def test_the_bound_is_the_mean_of_its_draws_and_below_the_likelihood():
    model = LinearVAE.from_data_shape((6,), 2, seed=0)
    model.encoder.get_layer("log_var").set_weights([np.array([-1.0, 0.5])])
    posterior = model.encoder(DATA[:1])
    z = np.array(posterior["mean"]) + np.exp(
        0.5 * np.array(posterior["log_var"])
    ) * np.random.default_rng(1).standard_normal((20_000, 2))
    parameters = model.decoder(z.astype("float32"))
    nll = np.array(model.likelihood.nll(np.repeat(DATA[:1], 20_000, axis=0), parameters))
    terms = model.objective(DATA[:1], training=False)
    error = float(nll.std()) / 20_000**0.5
    assert float(terms["reconstruction_nll"][0]) == pytest.approx(nll.mean(), abs=4 * error)
    assert -float(terms["loss"][0]) < model.log_marginal(DATA[:1])[0]


@pytest.mark.slow
def test_training_finds_probabilistic_pca():
    model = LinearVAE.from_data_shape((6,), 2, seed=0)
    schedule = keras.optimizers.schedules.CosineDecay(0.02, 40 * 60)
    model.compile(optimizer=keras.optimizers.Adam(schedule), steps_per_execution=40)
    model.fit(DATA, batch_size=100, epochs=60, verbose=0)
    best = PCA(2).fit(DATA).score(DATA)
    assert best - 0.01 < model.log_marginal(DATA).mean() <= best + 1e-4


def test_marginal_is_a_normal_density_for_any_weights():
    model = LinearVAE.from_data_shape((6,), 2, seed=0)
    weight, mean = (np.array(v) for v in model.decoder.get_layer("linear").weights)
    scale = np.exp(np.log(0.01) + np.log1p(np.exp(-np.log(0.01))))
    covariance = weight.T @ weight + scale**2 * np.eye(6)
    expected = stats.multivariate_normal(mean, covariance).logpdf(DATA[:5])
    np.testing.assert_allclose(model.log_marginal(DATA[:5]), expected, rtol=1e-5)
