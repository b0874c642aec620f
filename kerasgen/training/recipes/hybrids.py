"""Recipes of hybrids of autoencoders and games."""

from dataclasses import replace

import keras

from kerasgen.training.recipes.autoencoders import PLAIN


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
RECIPES = {"adversarial_autoencoder": _ADVERSARIAL_AUTOENCODER}
