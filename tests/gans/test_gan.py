"""What holds for the GANs beyond the contract: Goodfellow's propositions."""

import math

import keras
import numpy as np
import pytest
from keras import ops
from scipy import stats

from kerasgen.exporting import export
from kerasgen.formulas.gradient_penalties import R1
from kerasgen.gans.gan import GAN
from kerasgen.gans.minimax_gan import MinimaxGAN
from kerasgen.gans.wgan import WGAN
from kerasgen.loading import load
from kerasgen.networks import Dense


def small(cls=GAN, **kwargs):
    return cls.from_data_shape((8, 8, 1), latent_dim=4, architecture=Dense((16,)), seed=0, **kwargs)


class Counting(GAN):
    def discriminator_step(self, x, z):
        self.seen.append(("D", np.array(x), np.array(z)))
        super().discriminator_step(x, z)

    def generator_step(self, x, z):
        self.seen.append(("G", None, np.array(z)))
        super().generator_step(x, z)


@pytest.mark.parametrize("k", [1, 3])
def test_an_iteration_is_k_discriminator_steps_and_one_generator_step(k, images):
    model = small(Counting, discriminator_steps=k)
    model.seen = []
    model.compile(run_eagerly=True)
    model.fit(images[:24], batch_size=12, shuffle=False, verbose=0)
    assert [player for player, _, _ in model.seen] == (["D"] * k + ["G"]) * 2
    # Every image is seen once, and no noise twice.
    shown = np.concatenate([x for player, x, _ in model.seen if player == "D"])
    assert len(shown) == 24
    assert {image.tobytes() for image in shown} == {image.tobytes() for image in images[:24]}
    noise = np.concatenate([z for _, _, z in model.seen])
    assert len({row.tobytes() for row in noise}) == len(noise)
    assert all(len(z) == 12 // k for _, _, z in model.seen)


def test_what_players_minimise_is_what_they_log_and_penalties_beside():
    model = small(penalties=[R1(2.0)], discriminator_steps=1)
    minimised, logged = {}, {}
    model.minimize = lambda losses, tape, player: minimised.update({player: losses})
    model.log = lambda **values: logged.update(values)
    model.penalty = lambda x, fake, training: 10.0 * ops.ones(len(x))
    model.train_step(ops.ones((3, 8, 8, 1)))
    np.testing.assert_allclose(
        minimised["discriminator_optimizer"], logged["discriminator_loss"] + 10.0, rtol=1e-6
    )
    np.testing.assert_array_equal(minimised["generator_optimizer"], logged["generator_loss"])


def test_a_relativistic_generator_is_compared_with_the_data():
    model = small(objective="relativistic")
    model.outputs = lambda x, training: {"logits": x}
    found = model.generator_loss(np.float32([[3.0]]), np.float32([[1.0]]), training=True)
    assert float(found[0]) == pytest.approx(math.log1p(math.exp(2)), rel=1e-6)


def test_two_generator_losses_are_two_classes():
    for cls, expected in ((GAN, math.log1p(math.exp(5))), (MinimaxGAN, -math.log1p(math.exp(-5)))):
        model = small(cls)
        model.outputs = lambda x, training: {"logits": x}
        found = model.generator_loss(None, np.float32([[-5.0]]), training=True)
        assert float(found[0]) == pytest.approx(expected, rel=1e-4)


def test_label_smoothing_by_hand():
    """Data with D(x) = 3/4 have the target .9, generated examples with 1/4 the target 0."""
    model = small(label_smoothing=0.1)
    model.outputs = lambda x, training: {"logits": x}
    real, fake = np.float32([[math.log(3)]]), np.float32([[-math.log(3)]])
    expected = -0.9 * math.log(0.75) - 0.1 * math.log(0.25) - math.log(0.75)
    found = model.discriminator_loss(real, fake, training=True)
    assert float(found[0]) == pytest.approx(expected, rel=1e-6)
    with pytest.raises(ValueError, match="Hinge has no labels"):
        small(label_smoothing=0.1, objective="hinge")


def test_labels_of_generated_examples_are_not_smoothed():
    """Logits of 1 and 2: `.9 softplus(-1) + .1 softplus(1)`, a tenth more, and `softplus(2)`."""
    model = small(label_smoothing=0.1)
    model.outputs = lambda x, training: {"logits": x}
    found = model.discriminator_loss(np.float32([[1.0]]), np.float32([[2.0]]), training=True)
    expected = math.log1p(math.exp(-1)) + 0.1 + math.log1p(math.exp(2))
    assert float(found[0]) == pytest.approx(expected, rel=1e-6)


def test_label_smoothing_moves_training_and_not_measuring(images):
    plain, smooth = small(), small(label_smoothing=0.3)
    smooth.set_weights(plain.get_weights())
    for model in (plain, smooth):
        model.compile()
    losses = [m.evaluate(images, verbose=0, return_dict=True) for m in (plain, smooth)]
    assert losses[0]["discriminator_loss"] == pytest.approx(losses[1]["discriminator_loss"])
    losses = [m.fit(images, verbose=0).history["discriminator_loss"][0] for m in (plain, smooth)]
    assert losses[0] != pytest.approx(losses[1])


@pytest.mark.slow
def test_discriminator_learns_the_density_ratio():
    """Proposition 1: for a fixed generator the optimum is D* = p / (p + q)."""
    latents, data = keras.Input((1,)), keras.Input((1,))
    fixed = keras.Model(latents, keras.layers.Rescaling(2.0, offset=1.0)(latents))
    hidden = keras.layers.Dense(32, "tanh")(keras.layers.Dense(32, "tanh")(data))
    discriminator = keras.Model(data, {"logits": keras.layers.Dense(1)(hidden)})
    model = GAN(fixed, discriminator, seed=0)
    schedule = keras.optimizers.schedules.CosineDecay(1e-2, 1500)
    model.compile(discriminator_optimizer=keras.optimizers.Adam(schedule), jit_compile=True)
    x = np.random.default_rng(0).standard_normal((100_000, 1)).astype("float32")
    model.fit(x, batch_size=1000, epochs=15, verbose=0)
    grid = np.linspace(-2, 3, 51)[:, None]
    p, q = stats.norm.pdf(grid), stats.norm.pdf(grid, 1.0, 2.0)
    found = 1 / (1 + np.exp(-discriminator(grid)["logits"].numpy()))
    np.testing.assert_allclose(found, p / (p + q), atol=0.05)


def test_fewer_examples_than_steps_give_every_step_one(images):
    model = small(Counting, discriminator_steps=5)
    model.seen = []
    model.compile(run_eagerly=True)
    model.fit(images[:2], verbose=0)
    assert [len(x) for player, x, _ in model.seen if player == "D"] == [1] * 5


def test_clipping_bounds_every_weight_of_the_critic(images):
    model = small(WGAN, clip=0.02)
    model.compile(critic_optimizer=keras.optimizers.SGD(10.0), run_eagerly=True)
    model.fit(images, batch_size=20, verbose=0)
    largest = max(np.abs(weight).max() for weight in model.critic.get_weights())
    assert largest == pytest.approx(0.02)
    assert min(weight.min() for weight in model.critic.get_weights()) == pytest.approx(-0.02)
    assert max(np.abs(weight).max() for weight in model.generator.get_weights()) > 0.02


def test_what_is_used_are_moving_averages_where_they_are_kept(images):
    """After each step `a <- m a + (1 - m) w`, from the first weights that a step left behind."""
    momentum, average = 0.8, None
    model = small()
    averaging = keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=momentum)
    model.compile(generator_optimizer=averaging)
    for _ in range(4):
        model.fit(images[:16], batch_size=16, verbose=0)
        trained = [v.numpy() for v in model.generator.trainable_variables]
        moved = trained if average is None else average
        average = [momentum * a + (1 - momentum) * w for a, w in zip(moved, trained)]
        generated = model.generate(3, seed=1)
    used = model.averaged("generator")
    for found, expected in zip(used.trainable_variables, average):
        np.testing.assert_allclose(found, expected, atol=1e-6)
    for found, expected in zip(model.generator.trainable_variables, trained):
        np.testing.assert_array_equal(found, expected)
    latents = model.prior_draw(3, (1, 0))
    np.testing.assert_allclose(generated, used(latents), atol=1e-6)
    assert np.abs(generated - model.generator(latents)).max() > 1e-3


@pytest.mark.slow
def test_averages_are_what_ships(images, tmp_path):
    model = small()
    model.compile(generator_optimizer=keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.9))
    model.fit(images, batch_size=16, verbose=0)
    assert all(comparison.passed for comparison in export(model, tmp_path / "x"))
    shipped = load(tmp_path / "x")
    np.testing.assert_allclose(shipped.generate(3, seed=1), model.generate(3, seed=1), atol=1e-6)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="1 or more"):
        small(discriminator_steps=0)
    data = keras.Input((8, 8, 1))
    headless = keras.Model(data, {"score": keras.layers.Dense(1)(keras.layers.Flatten()(data))})
    with pytest.raises(ValueError, match="logits"):
        GAN(small().generator, headless)
