"""Densities fitted on latents beside their closed forms, and what ships of them."""

import json

import numpy as np
import pytest
import tensorflow as tf
from typer.testing import CliRunner

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.cli import main as cli
from kerasgen.core import samplers
from kerasgen.errors import InputError
from kerasgen.exporting import export, savedmodel, verify
from kerasgen.exporting.served import served_beside
from kerasgen.files import write_json
from kerasgen.gans.gan import GAN
from kerasgen.loading import load
from kerasgen.networks import Dense
from kerasgen.training import runs
from kerasgen.vaes.conditional_vae import ConditionalVAE
from kerasgen.vaes.vae import VAE
from kerasgen.vaes.vamp_prior_vae import VampPriorVAE

FITTED = [
    samplers.GaussianSampler,
    samplers.GaussianMixtureSampler,
    samplers.AggregatedPosteriorSampler,
]
DRAWS = 40_000


class Deterministic:
    """A model whose codes are the data."""

    encodes, labelled, code = True, False, "latents"

    def apply_deployed(self, function, data):
        assert function == "encode"
        return {"latents": data}


class Posteriors(Deterministic):
    """A model whose posteriors have the data as means, and one variance for each latent."""

    code = "mean"

    def __init__(self, variance):
        self.variance = variance

    def apply_deployed(self, function, data):
        return {"mean": data, "log_var": np.tile(np.log(self.variance), (len(data), 1))}


def codes_of(mean, covariance, count=500):
    """Codes that are not Gaussian and have exactly these moments."""
    noise = np.random.default_rng(0).random((count, len(mean)))
    noise -= noise.mean(axis=0)
    white = np.linalg.solve(np.linalg.cholesky(noise.T @ noise / count), noise.T).T
    return (mean + white @ np.linalg.cholesky(covariance).T).astype("float32")


def draws_of(sampler, model, codes, seed=1, count=DRAWS):
    return np.array(sampler.fit(model, codes).draw(count, seed), "float64")


def assert_moments(draws, mean, covariance):
    """Within 5 standard errors of Gaussian draws' means and covariances."""
    mean, covariance = np.asarray(mean), np.asarray(covariance)
    variance = np.diag(covariance)
    errors = np.sqrt(variance / len(draws))
    assert (np.abs(draws.mean(axis=0) - mean) <= 5 * errors).all()
    errors = np.sqrt((np.outer(variance, variance) + covariance**2) / len(draws))
    assert (np.abs(np.cov(draws.T) - covariance) <= 5 * errors).all()


MEAN = np.array([1.0, -3.0, 0.0])
COVARIANCE = np.array([[4.0, 1.8, 0.0], [1.8, 1.0, -0.1], [0.0, -0.1, 0.25]])


def test_a_gaussian_draws_with_mean_and_full_covariance_of_the_codes():
    draws = draws_of(samplers.GaussianSampler(), Deterministic(), codes_of(MEAN, COVARIANCE))
    assert_moments(draws, MEAN, COVARIANCE)
    # Gaussian, which the codes are not: kurtosis 3, with standard error sqrt(24 / DRAWS).
    fourth = (((draws - MEAN) ** 4) / np.diag(COVARIANCE) ** 2).mean(axis=0)
    np.testing.assert_allclose(fourth, 3.0, atol=5 * (24 / DRAWS) ** 0.5)


def test_a_mixture_of_one_component_is_the_gaussian():
    codes = codes_of(MEAN, COVARIANCE)
    one, other = (
        draws_of(sampler, Deterministic(), codes, count=100)
        for sampler in (samplers.GaussianMixtureSampler(1), samplers.GaussianSampler())
    )
    np.testing.assert_allclose(one, other, atol=1e-5)  # rounding of float32


def two_clusters():
    """A quarter and three quarters of the codes, far apart, correlated the other way."""
    near, far = np.array([[1.0, 0.8], [0.8, 1.0]]), np.array([[1.0, -0.8], [-0.8, 1.0]])
    first, second = codes_of([-10.0, 0.0], near, 250), codes_of([10.0, 0.0], far, 750)
    return np.concatenate([first, second]), near, far


def test_a_mixture_finds_clusters_and_draws_them_in_proportion():
    codes, near, far = two_clusters()
    draws = draws_of(samplers.GaussianMixtureSampler(2), Deterministic(), codes)
    left = draws[:, 0] < 0
    assert left.mean() == pytest.approx(0.25, abs=5 * (0.25 * 0.75 / DRAWS) ** 0.5)
    assert_moments(draws[left], [-10.0, 0.0], near)
    assert_moments(draws[~left], [10.0, 0.0], far)
    between = draws_of(samplers.GaussianSampler(), Deterministic(), codes)
    assert (np.abs(draws[:, 0]) > 3).all() and (np.abs(between[:, 0]) < 3).mean() > 0.1


@pytest.mark.parametrize(
    "cls", [lambda: samplers.GaussianMixtureSampler(2), samplers.AggregatedPosteriorSampler]
)
def test_choice_and_noise_are_independent(cls):
    """Of one latent a seed that is used twice would give both the same random numbers."""
    codes = np.repeat(np.float32([[-10.0], [10.0]]), 500, axis=0)
    draws = draws_of(cls(), Posteriors(np.ones(1)), codes)[:, 0]
    for center, chosen in ((-10.0, draws < 0), (10.0, draws > 0)):
        # 5 standard errors, of the draws and of the fit to one draw of each posterior.
        assert draws[chosen].mean() == pytest.approx(center, abs=5 * 1 / np.sqrt(500))
        assert draws[chosen].var() == pytest.approx(1.0, abs=5 * np.sqrt(2 / 500))


def test_the_aggregated_posterior_of_codes_draws_each_code_as_often():
    codes = codes_of(MEAN, COVARIANCE, count=8)
    draws = samplers.AggregatedPosteriorSampler().fit(Deterministic(), codes).draw(DRAWS, 1).numpy()
    same = (draws[:, None] == codes).all(axis=-1)
    assert (same.sum(axis=1) == 1).all()
    np.testing.assert_allclose(same.mean(axis=0), 1 / 8, atol=5 * (7 / 64 / DRAWS) ** 0.5)


@pytest.mark.parametrize("cls", [samplers.AggregatedPosteriorSampler, samplers.GaussianSampler])
def test_of_posteriors_the_variance_is_that_of_the_means_and_their_own(cls):
    codes = codes_of(MEAN, COVARIANCE, count=20_000)
    own = np.array([0.5, 1.0, 2.0])
    draws = draws_of(cls(), Posteriors(own), codes)
    expected = COVARIANCE + np.diag(own)
    np.testing.assert_allclose(draws.mean(axis=0), MEAN, atol=0.1)
    # 5 standard errors of a variance, of the draws and of one draw for each code.
    error = np.sqrt(2 / DRAWS + 2 / len(codes))
    np.testing.assert_allclose(draws.var(axis=0), np.diag(expected), rtol=5 * error)
    assert np.corrcoef(draws.T)[0, 1] == pytest.approx(1.8 / np.sqrt(4.5 * 2), abs=5 * error)


@pytest.mark.parametrize("cls", FITTED)
def test_draws_are_a_function_of_the_seed(cls):
    sampler = cls().fit(Posteriors(np.ones(3)), codes_of(MEAN, COVARIANCE))
    draw = sampler.draw(6, 5).numpy()
    assert draw.shape == (6, 3) and draw.dtype == np.float32
    np.testing.assert_array_equal(draw, sampler.draw(6, (5, 0)))
    in_a_graph = tf.function(sampler.draw)(tf.constant(6), tf.constant([5, 0]))
    np.testing.assert_allclose(draw, in_a_graph, atol=1e-5)  # rounding of float32
    assert len(np.unique(np.concatenate([draw, sampler.draw(6, 6)]), axis=0)) == 12
    again = cls().fit(Posteriors(np.ones(3)), codes_of(MEAN, COVARIANCE))
    np.testing.assert_array_equal(draw, again.draw(6, 5))


# Degenerate codes ---------------------------------------------------------------------------


@pytest.mark.parametrize("cls", FITTED)
def test_a_latent_that_does_not_vary_stays_as_it_is(cls):
    codes = codes_of(MEAN, COVARIANCE)
    codes[:, 1] = 0.1
    draws = draws_of(cls(), Deterministic(), codes, count=100)
    np.testing.assert_array_equal(draws[:, 1], np.float32(0.1))
    assert draws[:, 0].std() > 1


@pytest.mark.parametrize("cls", FITTED)
def test_latents_that_are_functions_of_each_other_stay_so(cls):
    x = np.random.default_rng(0).standard_normal((500, 1)).astype("float32")
    draws = draws_of(cls(), Deterministic(), np.concatenate([x, -3 * x], axis=1), count=1000)
    # The variance that is added has a thousandth of the standard deviation.
    np.testing.assert_allclose(draws[:, 1], -3 * draws[:, 0], atol=3 * 1e-3 * 6)
    assert 0.8 < draws[:, 0].std() < 1.2


@pytest.mark.parametrize("cls", [samplers.GaussianSampler, samplers.GaussianMixtureSampler])
@pytest.mark.parametrize("unit", [1e-5, 1e5])
def test_the_unit_of_the_codes_does_not_matter(cls, unit):
    codes = codes_of(MEAN, COVARIANCE)
    small, large = (
        draws_of(cls(), Deterministic(), c, count=100) for c in (codes, np.float32(unit) * codes)
    )
    np.testing.assert_allclose(large / unit, small, atol=1e-3)


def test_of_one_code_only_it_is_drawn():
    code = np.float32([[1.0, 2.0]])
    draws = draws_of(samplers.GaussianSampler(), Deterministic(), code, count=3)
    np.testing.assert_array_equal(draws, np.tile(code, (3, 1)))


def test_fewer_codes_than_components_are_refused():
    with pytest.raises(InputError, match="9 codes cannot have 10 components"):
        samplers.GaussianMixtureSampler(10).fit(
            Deterministic(), codes_of(MEAN, COVARIANCE, count=9)
        )
    samplers.GaussianMixtureSampler(10).fit(Deterministic(), codes_of(MEAN, COVARIANCE, count=10))


# Models -------------------------------------------------------------------------------------


def test_the_prior_is_the_model_s_own():
    model = VampPriorVAE.from_data_shape((4,), 2, Dense((8,)), components=3, seed=0)
    draws = samplers.PriorSampler().fit(model, None).draw(5, 7)
    np.testing.assert_array_equal(draws, model.prior_draw(5, (7, 0)))


def test_models_without_codes_or_prior_are_refused():
    with pytest.raises(InputError, match="Autoencoder has no prior"):
        samplers.PriorSampler().fit(Autoencoder.from_data_shape((4,), 2, Dense((8,))), None)
    with pytest.raises(InputError, match="GAN has no encoder"):
        samplers.GaussianSampler().fit(GAN.from_data_shape((4,), 2, Dense((8,))), None)
    with pytest.raises(InputError, match="encodes data together with their label"):
        samplers.GaussianSampler().fit(ConditionalVAE.from_data_shape((4,), 2, Dense((8,))), None)


def with_data(cls):
    model = cls.from_data_shape((4,), 2, Dense((8,)), seed=0)
    return model, np.random.default_rng(0).random((200, 4), "float32")


def test_a_sampler_reads_the_posteriors_of_a_vae():
    model, x = with_data(VAE)
    codes = model.apply_deployed("encode", data=x)
    draws = draws_of(samplers.AggregatedPosteriorSampler(), model, x)
    expected = codes["mean"].var(axis=0) + np.exp(codes["log_var"]).mean(axis=0)
    # 5 standard errors of the variance of draws that are nearly Gaussian.
    np.testing.assert_allclose(draws.var(axis=0), expected, rtol=5 * (2 / DRAWS) ** 0.5)


# What ships ---------------------------------------------------------------------------------


def test_sample_in_the_saved_model_is_the_sampler_s_draw_decoded(tmp_path):
    model, x = with_data(VAE)
    sampler = samplers.AggregatedPosteriorSampler().fit(model, x)
    functions = model.deployed()
    savedmodel.write(functions, served_beside(model, sampler, functions), tmp_path)
    served = tf.saved_model.load(tmp_path)
    found = served.signatures["sample"](count=tf.constant(5), seed=tf.constant(9))["data"]
    np.testing.assert_allclose(found, model.decode(sampler.draw(5, 9)), atol=1e-6)
    assert np.abs(found - model.generate(5, seed=9)).max() > 1e-3


@pytest.mark.parametrize("cls", FITTED)
def test_a_saved_sampler_comes_back(cls, tmp_path):
    sampler = cls().fit(Posteriors(np.ones(3)), codes_of(MEAN, COVARIANCE))
    sampler.save(tmp_path / "sampler.npz")
    loaded = samplers.load_sampler(tmp_path / "sampler.npz")
    assert type(loaded) is cls
    np.testing.assert_array_equal(loaded.draw(50, 1), sampler.draw(50, 1))


def test_settings_come_back(tmp_path):
    samplers.GaussianMixtureSampler(3).fit(Deterministic(), np.eye(3)).save(tmp_path / "s.npz")
    assert samplers.load_sampler(tmp_path / "s.npz").components == 3


def test_what_is_no_sampler_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    whole = (tmp_path / "other.npz").read_bytes()
    (tmp_path / "damaged.npz").write_bytes(whole[: len(whole) // 2])
    for name in ("missing.npz", "other.npz", "damaged.npz"):
        with pytest.raises(InputError, match="holds no sampler"):
            samplers.load_sampler(tmp_path / name)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """All of a run of a plain autoencoder that is used, exported with a sampler."""
    folder = tmp_path_factory.mktemp("samplers")
    Autoencoder.from_data_shape((8, 8, 1), 4, Dense((16,)), seed=0).save(folder / "model.keras")
    config = {"method": "autoencoder", "data": "digits", "binarised": False, "epochs": 1, "seed": 0}
    write_json(folder / "config.json", {**config, "data_shape": [8, 8, 1]})
    write_json(folder / "metrics.json", {})
    options = ["--format", "savedmodel", "--sampler", "gaussian_mixture"]
    done = CliRunner().invoke(cli.app, ["export", str(folder), *options])
    assert done.exit_code == 0, done.output
    return folder


def test_an_autoencoder_ships_a_sample(exported):
    assert (exported / "export" / "samples.png").is_file()
    card = json.loads((exported / "export" / "card.json").read_text())
    assert card["sampler"] == "GaussianMixture"
    # An export that computes something else is refused.
    assert {"keras sample", "tensorflow sample"} <= set(card["largest_difference"])
    assert "`GaussianMixture`" in (exported / "export" / "README.md").read_text()


def test_a_run_generates_by_a_sampler_as_its_export_does(exported):
    generated = runs.generate(exported, 5, seed=3, sampler="gaussian_mixture")
    kept = samplers.load_sampler(exported / "export" / "sampler.npz")
    decoded = load(exported / "export").decode(kept.draw(5, 3))
    np.testing.assert_allclose(generated, decoded, atol=1e-5)


@pytest.mark.usefixtures("witnesses_at_hand")
def test_another_sampler_in_an_export_is_a_mismatch_and_none_is_named(exported):
    kept = exported / "export" / "sampler.npz"
    whole = kept.read_bytes()
    arrays = dict(np.load(kept))
    np.savez(kept, **{**arrays, "mean": arrays["mean"] + 1})
    assert {c.function for c in verify(exported / "export") if not c.passed} == {
        "sample",
        "sample_png",
    }
    kept.unlink()
    with pytest.raises(InputError, match=r"sampler\.npz is missing"):
        verify(exported / "export")
    kept.write_bytes(whole)


def test_what_a_run_cannot_generate_is_said(exported):
    with pytest.raises(InputError, match="--sampler gaussian_mixture"):
        runs.generate(exported, 3, seed=0)
    with pytest.raises(InputError, match="Unknown sampler 'mixture'; there are prior, gaussian"):
        runs.generate(exported, 3, seed=0, sampler="mixture")
    with pytest.raises(InputError, match="leave out label"):
        runs.generate(exported, 3, seed=0, sampler="gaussian", label=1)


@pytest.mark.usefixtures("witnesses_at_hand")
def test_the_prior_as_a_sampler_ships_as_the_prior(tmp_path):
    model, x = with_data(VAE)
    sampler = samplers.PriorSampler().fit(model, x)
    comparisons = export(model, tmp_path / "x", ("savedmodel",), sampler=sampler)
    assert all(comparison.passed for comparison in comparisons)
    assert not (tmp_path / "x" / "sampler.npz").exists()
    reference = np.load(tmp_path / "x" / "reference.npz")
    seed = int(reference["inputs/fixed-3/sample/seed"])
    found = reference["outputs/fixed-3/sample/data"]
    np.testing.assert_allclose(found, model.generate(3, seed=seed), atol=1e-6)
