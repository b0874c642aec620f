"""Recipes of hybrids of autoencoders and games."""

from dataclasses import replace

import keras

from kerasgen.networks import Dense
from kerasgen.training.recipes.autoencoders import PLAIN
from kerasgen.training.recipes.recipe import Recipe


def _phases(rate, adversarial_rate):
    """Of an autoencoder and of the game on its codes, all coming to rest."""

    def optimizers(steps):
        def falling(rate):
            return keras.optimizers.schedules.CosineDecay(rate, steps)

        return {
            "optimizer": keras.optimizers.Adam(falling(rate)),
            "discriminator_optimizer": keras.optimizers.Adam(falling(adversarial_rate), beta_1=0.5),
            "encoder_optimizer": keras.optimizers.Adam(falling(adversarial_rate), beta_1=0.5),
        }

    return optimizers


_ADVERSARIAL_AUTOENCODER = {
    kind: replace(recipe, optimizers=_phases(1e-3, 2e-4)) for kind, recipe in PLAIN.items()
}
_BI_GAN = {
    "digits": Recipe(
        epochs=400,
        batch_size=64,
        settings={"latent_dim": 16, "architecture": Dense((256, 256))},
        steps_per_execution=11,
    ),
    # The paper's on MNIST, for fewer epochs.
    "images": Recipe(
        epochs=60,
        batch_size=128,
        settings={"latent_dim": 50, "architecture": Dense((1024, 1024))},
        steps_per_execution=12,
    ),
    "vectors": Recipe(
        epochs=100,
        batch_size=128,
        settings={"latent_dim": 16, "architecture": Dense((512, 512))},
        steps_per_execution=12,
    ),
}
RECIPES = {"adversarial_autoencoder": _ADVERSARIAL_AUTOENCODER, "bi_gan": _BI_GAN}
