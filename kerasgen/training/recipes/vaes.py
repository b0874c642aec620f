"""Recipes of variational autoencoders."""

from dataclasses import replace

import keras

from kerasgen.networks import Convolutional, Dense
from kerasgen.training.recipes.autoencoders import PLAIN, autoencoder, of_size
from kerasgen.training.recipes.recipe import Recipe, decaying_adam


def _vae_and_discriminator(vae_optimizers):
    def optimizers(steps):
        discriminator = keras.optimizers.Adam(1e-4, beta_1=0.5, beta_2=0.9)
        return {**vae_optimizers(steps), "discriminator_optimizer": discriminator}

    return optimizers


def _vae_and_prior(rate):
    def optimizers(steps):
        prior = decaying_adam(rate)(steps)["optimizer"]
        return {**decaying_adam(rate)(steps), "prior_optimizer": prior}

    return optimizers


_VAE = {
    "digits": Recipe(
        epochs=150,
        batch_size=64,
        settings={"latent_dim": 8, "architecture": Dense((256, 128), activation="silu")},
        optimizers=decaying_adam(4e-3),
        steps_per_execution=11,
    ),
    "images": Recipe(
        epochs=20,
        batch_size=128,
        settings={"latent_dim": 16, "architecture": Convolutional(16, 256, activation="silu")},
        optimizers=decaying_adam(4e-3),
        jit_compile=False,
        steps_per_execution=12,
    ),
    "vectors": Recipe(
        epochs=50,
        batch_size=128,
        settings={"latent_dim": 8, "architecture": Dense((512, 256))},
        optimizers=decaying_adam(1e-3),
        steps_per_execution=12,
    ),
    "points": Recipe(
        epochs=20,
        batch_size=500,
        settings={
            "latent_dim": 2,
            "architecture": Dense((256, 256), activation="silu"),
            "likelihood": "learned_scale_gaussian",
        },
        optimizers=decaying_adam(2e-3),
        steps_per_execution=50,
    ),
    "shapes": Recipe(
        epochs=300,
        batch_size=64,
        settings={"latent_dim": 10, "architecture": Dense((400, 200), activation="silu")},
        optimizers=decaying_adam(2e-3),
        steps_per_execution=19,
    ),
}
_FACTOR_VAE = {
    kind: replace(recipe, optimizers=_vae_and_discriminator(recipe.optimizers))
    for kind, recipe in _VAE.items()
}
# Heavy enough that hardly any covariance is left. Ten times as much on the diagonal, the paper's
# ratio for DIP-VAE-I, makes reconstructions 15% worse.
_DIP_VAE = {
    **_VAE,
    "shapes": replace(
        _VAE["shapes"],
        settings={
            **_VAE["shapes"].settings,
            "off_diagonal_weight": 10.0,
            "diagonal_weight": 10.0,
        },
    ),
}
# Burda's sizes and passes. Against his tanh, batches of 20 and falling steps of the rate, this
# takes a fifth of the time and gives a VAE a likelihood that is more than a nat higher.
_IWAE = {
    **_VAE,
    "images": Recipe(
        epochs=121,
        batch_size=100,
        settings={"latent_dim": 50, "architecture": Dense((200, 200), activation="silu")},
        optimizers=decaying_adam(2e-3),
        steps_per_execution=25,
    ),
}
_HIERARCHICAL_VAE = {
    kind: replace(
        recipe,
        settings={
            **recipe.settings,
            "upper_dim": recipe.settings["latent_dim"],
            "upper_architecture": Dense((128, 128), activation="silu"),
        },
    )
    for kind, recipe in _VAE.items()
}
# Burda's sizes of two layers.
_HIERARCHICAL_VAE["images"] = replace(
    _IWAE["images"],
    settings={
        "latent_dim": 100,
        "architecture": Dense((200, 200), activation="silu"),
        "upper_dim": 50,
        "upper_architecture": Dense((100, 100), activation="silu"),
    },
)
# A tenth of every batch is labelled: more of it, and what is learnt of the data is of those few.
_SEMI_SUPERVISED_VAE = {
    "digits": replace(_VAE["digits"], labelled_share=0.1),
    "images": Recipe(
        epochs=60,
        batch_size=200,
        settings={"latent_dim": 50, "architecture": Dense((500,), activation="softplus")},
        optimizers=decaying_adam(1e-3),
        steps_per_execution=12,
        labelled_share=0.1,
    ),
    "vectors": replace(_VAE["vectors"], labelled_share=0.1),
}
# As good on the codes of any data.
_OF_CODES = Recipe(
    epochs=60,
    batch_size=200,
    settings={"latent_dim": 50, "architecture": Dense((500,), activation="softplus")},
    optimizers=decaying_adam(1e-3),
    steps_per_execution=12,
    labelled_share=0.1,
)
_STACKED_SEMI_SUPERVISED_VAE = {
    "digits": replace(_OF_CODES, epochs=150, batch_size=64, steps_per_execution=11),
    "images": _OF_CODES,
    "vectors": _OF_CODES,
}
# From an autoencoder that is trained already, whose networks it has.
_VADE = {
    kind: replace(_VAE[kind], settings={}, optimizers=decaying_adam(2e-3))
    for kind in ("digits", "images", "vectors")
}
# Clusters go on coming apart for as long as the rate has not fallen.
_VADE["images"] = replace(_VADE["images"], epochs=100, batch_size=100)
_VQ_VAE = {
    "digits": Recipe(
        epochs=100,
        batch_size=64,
        settings={
            "latent_dim": 8,
            "architecture": Dense((256, 128), activation="silu"),
            "codes": 32,
            "positions": 4,
        },
        optimizers=_vae_and_prior(2e-3),
        steps_per_execution=11,
    ),
    # On a grid of codes images are sharper, and their prior takes many times as long to learn.
    "images": Recipe(
        epochs=20,
        batch_size=128,
        settings={
            "latent_dim": 16,
            "architecture": Dense((512, 256), activation="silu"),
            "codes": 128,
            "positions": 8,
        },
        optimizers=_vae_and_prior(2e-3),
        steps_per_execution=12,
    ),
    "vectors": Recipe(
        epochs=50,
        batch_size=128,
        settings={"latent_dim": 8, "architecture": Dense((512, 256)), "codes": 128, "positions": 8},
        optimizers=_vae_and_prior(1e-3),
        steps_per_execution=12,
    ),
}

RECIPES = {
    "vae": _VAE,
    "beta_vae": _VAE,
    "beta_tcvae": _VAE,
    "conditional_vae": _VAE,
    "dip_vae": _DIP_VAE,
    "factor_vae": _FACTOR_VAE,
    "free_bits_vae": _VAE,
    "hierarchical_vae": _HIERARCHICAL_VAE,
    "info_vae": _VAE,
    "iwae": _IWAE,
    "iwae_dreg": _IWAE,
    "linear_vae": autoencoder(*of_size(4, 10, 4)),
    "semi_supervised_vae": _SEMI_SUPERVISED_VAE,
    "stacked_semi_supervised_vae": _STACKED_SEMI_SUPERVISED_VAE,
    "vade": _VADE,
    "vamp_prior_vae": _VAE,
    "vq_vae": _VQ_VAE,
    "wae": PLAIN,
}
