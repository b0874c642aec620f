"""Two layers of latents beside closed forms: numbers that are Gaussian all the way."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from scipy.stats import norm
from small_models import remade

from kerasgen.evaluation.metrics import log_likelihood
from kerasgen.networks import Dense
from kerasgen.vaes.hierarchical_vae import HierarchicalVAE
from kerasgen.vaes.iwae import IWAE

# u ~ N(0, 1), z ~ N(2 u, .5^2), x ~ N(3 z, .7^2): each number and its variance.
Z_BY_U, Z_GIVEN_U = 2.0, 0.25
X_BY_Z, X_GIVEN_Z = 3.0, 0.49
Z = Z_BY_U**2 + Z_GIVEN_U
X = X_BY_Z**2 * Z + X_GIVEN_Z


def gaussian(slope, variance):
    """One number to a Gaussian around `slope` times it."""
    given = keras.Input((1,))
    mean = layers.Dense(1, use_bias=False, kernel_initializer="ones")(given)
    mean = slope * mean
    return keras.Model(given, {"mean": mean, "log_var": 0.0 * mean + float(np.log(variance))})


def linear(z_by_x, z_given_x, u_by_z, u_given_z, **kwargs):
    given = keras.Input((1,))
    return HierarchicalVAE(
        gaussian(z_by_x, z_given_x),
        keras.Model(given, {"mean": X_BY_Z * given}),
        gaussian(u_by_z, u_given_z),
        gaussian(Z_BY_U, Z_GIVEN_U),
        likelihood=f"gaussian:{X_GIVEN_Z**0.5}",
        seed=0,
        **kwargs,
    )


def with_true_posteriors(wider=1.0, **kwargs):
    return linear(
        X_BY_Z * Z / X, wider * Z * X_GIVEN_Z / X, Z_BY_U / Z, wider * Z_GIVEN_U / Z, **kwargs
    )


DATA = np.float32([[-9.0], [0.4], [5.0]])
EXACT = norm(0, X**0.5).logpdf(DATA[:, 0])


@pytest.mark.parametrize("samples", [1, 3])
def test_with_the_true_posteriors_every_draw_gives_the_likelihood(samples):
    terms = with_true_posteriors(samples=samples).objective(ops.array(DATA), training=False)
    np.testing.assert_allclose(terms["loss"], -EXACT, atol=1e-4)


def test_with_wider_posteriors_the_bound_is_below_by_both_divergences_and_rises_with_draws():
    data = np.repeat(DATA, 4000, axis=0)
    bounds = [
        -np.array(with_true_posteriors(2.0, samples=k).objective(ops.array(data), False)["loss"])
        for k in (1, 20)
    ]
    one, twenty = (bound.reshape(3, 4000).mean(axis=1) for bound in bounds)
    # At the true mean and twice the variance, each costs KL = (2 - 1 - log 2) / 2.
    np.testing.assert_allclose(one, EXACT - 2 * 0.5 * (1 - np.log(2)), atol=0.06)
    assert (twenty > one + 0.1).all() and (twenty < EXACT + 0.02).all()


def test_the_likelihood_is_estimated_from_many_draws():
    found = log_likelihood(with_true_posteriors(1.5), DATA, samples=2000)
    np.testing.assert_allclose(found, EXACT, atol=0.05)


def test_latents_are_drawn_from_both_layers():
    model = with_true_posteriors()
    z = np.array(model.prior_draw(20_000, (1, 0)))[:, 0]
    assert (z.mean(), z.std()) == pytest.approx((0.0, Z**0.5), abs=0.05)
    np.testing.assert_array_equal(model.prior_draw(5, (1, 0)), model.prior_draw(5, (1, 0)))


def test_upper_layers_that_make_nothing_of_each_other_leave_the_iwae():
    """z from N(0, 1) whatever u is, and u from N(0, 1) whatever z is."""
    model = remade(
        with_true_posteriors(2.0, samples=2),
        upper_encoder=gaussian(0.0, 1.0),
        upper_decoder=gaussian(0.0, 1.0),
    )
    plain = IWAE(model.encoder, model.decoder, samples=2, likelihood=model.likelihood)
    losses = []
    for each in (model, plain):
        each.seed_generator.state.assign([5, 0])
        losses.append(each.objective(ops.array(DATA), training=False)["loss"])
    np.testing.assert_allclose(*losses, rtol=1e-5)


def test_networks_that_do_not_fit_are_refused():
    keras.utils.set_random_seed(0)
    model = HierarchicalVAE.from_data_shape((4,), 3, Dense((8,)), upper_dim=2)
    other = HierarchicalVAE.from_data_shape((4,), 5, Dense((8,)), upper_dim=2)
    for name in ("upper_encoder", "upper_decoder"):
        with pytest.raises(ValueError, match=f"`{name}`"):
            remade(model, **{name: getattr(other, name)})
