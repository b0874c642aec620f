"""The game on pairs of data and latents: who is best at it, and what an encoder makes of it."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from kerasgen.formulas.priors import Prior
from kerasgen.hybrids.bi_gan import BiGAN
from kerasgen.networks import Dense

A = np.array([[1.0, 0.5], [-0.4, 0.8]])


def linear(matrix, bias=(0.0, 0.0)):
    """Points in the plane times a matrix, plus a bias."""
    points = keras.Input((2,))
    layer = layers.Dense(2)
    network = keras.Model(points, layer(points))
    layer.set_weights([np.transpose(matrix), np.array(bias)])
    return network


def gaussian_linear(matrix, bias, variance):
    """Data in the plane to `N(matrix x + bias, variance)`."""
    data = keras.Input((2,))
    moments = layers.Dense(2), layers.Dense(2)
    network = keras.Model(data, dict(zip(("mean", "log_var"), (m(data) for m in moments))))
    moments[0].set_weights([np.transpose(matrix), np.array(bias)])
    moments[1].set_weights([np.zeros((2, 2)), np.log(variance)])
    return network


def discriminator_of(features):
    """Pairs in the plane to a logit that is linear in features, and 0 at first."""
    pair = {name: keras.Input((2,), name=name) for name in ("data", "latents")}
    logits = layers.Dense(1, kernel_initializer="zeros")
    return keras.Model(pair, {"logits": logits(features(**pair))})


def monomials(data, latents):
    """All of degree 1 and 2: ten of data or of latents alone, then four products of both."""
    alone = [m for p in (data, latents) for m in (p, p * p, p[:, :1] * p[:, 1:])]
    return layers.Concatenate()([*alone, data[:, :1] * latents, data[:, 1:] * latents])


def game(encoder, features=monomials, generator=A, prior="gaussian_prior", **kwargs):
    return BiGAN(
        linear(generator), encoder, discriminator_of(features), prior=prior, seed=0, **kwargs
    )


def made_by_a(count):
    """`A z` of standard normal z."""
    return (np.random.default_rng(1).standard_normal((count, 2)) @ A.T).astype("float32")


def slopes_of(model, x, z):
    """The gradient of the discriminator's mean loss by kernel and bias of its last layer."""
    real = model.completed(tf.constant(x), training=True)
    fake = model.generated(z, training=True)
    last = model.discriminator.layers[-1]
    with tf.GradientTape() as tape:
        loss = ops.mean(model.discriminator_loss(real, fake, training=True))
    return np.concatenate([np.ravel(s) for s in tape.gradient(loss, last.trainable_variables)])


# The discriminator that is best -----------------------------------------------------------

DATA_MEAN, DATA_COVARIANCE = np.array([0.5, -0.3]), np.array([[1.0, 0.3], [0.3, 0.5]])
B, OFFSET, VARIANCE = (
    np.array([[0.5, 0.2], [-0.3, 0.6]]),
    np.array([0.2, 0.1]),
    np.array([0.3, 0.2]),
)
C = np.array([[0.5, -0.4], [0.3, 0.5]])


def quadratics_of_a_sum(data, latents):
    """Of `s = x + C z`: a view of both, in which pairs of either kind are Gaussian."""
    s = data + ops.matmul(latents, C.T.astype("float32"))
    return layers.Concatenate()([s, s * s, s[:, :1] * s[:, 1:]])


def log_ratio(mean, covariance, of_fake):
    """Weights and bias of `log N(s; mean, covariance) - log N(s; 0, of_fake)` in those terms."""
    precision = np.linalg.inv(covariance)
    q = -0.5 * (precision - np.linalg.inv(of_fake))
    volumes = np.linalg.det(of_fake) / np.linalg.det(covariance)
    constant = -0.5 * mean @ precision @ mean + 0.5 * np.log(volumes)
    return [*(precision @ mean), q[0, 0], q[1, 1], 2 * q[0, 1]], [constant]


def test_the_best_discriminator_is_the_log_ratio_of_the_joint_densities():
    """`x + C z` of data and their codes, and of latents and what is made of them.

    Sampling leaves the slope some thousandths; the loss is convex, so there is one minimum.
    """
    model = game(gaussian_linear(B, OFFSET, VARIANCE), quadratics_of_a_sum)
    count = 200_000
    noise = np.random.default_rng(2).standard_normal((count, 2))
    x = (DATA_MEAN + noise @ np.linalg.cholesky(DATA_COVARIANCE).T).astype("float32")
    z = model.sample_latents(count)
    mean = DATA_MEAN + C @ (B @ DATA_MEAN + OFFSET)
    of_noise, of_fake = C @ np.diag(VARIANCE) @ C.T, (A + C) @ (A + C).T
    paired = (np.eye(2) + C @ B) @ DATA_COVARIANCE @ (np.eye(2) + C @ B).T + of_noise
    # What it would be if each code stood beside the data of another.
    strangers = DATA_COVARIANCE + C @ B @ DATA_COVARIANCE @ (C @ B).T + of_noise
    best = log_ratio(mean, paired, of_fake)
    opposite = [-np.array(part) for part in best]
    for (kernel, bias), least in (
        (best, 0),
        (opposite, 1),
        (log_ratio(mean, strangers, of_fake), 1),
    ):
        model.discriminator.layers[-1].set_weights([np.array(kernel)[:, None], np.array(bias)])
        largest = np.abs(slopes_of(model, x, z)).max()
        assert largest > 0.03 if least else largest < 0.01


def test_the_inverse_of_the_generator_leaves_nothing_to_tell():
    """The pairs are the same, so `-log D - log(1 - D) >= log 4` for any D, and 1/2 is the best."""
    z = tf.constant(np.random.default_rng(0).standard_normal((50, 2)), "float32")
    inverse, other = game(linear(np.linalg.inv(A))), game(linear(-np.linalg.inv(A)))
    x = inverse.generator(z)
    np.testing.assert_allclose(slopes_of(inverse, x, z), 0.0, atol=1e-6)
    assert np.abs(slopes_of(other, x, z)).max() > 0.1
    pairs = inverse.completed(x, training=True), inverse.generated(z, training=True)
    for loss in (inverse.discriminator_loss, inverse.generator_loss):
        np.testing.assert_allclose(loss(*pairs, training=True), math.log(4), rtol=1e-6)
    kernel = np.random.default_rng(1).standard_normal((14, 1))
    inverse.discriminator.layers[-1].set_weights([kernel, np.ones(1)])
    assert np.min(inverse.discriminator_loss(*pairs, training=True)) >= math.log(4) - 1e-5


def test_codes_of_nothing_are_told_by_products_with_their_data_alone():
    """Draws of the prior for codes: both marginals are right, `E x z'` is 0 in place of A."""
    noise, x = game(gaussian_linear(np.zeros((2, 2)), (0, 0), (1, 1))), made_by_a(100_000)
    slopes = slopes_of(noise, x, noise.sample_latents(len(x)))
    # At D = 1/2 half the difference of the means of each term; of 100,000 draws within .02.
    np.testing.assert_allclose(slopes[:10], 0.0, atol=0.02)
    np.testing.assert_allclose(slopes[10:14], 0.5 * A.ravel(), atol=0.02)
    errors = [
        np.square(x - model.reconstruct(x)).sum(axis=1).mean()
        for model in (noise, game(linear(np.linalg.inv(A))))
    ]
    assert errors == pytest.approx([np.square(A).sum(), 0.0], rel=0.02, abs=1e-6)


# The player of generator and encoder ------------------------------------------------------


class One(Prior):
    def draw(self, count, latent_dim, seed):
        return ops.ones((count, latent_dim))


def of_one_number(**kwargs):
    """`G(z) = g z`, `E(x) = e x` and the logit `a x + b z`, each one number without a bias."""

    def line(role):
        number = keras.Input((1,))
        return keras.Model(number, layers.Dense(1, use_bias=False)(number), name=role)

    pair = {name: keras.Input((1,), name=name) for name in ("data", "latents")}
    logits = layers.Dense(1, use_bias=False)(layers.Concatenate()(list(pair.values())))
    discriminator = keras.Model(pair, {"logits": logits})
    return BiGAN(line("generator"), line("encoder"), discriminator, prior=One(), seed=0, **kwargs)


@pytest.mark.parametrize(
    ("objective", "by_real", "by_fake"),
    [
        # At logits of log 3, D = 3/4.
        ("non_saturating", 0.75, -0.25),
        ("minimax", 0.25, -0.75),
        ("least_squares", math.log(3), math.log(3) - 1),
        ("hinge", 1.0, -1.0),
        ("wasserstein", 1.0, -1.0),
        ("relativistic", 0.5, -0.5),
    ],
)
def test_generator_and_encoder_move_at_once_each_by_its_own_pairs(objective, by_real, by_fake):
    """`a = 1/2` and `b = 1`; x is 2 and z is 1; both logits are log 3."""
    model = of_one_number(objective=objective)
    g, e = 2 * (math.log(3) - 1), (math.log(3) - 1) / 2
    model.generator.set_weights([np.array([[g]])])
    model.encoder.set_weights([np.array([[e]])])
    model.discriminator.set_weights([np.array([[0.5], [1.0]])])
    model.compile(
        discriminator_optimizer=keras.optimizers.SGD(0.0),
        generator_optimizer=keras.optimizers.SGD(1.0),
    )
    model.train_step(tf.constant([[2.0]]))
    ((moved_g,),), ((moved_e,),) = model.generator.get_weights()[0], model.encoder.get_weights()[0]
    # By g the logit of (G(z), z) grows as a z, by e that of (x, E(x)) as b x.
    assert moved_g - g == pytest.approx(-by_fake * 0.5 * 1, abs=1e-6)
    assert moved_e - e == pytest.approx(-by_real * 1.0 * 2, abs=1e-6)


@pytest.mark.parametrize(
    ("penalty", "expected"),
    [("r1:2.0", 1.0 + 4.0), ("r2:2.0", 9.0 + 16.0), ("gradient_penalty:1.0", None)],
)
def test_slopes_are_by_data_and_latents_together(penalty, expected):
    """Of the logit `x z` the slope is (z, x): at the data (1, 2) and at what is made, (3, 4)."""
    pair = {name: keras.Input((1,), name=name) for name in ("data", "latents")}
    discriminator = keras.Model(pair, {"logits": pair["data"] * pair["latents"]})
    other = of_one_number()
    model = BiGAN(other.generator, other.encoder, discriminator, penalties=penalty, seed=0)
    x, fake = (
        {"data": tf.constant([[data]]), "latents": tf.constant([[latents]])}
        for data, latents in ((1.0, 2.0), (3.0, 4.0))
    )
    (found,) = model.penalty(x, fake, training=True)
    if expected is None:  # between the two, at (1 + 2s, 2 + 2s)
        assert (math.hypot(1, 2) - 1) ** 2 < float(found) < (math.hypot(3, 4) - 1) ** 2
    else:
        assert float(found) == pytest.approx(expected)


# Encoders ---------------------------------------------------------------------------------


def test_a_stochastic_code_has_its_mean_and_its_variance_and_is_drawn_anew():
    mean, variance = np.array([1.0, -2.0]), np.array([4.0, 0.25])
    model = game(gaussian_linear(np.zeros((2, 2)), mean, variance))
    x = np.zeros((50_000, 2), "float32")
    first, again = (np.array(model.completed(x, training=True)["latents"]) for _ in range(2))
    # Within four times `sqrt(variance / n)` and `variance sqrt(2 / n)`.
    np.testing.assert_allclose(first.mean(axis=0), mean, atol=4 * 2 / math.sqrt(50_000))
    np.testing.assert_allclose(first.var(axis=0), variance, rtol=4 * math.sqrt(2 / 50_000))
    assert np.abs(np.corrcoef(first.T, again.T) - np.eye(4)).max() < 0.02
    np.testing.assert_allclose(model.encode(x[:3]), np.tile(mean, (3, 1)), rtol=1e-6)


def test_reconstruction_is_made_of_the_code():
    model = game(linear(B))
    x = made_by_a(5)
    np.testing.assert_allclose(model.reconstruct(x), x @ B.T @ A.T, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(model.decode(model.encode(x)), model.reconstruct(x))
    np.testing.assert_allclose(model.encode(x), x @ B.T, rtol=1e-5, atol=1e-6)


def test_moving_averages_are_of_both(images):
    """With a momentum of 1 they stay what the first step left behind."""
    model = BiGAN.from_data_shape((8, 8, 1), 4, Dense((16,)), seed=0)
    model.compile(generator_optimizer=keras.optimizers.SGD(0.5, use_ema=True, ema_momentum=1.0))
    model.train_step(tf.constant(images[:16]))
    networks = [keras.models.clone_model(n) for n in (model.encoder, model.generator)]
    for step in range(3):
        for network, trained in zip(networks, (model.encoder, model.generator)):
            old = network.get_weights()
            network.set_weights(trained.get_weights())  # statistics of batches are not averaged
            for variable, value in zip(network.weights, old):
                if step and variable.trainable:
                    variable.assign(value)
        encoder, generator = networks
        code = encoder(images)["latents"]
        np.testing.assert_allclose(model.encode(images), code, atol=1e-6)
        np.testing.assert_allclose(model.reconstruct(images), generator(code), atol=1e-6)
        model.train_step(tf.constant(images[16:32]))


def test_an_encoder_learns_to_invert():
    """From codes of nothing, which leave `|A|^2` of `A z`; the game turns about the inverse."""
    model = game(linear(np.zeros((2, 2))), generator=np.eye(2))
    rates = {"discriminator_optimizer": 2e-2, "generator_optimizer": 5e-3}
    adam = {player: keras.optimizers.Adam(rate, beta_1=0.5) for player, rate in rates.items()}
    model.compile(steps_per_execution=40, **adam)
    x = made_by_a(10_000)
    model.fit(x, batch_size=250, epochs=10, verbose=0)
    error = np.square(x - model.reconstruct(x)).sum(axis=1).mean()
    assert error < 0.25 * np.square(A).sum()


# What is refused --------------------------------------------------------------------------


def shaped(inputs, outputs):
    """A network between shapes of one axis, or dicts of them by name."""
    given = {name: keras.Input((size,), name=name) for name, size in inputs.items()}
    joined = layers.Concatenate()([*given.values()]) if len(given) > 1 else given["x"]
    made = {name: layers.Dense(size)(joined) for name, size in outputs.items()}
    return keras.Model(given if len(given) > 1 else given["x"], made.get("x", made))


FITTING = {
    "generator": ({"x": 2}, {"x": 5}),
    "encoder": ({"x": 5}, {"x": 2}),
    "discriminator": ({"data": 5, "latents": 2}, {"logits": 1}),
}


@pytest.mark.parametrize(
    ("misfit", "words"),
    [
        ({}, None),
        ({"encoder": ({"x": 5}, {"mean": 2, "log_var": 2})}, None),
        ({"encoder": ({"x": 5}, {"x": 3})}, r"`latents` of `encoder` .* \(2,\), not \(3,\)"),
        ({"encoder": ({"x": 5}, {"mean": 2})}, "`encoder` must give a dict that has log_var"),
        ({"encoder": ({"x": 5}, {"code": 2})}, "`encoder` must give a dict that has latents"),
        (
            {"encoder": ({"x": 5}, {"mean": 2, "log_var": 1})},
            r"`log_var` of `encoder` .* \(2,\), not \(1,\)",
        ),
        ({"encoder": ({"x": 4}, {"x": 2})}, r"What `encoder` takes .* \(5,\), not \(4,\)"),
        ({"discriminator": ({"x": 5}, {"logits": 1})}, "must take a dict of data, latents"),
        (
            {"discriminator": ({"data": 5, "latents": 3}, {"logits": 1})},
            r"`latents` of `discriminator` .* \(2,\), not \(3,\)",
        ),
        (
            {"discriminator": ({"data": 4, "latents": 2}, {"logits": 1})},
            r"What `discriminator` takes .* \(5,\), not \(4,\)",
        ),
        (
            {"generator": ({"x": 3}, {"x": 5})},
            r"`latents` of `discriminator` .* \(3,\), not \(2,\)",
        ),
    ],
)
def test_networks_that_do_not_fit_are_refused_in_one_line(misfit, words):
    networks = {name: shaped(*shapes) for name, shapes in {**FITTING, **misfit}.items()}
    if words is None:
        BiGAN(**networks)
        return
    with pytest.raises(ValueError, match=words) as refusal:
        BiGAN(**networks)
    assert "\n" not in str(refusal.value)


def test_a_prior_of_other_dimensions_is_refused():
    with pytest.raises(ValueError, match=r"RingPrior is of 2 dimensions .* 3 latents"):
        BiGAN.from_data_shape((8, 8, 1), 3, Dense((8,)), prior="ring_prior")
