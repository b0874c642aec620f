"""As keras.io trains a WGAN-GP: extra steps of the critic, which it calls a discriminator."""

import keras
import numpy as np
import pytest
from keras import layers

import kerasgen


def generator():
    return keras.Sequential(
        [
            keras.Input((16,)),
            layers.Dense(4 * 4 * 8, use_bias=False),
            layers.BatchNormalization(),
            layers.LeakyReLU(0.2),
            layers.Reshape((4, 4, 8)),
            layers.UpSampling2D(),
            layers.Conv2D(1, 3, padding="same", activation="tanh"),
        ]
    )


def critic(normalised=False):
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(8, 5, strides=2, padding="same"),
            *([layers.BatchNormalization()] if normalised else []),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(1),
        ]
    )


def test_extra_steps_of_the_critic_share_a_batch(pictures, tmp_path):
    keras.utils.set_random_seed(0)
    model = kerasgen.WGANGP(generator(), critic(), critic_steps=3, seed=0)
    adam = {"learning_rate": 2e-4, "beta_1": 0.5, "beta_2": 0.9}
    model.compile(
        critic_optimizer=keras.optimizers.Adam(**adam),
        generator_optimizer=keras.optimizers.Adam(**adam),
    )
    weights = tmp_path / "critic.weights.h5"
    keep = keras.callbacks.ModelCheckpoint(
        weights, "critic_loss", mode="min", save_best_only=True, save_weights_only=True
    )
    history = model.fit(2 * pictures - 1, batch_size=32, callbacks=[keep], verbose=0).history
    assert set(history) == {"critic_loss", "generator_loss", "gradient_penalty"}
    moves = (int(model.critic_optimizer.iterations), int(model.generator_optimizer.iterations))
    assert moves == (12, 4)
    other = kerasgen.WGANGP(generator(), critic(), critic_steps=3)
    other.load_weights(weights)
    np.testing.assert_array_equal(other.generate(3, seed=1), model.generate(3, seed=1))


def compiled(**optimizers):
    return kerasgen.WGANGP(generator(), critic()).compile(**optimizers)


@pytest.mark.parametrize(
    ("habit", "words"),
    [
        (lambda: kerasgen.WGANGP(generator(), critic(normalised=True)), "use layer normalisation"),
        (lambda: kerasgen.WGANGP(generator(), critic(), gp_weight=10.0), "gp_weight"),
        (lambda: kerasgen.WGANGP(generator(), critic(), discriminator_extra_steps=3), "extra_st"),
        (lambda: kerasgen.WGANGP(generator=generator(), discriminator=critic()), "critic"),
        (lambda: compiled(d_optimizer="adam", g_optimizer="adam"), "optimizers are critic_optimi"),
    ],
)
def test_what_has_another_name_here_is_named(habit, words):
    with pytest.raises((TypeError, ValueError), match=words):
        habit()
