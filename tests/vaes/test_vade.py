"""The mixture as prior: closed forms beside the VAE, Monte Carlo and exact likelihoods."""

import math

import keras
import numpy as np
import pytest
from keras import ops
from scipy.special import logsumexp
from scipy.stats import norm
from small_models import build, untouched

from kerasgen.autoencoders.autoencoder import Autoencoder
from kerasgen.catalogue import methods
from kerasgen.evaluation import metrics
from kerasgen.networks import Dense
from kerasgen.networks.mixtures import fit_mixture, mixture
from kerasgen.vaes.vade import VaDE, log_joint, pairwise_kl
from kerasgen.vaes.vae import VAE

RANDOM = np.random.default_rng(0)
MEANS, LOG_VARS = RANDOM.normal(size=(2, 3, 4)).astype("float32")
SHARES = np.float32([0.5, 0.3, 0.2])
PARTS = {"mean": MEANS, "log_var": LOG_VARS, "log_share": np.log(SHARES)}


def with_parts(model, means, log_vars, shares):
    found = {"mean": means, "log_var": log_vars, "logits": np.log(shares)[:, None]}
    for name, values in found.items():
        model.mixture.get_layer(name).set_weights([np.array(values)])
    return model


def test_one_standard_component_is_the_vae(images):
    vae = build(methods()["vae"])
    model = VaDE.from_data_shape((8, 8, 1), vae, components=1, seed=3)
    with_parts(model, np.zeros((1, 4)), np.zeros((1, 4)), np.ones(1))
    x = ops.convert_to_tensor(images[:6])
    for each in (vae, model):
        each.seed_generator.state.assign([5, 0])
    expected, found = (m.objective(x, training=False) for m in (vae, model))
    for name in ("loss", "reconstruction_nll", "kl"):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-5)


def test_the_divergence_of_gaussians_is_its_monte_carlo_estimate():
    mean, log_var = RANDOM.normal(size=(2, 2, 4)).astype("float32")
    found = np.array(pairwise_kl({"mean": mean, "log_var": log_var}, PARTS))
    noise = RANDOM.standard_normal((200_000, 4))
    for example in range(2):
        z = mean[example] + np.exp(log_var[example] / 2) * noise
        q = norm(mean[example], np.exp(log_var[example] / 2)).logpdf(z).sum(axis=1)
        for part in range(3):
            p = norm(MEANS[part], np.exp(LOG_VARS[part] / 2)).logpdf(z).sum(axis=1)
            assert found[example, part] == pytest.approx(
                (q - p).mean(), abs=5 * (q - p).std() / 447
            )


def test_the_joint_density_is_that_of_the_mixture():
    z = RANDOM.normal(size=(5, 4)).astype("float32")
    by_part = norm(MEANS, np.exp(LOG_VARS / 2)).logpdf(z[:, None]).sum(axis=2) + np.log(SHARES)
    np.testing.assert_allclose(log_joint(z, PARTS), by_part, rtol=1e-4)
    model = with_parts(VaDE.from_data_shape((8, 8, 1), untouched("vae"), components=3),
                       MEANS, LOG_VARS, SHARES)  # fmt: skip
    np.testing.assert_allclose(model.log_prior(z), logsumexp(by_part, axis=1), rtol=1e-4)


def linear(spread):
    """`x = z + N(0, 1)` of one latent from two clusters, with exact posteriors times `spread`.

    The posterior under the mixture is no Gaussian; where clusters lie apart it nearly is one.
    """
    data, latents = keras.Input((1,)), keras.Input((1,))
    nearest = 20.0 * ops.sign(data)
    # Of N(m, 1) and N(x; z, 1): mean (m + x) / 2, variance 1/2.
    mean = 0.5 * (nearest + data)
    log_var = ops.zeros_like(data) + math.log(0.5 * spread)
    encoder = keras.Model(data, {"mean": mean, "log_var": log_var})
    decoder = keras.Model(latents, {"mean": 1.0 * latents})
    model = VaDE(encoder, decoder, mixture(2, 1), likelihood="gaussian:1.0", seed=0)
    return with_parts(model, [[-20.0], [20.0]], np.zeros((2, 1)), np.array([0.25, 0.75]))


def test_the_bound_reaches_the_likelihood_of_clusters_that_lie_apart():
    for x, share in ((-21.0, 0.25), (18.5, 0.75)):
        examples = ops.convert_to_tensor(np.full((4000, 1), x, "float32"))
        bounds = [-np.mean(linear(s).objective(examples, training=False)["loss"]) for s in (1, 2)]
        exact = math.log(share) + norm(20 * np.sign(x), math.sqrt(2)).logpdf(x)
        assert bounds[0] == pytest.approx(exact, abs=0.04)  # three standard errors
        assert bounds[1] == pytest.approx(exact - 0.5 * (1 - math.log(2)), abs=0.08)


def test_components_are_drawn_by_their_shares_and_placed_where_they_are():
    model = with_parts(VaDE.from_data_shape((8, 8, 1), untouched("vae"), components=3),
                       MEANS, LOG_VARS, SHARES)  # fmt: skip
    drawn = model.prior_inputs(20_000, (1, 0))
    counts = np.bincount(np.array(drawn["component"]), minlength=3) / 20_000
    np.testing.assert_allclose(counts, SHARES, atol=0.015)
    z = np.array(model.placed(drawn["latents"], np.eye(3)[np.full(20_000, 1)]))
    np.testing.assert_allclose(z.mean(axis=0), MEANS[1], atol=0.05)
    np.testing.assert_allclose(z.std(axis=0), np.exp(LOG_VARS[1] / 2), rtol=0.03)
    noise = np.zeros((1, 4), "float32")
    made = model.apply_deployed("generate", latents=noise, component=np.array([1]))["data"]
    np.testing.assert_allclose(made, model.decode(MEANS[1:2]), atol=1e-5)


def test_components_are_drawn_anew_for_every_seed():
    """Two draws name the same component as often as the sum of the squares of the shares."""
    model = with_parts(VaDE.from_data_shape((8, 8, 1), untouched("vae"), components=3),
                       MEANS, LOG_VARS, SHARES)  # fmt: skip
    first, second = (np.array(model.prior_inputs(4000, (s, 0))["component"]) for s in (1, 2))
    assert np.mean(first == second) == pytest.approx(np.sum(SHARES**2), abs=0.03)


def test_shares_are_the_softmax_of_their_logits():
    model = with_parts(VaDE.from_data_shape((8, 8, 1), untouched("vae"), components=3),
                       MEANS, LOG_VARS, 20.0 * SHARES)  # fmt: skip
    np.testing.assert_allclose(model.parts()["log_share"], np.log(SHARES), atol=1e-5)


def test_clusters_are_those_of_the_code(images):
    model = with_parts(VaDE.from_data_shape((8, 8, 1), untouched("vae"), components=3),
                       MEANS, LOG_VARS, SHARES)  # fmt: skip
    joint = np.exp(np.array(log_joint(model.encode(images), PARTS), "float64"))
    np.testing.assert_allclose(
        model.cluster(images), joint / joint.sum(axis=1, keepdims=True), atol=1e-4
    )


def test_clusters_are_those_of_the_mixture_as_it_is(images):
    """Asked before and after the mixture has moved."""
    model = VaDE.from_data_shape((8, 8, 1), untouched("vae"), components=3)
    for means in (MEANS, -MEANS):
        with_parts(model, means, LOG_VARS, SHARES)
        joint = np.array(log_joint(model.encode(images), {**PARTS, "mean": means}), "float64")
        expected = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
        np.testing.assert_allclose(model.cluster(images), expected, atol=1e-4)


def points(codes):
    """Posteriors that are nearly points."""
    return {"mean": codes, "log_var": np.full(codes.shape, -20.0)}


def test_it_begins_as_the_autoencoder_and_as_the_likeliest_mixture_of_its_codes(images):
    """Three clusters of codes far apart: the fit finds them, whatever they are called."""
    network = mixture(3, 2)
    centres = np.array([[0.0, 9.0], [9.0, 0.0], [-9.0, -9.0]])
    codes = np.repeat(centres, [50, 30, 20], axis=0) + 0.5 * RANDOM.standard_normal((100, 2))
    fit_mixture(network, points(codes), seed=0)
    found = {n: np.array(v) for n, v in network(np.eye(3)).items()}
    order = np.argsort(-found["logits"][:, 0])
    np.testing.assert_allclose(found["mean"][order], centres, atol=0.4)
    np.testing.assert_allclose(np.exp(found["logits"][order, 0]), [0.5, 0.3, 0.2], atol=1e-3)
    np.testing.assert_allclose(np.exp(found["log_var"] / 2), 0.5, atol=0.2)

    keras.utils.set_random_seed(0)
    trained = Autoencoder.from_data_shape((8, 8, 1), 4, Dense((16,)), likelihood="bernoulli")
    model = VaDE.from_data_shape((8, 8, 1), trained, examples=images, components=3)
    np.testing.assert_allclose(model.encode(images), trained.encode(images), atol=1e-6)
    np.testing.assert_allclose(model.reconstruct(images), trained.reconstruct(images), atol=1e-6)
    assert type(model.likelihood) is type(trained.likelihood)


def test_components_begin_as_wide_as_means_and_posteriors_are():
    """The total variance: of clusters' means 1/4 and of posteriors .75 here and .15 there."""
    centres = np.repeat([[-9.0], [9.0]], [4000, 2000], axis=0)
    means = centres + 0.5 * np.random.default_rng(1).standard_normal((6000, 1))
    network = mixture(2, 1)
    log_var = np.log(np.repeat([[0.75], [0.15]], [4000, 2000], axis=0))
    fit_mixture(network, {"mean": means, "log_var": log_var}, seed=0)
    found = {n: np.array(v)[:, 0] for n, v in network(np.eye(2)).items()}
    variances = np.exp(found["log_var"][np.argsort(found["mean"])])
    np.testing.assert_allclose(variances, [1.0, 0.4], rtol=0.05)


def test_of_many_guesses_the_likeliest_mixture_is_taken():
    """Of codes without clusters every guess ends elsewhere."""
    codes = np.random.default_rng(0).random((200, 2))
    likelihoods = []
    for guesses in (1, 10):
        network = mixture(5, 2)
        fit_mixture(network, points(codes), seed=1, guesses=guesses)
        parts = network(np.eye(5))
        log_shares = {"log_share": parts["logits"][:, 0]}
        joint = log_joint(ops.convert_to_tensor(codes, "float32"), {**parts, **log_shares})
        likelihoods.append(logsumexp(joint, axis=1).mean())
    assert likelihoods[1] > likelihoods[0] + 1e-3


def test_without_examples_components_are_drawn_from_the_normal_distribution():
    keras.utils.set_random_seed(0)
    means = np.array(mixture(40, 50)(np.eye(40))["mean"])
    assert (means.mean(), means.std()) == pytest.approx((0.0, 1.0), abs=0.1)


@pytest.mark.parametrize("name", ["vq_vae", "k_sparse_autoencoder"])
def test_codes_that_are_made_of_the_encoders_are_refused(name):
    with pytest.raises(ValueError, match="its encoder's own"):
        VaDE.from_data_shape((8, 8, 1), untouched(name))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("begun_with", "settings"), [(Autoencoder, {"likelihood": "bernoulli"}), (VAE, {"seed": 0})]
)
def test_no_cluster_of_digits_swallows_the_others(digits, begun_with, settings):
    """Components narrower than the posteriors of a VAE ended with half of all digits in one."""
    keras.utils.set_random_seed(0)
    x = digits.train.as_floats()
    network = Dense((256, 128), activation="silu")
    trained = begun_with.from_data_shape((8, 8, 1), 8, network, **settings)
    trained.compile(optimizer=keras.optimizers.Adam(2e-3))
    trained.fit(x, batch_size=64, epochs=60, verbose=0)
    model = VaDE.from_data_shape((8, 8, 1), trained, examples=x, seed=0)
    model.compile(optimizer=keras.optimizers.Adam(1e-3))
    model.fit(x, batch_size=64, epochs=60, verbose=0)
    found = model.cluster(x).argmax(axis=1)
    assert metrics.hungarian_accuracy(digits.train.labels, found) > 0.6
    assert np.bincount(found).max() < 0.4 * len(x)
