"""What is said of a latent space, where it is known."""

import types

import numpy as np
import pytest
from gaussians import correlated_gaussians
from scipy import stats
from small_models import untouched

from kerasgen.evaluation import latent_space, metrics
from kerasgen.hybrids.bi_gan import BiGAN
from kerasgen.networks import Dense
from kerasgen.vaes.vae import VAE


def test_terms_of_the_kl_on_gaussians_with_known_answers():
    mean, log_var, expected = correlated_gaussians(3000)
    terms = metrics.kl_terms(mean, log_var, seed=7)
    kl = terms.pop("kl")
    # Means over 3,000 draws of terms that vary by about a nat.
    assert terms == pytest.approx(expected, abs=0.06)
    assert kl == pytest.approx(sum(terms.values()), abs=1e-9)


def test_posteriors_that_are_the_prior_have_no_kl():
    terms = metrics.kl_terms(np.zeros((50, 3)), np.zeros((50, 3)))
    assert list(terms.values()) == pytest.approx([0.0] * 4, abs=1e-9)


def test_separate_posteriors_know_their_example():
    mean = np.array([[-100.0], [0.0], [100.0], [200.0]])
    terms = metrics.kl_terms(mean, np.zeros((4, 1)))
    assert terms["mutual_information"] == pytest.approx(np.log(4))
    assert terms["total_correlation"] == pytest.approx(0.0, abs=1e-9)


def test_an_idle_latent_is_counted_as_collapsed(images):
    model = VAE.from_data_shape((8, 8, 1), 3, Dense((8,)), seed=0)
    for name, value in (("mean", 0.0), ("log_var", 0.0)):
        layer = model.encoder.get_layer(name)
        kernel = layer.kernel.numpy()
        kernel[:, 1] = value
        layer.kernel.assign(kernel)
    numbers, section = latent_space.posterior(**model.apply_deployed("encode", data=images))
    assert numbers["posterior"]["active_units"] == 2
    assert numbers["posterior"]["collapsed_units"] == 1
    assert section.rows[0] == ("active units", 2)


def test_what_k_latents_keep_is_what_the_others_vary():
    """A decoder that scales each latent: the error is the variance of what was left out."""
    scales, random = np.array([1.0, 3.0, 0.5, 2.0, 1.0]), np.random.default_rng(0)
    codes = random.standard_normal((400, 5)) * [0.3, 1.0, 2.0, 0.1, 0.6] + [0, 1, -2, 0, 4]
    model = types.SimpleNamespace(decode=lambda latents: latents * scales)
    numbers, section = latent_space.by_latents_kept(model, codes * scales, codes)
    of_latent = codes.var(axis=0) * scales**2
    left_out = {"1": [1, 4, 0, 3], "2": [4, 0, 3], "4": [3], "5": []}  # most variance: 2, 1, 4, 0
    expected = {kept: of_latent[others].sum() for kept, others in left_out.items()}
    assert numbers["squared_error_by_latents_kept"] == pytest.approx(expected, abs=1e-9)
    assert section.pictures == {}


def test_views_are_drawn_of_any_latents_and_the_plane_of_two(images):
    for latent_dim, count in ((3, 3), (2, 4)):
        model = VAE.from_data_shape((8, 8, 1), latent_dim, Dense((8,)), seed=0)
        _, section = latent_space.views(model, images, model.encode(images))
        assert len(section.pictures) == count


def test_traversal_moves_one_latent():
    found = latent_space.traversal(np.array([5.0, 6.0, 7.0]), 1, [0.0, 1.0])
    np.testing.assert_array_equal(found, [[5, 0, 7], [5, 1, 7]])


def test_the_plane_has_equal_mass_between_its_points():
    normal = types.SimpleNamespace(normal_prior=True)
    plane = latent_space.quantile_plane(
        latent_space.prior_quantiles(normal, np.array([0.125, 0.375, 0.625, 0.875]))
    )
    assert plane.shape == (16, 2)
    np.testing.assert_allclose(stats.norm.cdf(plane[:4, 0]), [0.125, 0.375, 0.625, 0.875])
    assert plane[0, 1] > 0 > plane[-1, 1]  # the first row is the upper one


@pytest.mark.parametrize(
    ("name", "known"), [("vae", True), ("vade", False), ("vamp_prior_vae", False)]
)
def test_divergences_from_a_standard_normal_are_of_models_whose_prior_it_is(name, known, digits):
    numbers, _ = latent_space.evaluate_latents(untouched(name), digits)
    assert ("posterior" in numbers) == known


def test_quantiles_of_another_prior_are_those_of_its_draws():
    model = BiGAN.from_data_shape((4,), 2, Dense((8,)), prior="uniform_prior:2.0")
    found = latent_space.prior_quantiles(model, [0.0062, 0.25, 0.5, 0.9938])
    # Of 20,000 draws; a quartile is off by about 4 sqrt(1/4 * 3/4 / 20,000).
    np.testing.assert_allclose(found, [-1.975, -1.0, 0.0, 1.975], atol=0.05)


@pytest.mark.parametrize(("prior", "told"), [("gaussian_prior", True), ("uniform_prior", False)])
def test_a_kl_is_told_where_the_prior_is_normal(prior, told, digits):
    model = BiGAN.from_data_shape((8, 8, 1), 2, Dense((8,)), stochastic=True, prior=prior)
    numbers, _ = latent_space.evaluate_latents(model, digits)
    assert ("posterior" in numbers) == told
