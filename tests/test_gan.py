"""What holds for the GANs beyond the contract: Goodfellow's propositions."""

import math

import keras
import numpy as np
import pytest
from scipy import stats

from kerasgen.gans.gan import GAN
from kerasgen.gans.minimax_gan import MinimaxGAN
from kerasgen.networks import Dense


def small(cls=GAN, **kwargs):
    return cls.from_data_shape((8, 8, 1), latent_dim=4, architecture=Dense((16,)), seed=0, **kwargs)


class Counting(GAN):
    def discriminator_step(self, x, z):
        self.seen.append(("D", np.array(x), np.array(z)))
        super().discriminator_step(x, z)

    def generator_step(self, z):
        self.seen.append(("G", None, np.array(z)))
        super().generator_step(z)


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


def test_two_generator_losses_are_two_classes():
    logits = np.array([[-5.0]])
    assert float(small().generator_loss(logits)[0]) == pytest.approx(
        math.log1p(math.exp(5)), rel=1e-5
    )
    assert float(small(MinimaxGAN).generator_loss(logits)[0]) == pytest.approx(
        -math.log1p(math.exp(-5)), rel=1e-4
    )


def test_label_smoothing_moves_training_and_not_measuring(images):
    plain, smooth = small(), small(label_smoothing=0.3)
    smooth.set_weights(plain.get_weights())
    for model in (plain, smooth):
        model.compile()
    losses = [m.evaluate(images, verbose=0, return_dict=True) for m in (plain, smooth)]
    assert losses[0]["discriminator_loss"] == pytest.approx(losses[1]["discriminator_loss"])
    losses = [m.fit(images, verbose=0).history["discriminator_loss"][0] for m in (plain, smooth)]
    assert losses[0] != pytest.approx(losses[1])


def test_discriminator_learns_the_density_ratio():
    """Proposition 1: for a fixed generator the optimum is D* = p / (p + q)."""
    latents, data = keras.Input((1,)), keras.Input((1,))
    fixed = keras.Model(latents, keras.layers.Rescaling(2.0, offset=1.0)(latents))
    hidden = keras.layers.Dense(32, "tanh")(keras.layers.Dense(32, "tanh")(data))
    judge = keras.Model(data, {"logits": keras.layers.Dense(1)(hidden)})
    model = GAN(fixed, judge, seed=0)
    schedule = keras.optimizers.schedules.CosineDecay(1e-2, 1500)
    model.compile(discriminator_optimizer=keras.optimizers.Adam(schedule), jit_compile=True)
    x = np.random.default_rng(0).standard_normal((100_000, 1)).astype("float32")
    model.fit(x, batch_size=1000, epochs=15, verbose=0)
    grid = np.linspace(-2, 3, 51)[:, None]
    p, q = stats.norm.pdf(grid), stats.norm.pdf(grid, 1.0, 2.0)
    found = 1 / (1 + np.exp(-judge(grid)["logits"].numpy()))
    np.testing.assert_allclose(found, p / (p + q), atol=0.05)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="1 or more"):
        small(discriminator_steps=0)
    data = keras.Input((8, 8, 1))
    headless = keras.Model(data, {"score": keras.layers.Dense(1)(keras.layers.Flatten()(data))})
    with pytest.raises(ValueError, match="logits"):
        GAN(small().generator, headless)
