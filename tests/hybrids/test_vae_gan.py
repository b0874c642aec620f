"""VAE and GAN in one: each player goes down its own gradient, and no other's."""

import math

import keras
import numpy as np
import pytest
from keras import layers, ops

from kerasgen import networks
from kerasgen.formulas.adversarial import AdversarialObjective
from kerasgen.formulas.distributions import Gaussian
from kerasgen.gans.gan import GAN
from kerasgen.hybrids.vae_gan import VAEGAN
from kerasgen.networks import Dense
from kerasgen.networks.fitting import is_normalised_over_batches
from kerasgen.vaes.vae import VAE, coding_parts

RATE = 0.01


class Asymmetric(AdversarialObjective):
    """What each player sees can be told from its loss."""

    def discriminator_loss(self, real, fake):
        return real[:, 0] + 10.0 * fake[:, 0]

    def generator_loss(self, real, fake):
        return 100.0 * real[:, 0] + 1000.0 * fake[:, 0]


class NoGame(AdversarialObjective):
    def discriminator_loss(self, real, fake):
        return 0.0 * fake[:, 0]

    generator_loss = discriminator_loss


def of_pixels(shape=(8, 8, 1)):
    """A discriminator whose features are the data themselves."""
    data = keras.Input(shape)
    logits = layers.Dense(1)(layers.Dense(8, "tanh")(layers.Flatten()(data)))
    return keras.Model(data, {"logits": logits, "features": data})


def of_hidden_layer():
    return networks.discriminator((8, 8, 1), Dense((16, 8)))


def seeded(make, *args):
    """What is made has the same weights each time."""
    keras.utils.set_random_seed(1)
    return make(*args)


def coder(cls, likelihood="gaussian:1.0", **others):
    parts = seeded(coding_parts, (8, 8, 1), 3, Dense((16,)), likelihood)
    return cls(**parts, **others, seed=0)


def moves(model, step):
    """How far each network's weights go in a step of plain descent, end to end."""
    model.compile(**{player: keras.optimizers.SGD(RATE) for player in model.players})
    before = {name: weights(getattr(model, name)) for name in model.networks}
    step(model)
    return {name: weights(getattr(model, name)) - old for name, old in before.items()}


def weights(network):
    return np.concatenate([np.ravel(v.numpy()) for v in network.trainable_variables])


def moves_of_vae(images):
    return moves(coder(VAE), lambda model: model.train_step(images))


def moves_of_hybrid(images, discriminator, **settings):
    """Its draws of the prior are all 1; those of posteriors are the VAE's."""
    model = coder(VAEGAN, discriminator=seeded(discriminator), **settings)
    model.sample_latents = lambda count: ops.ones((count, 3))
    return moves(model, lambda model: model.train_step(images))


def moves_of_game(images, discriminator, player):
    """Of a player of a `GAN` of the same networks, on latents of 1, before the other moves."""
    decoder = coder(VAE).decoder
    game = GAN(keras.Model(decoder.input, decoder.output["mean"]), seeded(discriminator))
    z = ops.ones((len(images), 3))
    return moves(game, lambda game: getattr(game, f"{player}_step")(images, z))[player]


def assert_same(found, expected):
    """Up to the rounding of weights of size 1."""
    assert np.abs(expected).max() > 1e-4
    np.testing.assert_allclose(found, expected, atol=2e-6)


def test_of_pixels_and_without_a_game_it_is_the_vae(images):
    models = (
        coder(VAE),
        coder(VAEGAN, discriminator=of_pixels(), gamma=1.0, adversarial_objective=NoGame()),
    )
    expected, found = (moves(model, lambda model: model.train_step(images)) for model in models)
    for name in ("encoder", "decoder"):
        assert_same(found[name], expected[name])
    plain, hybrid = (model.results() for model in models)
    for name, value in plain.items():
        assert float(hybrid[name]) == pytest.approx(float(value), rel=1e-6)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 3.0])
def test_the_decoder_goes_down_gamma_times_the_vaes_gradient_and_the_gans(gamma, images):
    expected = gamma * moves_of_vae(images)["decoder"]
    expected += moves_of_game(images, of_pixels, "generator")
    assert_same(moves_of_hybrid(images, of_pixels, gamma=gamma)["decoder"], expected)


@pytest.mark.parametrize("discriminator", [of_pixels, of_hidden_layer])
def test_the_discriminator_learns_from_the_game_alone(discriminator, images):
    expected = moves_of_game(images, discriminator, "discriminator")
    for gamma in (0.0, 3.0):
        found = moves_of_hybrid(images, discriminator, gamma=gamma)
        assert_same(found["discriminator"], expected)


def test_the_encoder_learns_nothing_from_the_game(images):
    one, other = (
        moves_of_hybrid(images, of_hidden_layer, gamma=gamma, adversarial_objective=objective)
        for gamma, objective in ((0.1, NoGame()), (3.0, Asymmetric()))
    )
    assert np.abs(one["encoder"]).max() > 1e-4
    np.testing.assert_array_equal(one["encoder"], other["encoder"])
    assert np.abs(one["decoder"] - other["decoder"]).max() > 1e-3


def constant(value, *heads):
    """A network of two inputs that gives the same two numbers under each name, whatever it sees."""
    given = keras.Input((2,))
    made = {name: layers.Dense(2, kernel_initializer="zeros", name=name)(given) for name in heads}
    network = keras.Model(given, made)
    for name in heads:
        network.get_layer(name).bias.assign(value[name])
    return network


def test_losses_at_hand_worked_features():
    """`x - decoder(z)` is (1, 2), features twice the data: `1/2 (4 + 16)` and 2 halves of log 2 pi.

    The posterior is N(3, 1) and N(0, 1), so the KL `3^2 / 2`. Logits are sums of data: 2.5 of the
    data, -.5 of all that is decoded.
    """
    data = keras.Input((2,))
    outputs = {"logits": ops.sum(data, axis=-1, keepdims=True), "features": 2.0 * data[:, :, None]}
    model = VAEGAN(
        constant({"mean": [3.0, 0.0], "log_var": [0.0, 0.0]}, "mean", "log_var"),
        constant({"mean": [0.5, -1.0]}, "mean"),
        keras.Model(data, outputs),
        gamma=0.25,
        adversarial_objective=Asymmetric(),
        likelihood=Gaussian(0.1),
    )
    terms = model.objective(np.float32([[1.5, 1.0]]), training=True)
    nll = 10 + math.log(2 * math.pi)
    expected = {
        "reconstruction_nll": nll,
        "kl": 4.5,
        "loss": nll + 4.5,
        "decoder_loss": 0.25 * nll + 100 * 2.5 - 1000 * 0.5,
        "discriminator_loss": 2.5 - 10 * 0.5,
    }
    assert {name: float(value[0]) for name, value in terms.items()} == pytest.approx(expected)


def test_features_are_normalised_over_data_and_reconstructions_together():
    """Data -1 and 1 and reconstructions 9 and 11 have the mean 5 and the variance 26."""
    data, code = keras.Input((1,)), keras.Input((1,))
    exact = {"mean": 1.0 * data, "log_var": 0.0 * data - 100.0}
    outputs = {"logits": 1.0 * data, "features": layers.BatchNormalization(epsilon=0.0)(data)}
    model = VAEGAN(
        keras.Model(data, exact),
        keras.Model(code, {"mean": code + 10.0}),
        keras.Model(data, outputs),
        likelihood="squared_error",
    )
    terms = model.objective(np.float32([[-1.0], [1.0]]), training=True)
    expected = 0.5 * 10**2 / 26 + 0.5 * math.log(2 * math.pi)
    np.testing.assert_allclose(terms["reconstruction_nll"], expected, rtol=1e-5)


def test_by_default_features_are_normalised_and_of_the_layer_before_the_last():
    for architecture, shape in (("dense", (512,)), ("convolutional", (2, 2, 64))):
        discriminator = VAEGAN.from_data_shape((8, 8, 1), 2, architecture).discriminator
        assert discriminator.output["features"].shape[1:] == shape
        assert is_normalised_over_batches(discriminator)


def test_its_likelihood_is_that_of_the_decoder_and_not_of_features(images):
    plain = coder(VAE, "bernoulli")
    model = coder(VAEGAN, "bernoulli", discriminator=of_hidden_layer())
    z = np.random.default_rng(0).standard_normal((5, len(images), 3)).astype("float32")
    found, expected = (
        m.log_weights(images, z, m.codes(images, training=False), training=False)
        for m in (model, plain)
    )
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_what_is_used_are_moving_averages_where_they_are_kept(images):
    """Of momentum 1/2 after two steps: half of what each left behind, as the first begins it."""
    model = coder(VAEGAN, discriminator=of_hidden_layer())
    averaging = {"use_ema": True, "ema_momentum": 0.5}
    model.compile(
        encoder_optimizer=keras.optimizers.SGD(0.1, **averaging),
        decoder_optimizer=keras.optimizers.SGD(0.1, **averaging),
    )
    left = []
    for _ in range(2):
        model.train_step(images)
        left.append(model.encoder.get_weights() + model.decoder.get_weights())
    z, codes = model.prior_draw(3, (1, 0)), model.encode(images)
    generated = model.generate(3, seed=1)
    used = [(one + other) / 2 for one, other in zip(*left)]
    model.encoder.set_weights(used[: len(model.encoder.weights)])
    model.decoder.set_weights(used[len(model.encoder.weights) :])
    np.testing.assert_allclose(codes, model.encoder(images)["mean"], atol=1e-5)
    np.testing.assert_allclose(generated, model.decoder(z)["mean"], atol=1e-5)


def test_what_does_not_fit_is_refused():
    data = keras.Input((8, 8, 1))
    headless = keras.Model(data, {"logits": layers.Dense(1)(layers.Flatten()(data))})
    for options, words in (
        ({"discriminator": headless}, "`discriminator` must give a dict that has features"),
        ({"discriminator": of_pixels((8, 8, 3))}, r"`discriminator` takes .* not \(8, 8, 3\)"),
        ({"likelihood": "learned_scale_gaussian"}, "train log_scale of LearnedScaleGaussian"),
    ):
        with pytest.raises(ValueError, match=words) as refusal:
            coder(VAEGAN, **{"discriminator": of_pixels(), **options})
        assert "\n" not in str(refusal.value)
