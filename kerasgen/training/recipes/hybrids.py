"""Recipes of hybrids of autoencoders and games."""

import functools
from dataclasses import replace

import keras

from kerasgen.formulas.gradient_penalties import R1
from kerasgen.networks import DCGAN, Convolutional, Dense, PlainDense
from kerasgen.training.recipes.autoencoders import PLAIN
from kerasgen.training.recipes.gans import coming_to_rest
from kerasgen.training.recipes.recipe import Recipe


def _coming_to_rest(alone, playing):
    """Adam with rates that fall to nothing: dicts of these, of optimizers outside of games and in
    them, where there is less momentum.
    """

    def optimizers(steps):
        falling = functools.partial(keras.optimizers.schedules.CosineDecay, decay_steps=steps)
        return {
            **{name: keras.optimizers.Adam(falling(rate)) for name, rate in alone.items()},
            **{
                name: keras.optimizers.Adam(falling(rate), beta_1=0.5)
                for name, rate in playing.items()
            },
        }

    return optimizers


def _phases(rate, discriminator_rate, encoder_rate, **others):
    """Of an autoencoder and of the two players of the game on its codes, and of others."""
    game = {"discriminator_optimizer": discriminator_rate, "encoder_optimizer": encoder_rate}
    return _coming_to_rest({"optimizer": rate, **others}, game)


def _players(encoder_rate, decoder_rate, discriminator_rate):
    """Of the players of a `VAEGAN`, of which the encoder is in no game."""
    game = {"decoder_optimizer": decoder_rate, "discriminator_optimizer": discriminator_rate}
    return _coming_to_rest({"encoder_optimizer": encoder_rate}, game)


# Reconstruction is the slower: at the rate of the discriminator it draws codes from the prior.
_ADVERSARIAL_AUTOENCODER = {
    kind: replace(recipe, optimizers=_phases(3e-4, 1e-3, 3e-4)) for kind, recipe in PLAIN.items()
}
# As good on the codes of any data: they are few numbers, of mean 0 and variance 1.
_OF_CODES = Recipe(
    epochs=100,
    batch_size=256,
    settings={"latent_dim": 16, "architecture": PlainDense((256,) * 3), "penalties": [R1(0.1)]},
    # The discriminator keeps up with a slow generator.
    optimizers=coming_to_rest(1e-3, 2e-4),
    steps_per_execution=12,
)
_LATENT_GAN = {
    "digits": replace(
        _OF_CODES,
        epochs=400,
        batch_size=64,
        optimizers=coming_to_rest(1e-3, 1e-4),
        steps_per_execution=11,
    ),
    "images": _OF_CODES,
    "vectors": _OF_CODES,
}
_SEMI_SUPERVISED_ADVERSARIAL_AUTOENCODER = {
    kind: replace(
        recipe,
        settings={**recipe.settings, "latent_dim": 10},
        optimizers=_phases(1e-3, 2e-4, 2e-4, classifier_optimizer=1e-3),
        labelled_share=0.5,
    )
    for kind, recipe in PLAIN.items()
}
_LABELLED_ADVERSARIAL_AUTOENCODER = {
    kind: replace(
        recipe,
        settings={"architecture": recipe.settings["architecture"]},
        optimizers=_phases(1e-3, 1e-3, 1e-3),
        labelled_share=0.5,
    )
    for kind, recipe in _ADVERSARIAL_AUTOENCODER.items()
}
_BI_GAN = {
    # Without a penalty the discriminator wins: on digits late, on images in the first epochs.
    "digits": Recipe(
        epochs=300,
        batch_size=64,
        settings={
            "latent_dim": 16,
            "architecture": Dense((256, 256)),
            "penalties": [R1(0.3)],
        },
        optimizers=coming_to_rest(5e-4, 5e-4),
        steps_per_execution=11,
    ),
    # Widths, latents, batches and rate are the paper's on MNIST.
    "images": Recipe(
        epochs=60,
        batch_size=128,
        settings={
            "latent_dim": 50,
            "architecture": Dense((1024, 1024)),
            "penalties": [R1(1.0)],
        },
        optimizers=coming_to_rest(2e-4, 2e-4),
        steps_per_execution=12,
    ),
    "vectors": Recipe(
        epochs=100,
        batch_size=128,
        settings={
            "latent_dim": 16,
            "architecture": Dense((512, 512)),
            "penalties": [R1(1.0)],
        },
        optimizers=coming_to_rest(2e-4, 2e-4),
        steps_per_execution=12,
    ),
    "points": Recipe(
        epochs=10,
        batch_size=100,
        settings={
            "latent_dim": 2,
            "architecture": PlainDense((256,) * 3),
            "output_activation": "linear",
        },
        optimizers=coming_to_rest(5e-4, 5e-4),
        steps_per_execution=100,
    ),
}
_VAE_GAN = {
    "digits": Recipe(
        epochs=100,
        batch_size=64,
        settings={
            "latent_dim": 8,
            "architecture": Dense((256, 128), activation="silu"),
            "discriminator_architecture": Dense((256, 256), batch_normalization=True),
            "gamma": 0.03,
        },
        optimizers=_players(1e-3, 1e-3, 4e-4),
        steps_per_execution=11,
    ),
    # The encoder and the decoder are those of a VAE, the discriminator is as large as a GAN's.
    "images": Recipe(
        epochs=10,
        batch_size=64,
        settings={
            "latent_dim": 16,
            "architecture": Convolutional(16, 256, activation="silu"),
            "discriminator_architecture": DCGAN(32, units=256, kernel_size=4),
            "gamma": 0.02,
        },
        optimizers=_players(3e-3, 1e-3, 4e-4),
        jit_compile=False,
        steps_per_execution=12,
    ),
    "vectors": Recipe(
        epochs=50,
        batch_size=128,
        settings={
            "latent_dim": 8,
            "architecture": Dense((512, 256)),
            "discriminator_architecture": Dense((512, 512), batch_normalization=True),
            "gamma": 0.03,
        },
        optimizers=_players(1e-3, 1e-3, 4e-4),
        steps_per_execution=12,
    ),
}
RECIPES = {
    "adversarial_autoencoder": _ADVERSARIAL_AUTOENCODER,
    "bi_gan": _BI_GAN,
    "labelled_adversarial_autoencoder": _LABELLED_ADVERSARIAL_AUTOENCODER,
    "latent_gan": _LATENT_GAN,
    "semi_supervised_adversarial_autoencoder": _SEMI_SUPERVISED_ADVERSARIAL_AUTOENCODER,
    "vae_gan": _VAE_GAN,
}
