"""VAEs with weighted terms, at the weights that make them the VAE and beyond."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from kerasgen import networks
from kerasgen.loading import load
from kerasgen.networks import Dense
from kerasgen.vaes.beta_tcvae import BetaTCVAE
from kerasgen.vaes.beta_vae import BetaVAE
from kerasgen.vaes.factor_vae import FactorVAE
from kerasgen.vaes.free_bits_vae import FreeBitsVAE
from kerasgen.vaes.info_vae import InfoVAE
from kerasgen.vaes.vae import VAE
from kerasgen.vaes.wae import WAE


def small(cls, **kwargs):
    keras.utils.set_random_seed(0)
    model = cls.from_data_shape((8, 8, 1), 3, Dense((16,)), seed=0, **kwargs)
    model.compile()
    return model


def measured(model, images):
    # The same noise, whatever was drawn before.
    model.seed_generator.state.assign([0, 0])
    return model.evaluate(images, batch_size=64, verbose=0, return_dict=True)


def fitted(model, digits):
    model.compile(optimizer=keras.optimizers.Adam(3e-3))
    model.fit(digits.train.as_floats(), batch_size=64, epochs=15, verbose=0)
    return model


def test_weights_of_one_are_the_vae(images):
    expected = measured(small(VAE), images)
    assert measured(small(BetaVAE, beta=1.0), images) == pytest.approx(expected, rel=1e-5)
    found = measured(small(InfoVAE, alpha=0.0, mmd_weight=1.0), images)
    assert found["loss"] == pytest.approx(expected["loss"], rel=1e-5)
    unpaid = measured(small(FreeBitsVAE, free_nats=0.0), images)
    assert unpaid == pytest.approx(expected, rel=1e-5)
    without = measured(small(FactorVAE, gamma=0.0), images)
    assert without["loss"] == pytest.approx(expected["loss"], rel=1e-5)


def test_losses_are_the_weighted_sums_of_their_terms(images):
    of_beta = measured(small(BetaVAE, beta=4.0), images)
    assert of_beta["loss"] == pytest.approx(of_beta["reconstruction_nll"] + 4 * of_beta["kl"])
    of_tc = measured(small(BetaTCVAE, beta=6.0, data_size=64), images)
    parts = of_tc["mutual_information"] + 6 * of_tc["total_correlation"]
    parts += of_tc["reconstruction_nll"] + of_tc["dimension_wise_kl"]
    assert of_tc["loss"] == pytest.approx(parts, rel=1e-5)
    of_factor = measured(small(FactorVAE, gamma=7.0), images)
    parts = of_factor["reconstruction_nll"] + of_factor["kl"] + 7 * of_factor["total_correlation"]
    assert of_factor["loss"] == pytest.approx(parts, rel=1e-5)
    of_info = measured(small(InfoVAE, alpha=0.5, mmd_weight=10.0), images)
    parts = of_info["reconstruction_nll"] + 0.5 * of_info["kl"] + 9.5 * of_info["mmd"]
    assert of_info["loss"] == pytest.approx(parts, rel=1e-5)
    of_wae = measured(small(WAE, mmd_weight=3.0), images)
    parts = of_wae["reconstruction_nll"] + 3 * of_wae["mmd"]
    assert of_wae["loss"] == pytest.approx(parts, rel=1e-5)


def test_the_kl_is_warmed_up_by_a_schedule(images, tmp_path):
    warm_up = keras.optimizers.schedules.PolynomialDecay(0.0, 8, 1.0)
    model = small(BetaVAE, beta=warm_up)
    for step in (0, 4, 8, 12):
        terms = measured(model, images)
        weight = min(step / 8, 1.0)
        expected = terms["reconstruction_nll"] + weight * terms["kl"]
        assert terms["loss"] == pytest.approx(expected, rel=1e-5)
        model.fit(images, batch_size=16, verbose=0)  # 4 steps
    model.save(tmp_path / "model.keras")
    assert load(tmp_path / "model.keras").beta.get_config() == warm_up.get_config()


@pytest.mark.slow
def test_a_heavy_weight_empties_the_code(digits):
    kl = {}
    for beta in (1.0, 100.0):
        model = fitted(small(BetaVAE, beta=beta), digits)
        kl[beta] = measured(model, digits.test.as_floats())["kl"]
    assert kl[1.0] > 1.0 and kl[100.0] < 0.1


def correlated_codes():
    """A `FactorVAE` whose codes are its data: two numbers of correlation .9."""
    data, latents = keras.Input((2,)), keras.Input((2,))
    heads = {name: keras.layers.Dense(2, name=name)(data) for name in ("mean", "log_var")}
    encoder = keras.Model(data, heads)
    encoder.get_layer("mean").set_weights([np.eye(2), np.zeros(2)])
    encoder.get_layer("log_var").set_weights([np.zeros((2, 2)), np.full(2, -12.0)])
    decoder = keras.Model(latents, {"mean": keras.layers.Dense(2)(latents)})
    discriminator = networks.discriminator((2,), Dense((64, 64)))
    return FactorVAE(encoder, decoder, discriminator, likelihood="gaussian", seed=0)


def test_the_discriminator_tells_draws_from_other_draws_shuffled():
    """Codes of unit variance: neither means, nor the same draws in another order."""
    model = correlated_codes()
    model.encoder.get_layer("log_var").set_weights([np.zeros((2, 2)), np.zeros(2)])
    x = ops.zeros((3000, 2))
    z, shuffled = (np.array(draws) for draws in model.draws(x, training=True))
    for draws in (z, shuffled):
        # Four standard errors of a variance.
        np.testing.assert_allclose(draws.var(axis=0), 1.0, atol=4 * (2 / 3000) ** 0.5)
    assert not np.isin(shuffled, z).any()


def test_the_discriminator_takes_draws_for_draws():
    """Mean cross-entropy: `1/2 softplus(-logit)` of draws, `1/2 softplus(logit)` of shuffled."""
    model = correlated_codes()
    model.discriminator = lambda z, training: {"logits": z[:, :1]}
    found = model.discriminator_loss(np.float32([[1.0]]), np.float32([[2.0]]), training=True)
    expected = 0.5 * (np.log1p(np.exp(-1)) + np.log1p(np.exp(2)))
    np.testing.assert_allclose(found, [expected], rtol=1e-6)


@pytest.mark.slow
def test_the_discriminator_finds_the_total_correlation():
    covariance = [[1.0, 0.9], [0.9, 1.0]]
    x = np.random.default_rng(0).multivariate_normal([0, 0], covariance, 20_000)
    model = correlated_codes()
    model.compile(
        optimizer=keras.optimizers.SGD(0.0), discriminator_optimizer=keras.optimizers.Adam(2e-3)
    )
    model.fit(x.astype("float32"), batch_size=500, epochs=15, verbose=0)
    found = model.evaluate(x.astype("float32"), batch_size=5000, verbose=0, return_dict=True)
    assert found["total_correlation"] == pytest.approx(-0.5 * np.log(1 - 0.81), abs=0.08)


def test_shuffled_draws_keep_each_latent_and_lose_what_binds_them():
    x = np.random.default_rng(1).multivariate_normal([0, 3], [[1.0, 0.9], [0.9, 1.0]], 4000)
    model = correlated_codes()
    posterior = model.codes(x.astype("float32"), training=False)
    shuffled = np.array(model.shuffled_draw(posterior))
    np.testing.assert_allclose(np.sort(shuffled, axis=0), np.sort(x, axis=0), atol=0.05)
    assert abs(np.corrcoef(shuffled.T)[0, 1]) < 4 / 4000**0.5


@pytest.mark.parametrize("cls", [WAE, InfoVAE])
def test_what_codes_are_drawn_to_is_drawn_afresh(cls, images):
    model = small(cls)
    model.posterior_draw = lambda posterior: posterior["mean"]
    given = model.given(ops.convert_to_tensor(images))
    one, other = (float(model.objective(*given, training=True)["mmd"][0]) for _ in range(2))
    assert one != other


@pytest.mark.slow
def test_codes_of_a_wae_come_to_fill_the_prior(digits):
    spread = {}
    for weight in (0.0, 300.0):
        model = fitted(small(WAE, mmd_weight=weight), digits)
        codes = model.encode(digits.test.as_floats())
        spread[weight] = (
            np.abs(np.cov(codes.T) - np.eye(3)).max() + np.abs(codes.mean(axis=0)).max()
        )
    assert spread[300.0] < 0.5 < spread[0.0]


def test_what_is_free_is_the_mean_over_the_batch():
    """KLs of 2 and 0 are 1 in the mean: under a floor of 1.5, which neither is alone."""
    model = small(FreeBitsVAE, free_nats=1.5)
    mean = np.float32([[2.0], [0.0]])
    model.reconstruction_terms = lambda x, training: (
        {"mean": mean, "log_var": 0 * mean}, None, np.float32([0.0, 10.0]),
    )  # fmt: skip
    np.testing.assert_allclose(model.objective(None, training=True)["loss"], [1.5, 11.5])


def test_latents_that_cost_less_than_what_is_free_are_not_pushed():
    """Two latents of KL 1/2 and 2, one nat free each: 1 is paid for the first, 2 for the other."""
    mean = np.float32([[1.0, 2.0]])
    with tf.GradientTape() as tape:
        shift = tf.Variable(mean)
        model = small(FreeBitsVAE, free_nats=1.0)
        model.reconstruction_terms = lambda x, training: (
            {"mean": shift, "log_var": tf.zeros((1, 2))}, None, tf.zeros(1),
        )  # fmt: skip
        terms = model.objective(None, training=True)
    assert float(terms["loss"][0]) == pytest.approx(3.0)
    assert float(terms["kl"][0]) == pytest.approx(2.5)
    np.testing.assert_allclose(tape.gradient(terms["loss"], shift), [[0.0, 2.0]])
