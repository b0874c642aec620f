"""What to train with: the only home of hyperparameters that belong to a data set."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import keras

from kerasgen.networks import SINGLE_LAYER, Convolutional, Dense


@dataclass(frozen=True)
class Recipe:
    """Settings under which a method is known to give good pictures on a kind of data.

    Args:
        epochs: int.
        batch_size: int.
        settings: arguments of the method's `from_data_shape`.
        optimizers: function of the total number of steps, to the arguments of `compile`.
        jit_compile: whether XLA was measured to be faster on a CPU.
        steps_per_execution: int.
    """

    epochs: int
    batch_size: int
    settings: dict = field(default_factory=dict)
    optimizers: Callable[[int], dict] = lambda steps: {}
    jit_compile: bool = True
    steps_per_execution: int = 1


def _decaying_adam(rate, weight_decay=None):
    def optimizers(steps):
        schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
        return {"optimizer": keras.optimizers.Adam(schedule, weight_decay=weight_decay)}

    return optimizers


def _stepped_adam(steps):
    """Burda's: passes of 3^i at `1e-3 * 10^(-i / 7)`, whose shares of the training are kept."""
    boundaries = [round(steps * passes / 121) for passes in (1, 4, 13, 40)]
    rates = [1e-3 * 10 ** (-i / 7) for i in range(5)]
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay(boundaries, rates)
    return {"optimizer": keras.optimizers.Adam(schedule, epsilon=1e-4)}


def _adversarial_adam(discriminator_rate, generator_rate):
    def optimizers(steps):
        return {
            "discriminator_optimizer": keras.optimizers.Adam(discriminator_rate, beta_1=0.5),
            "generator_optimizer": keras.optimizers.Adam(generator_rate, beta_1=0.5),
        }

    return optimizers


def _vae_and_discriminator(vae_optimizers):
    def optimizers(steps):
        discriminator = keras.optimizers.Adam(1e-4, beta_1=0.5, beta_2=0.9)
        return {**vae_optimizers(steps), "discriminator_optimizer": discriminator}

    return optimizers


_VAE = {
    "digits": Recipe(
        epochs=150,
        batch_size=64,
        settings={"latent_dim": 8, "architecture": Dense((256, 128), activation="silu")},
        optimizers=_decaying_adam(4e-3),
        steps_per_execution=11,
    ),
    "images": Recipe(
        epochs=20,
        batch_size=128,
        settings={"latent_dim": 16, "architecture": Convolutional(16, 256, activation="silu")},
        optimizers=_decaying_adam(4e-3),
        steps_per_execution=12,
    ),
    "vectors": Recipe(
        epochs=50,
        batch_size=128,
        settings={"latent_dim": 8, "architecture": Dense((512, 256))},
        optimizers=_decaying_adam(1e-3),
        steps_per_execution=12,
    ),
}
_FACTOR_VAE = {
    kind: replace(recipe, optimizers=_vae_and_discriminator(recipe.optimizers))
    for kind, recipe in _VAE.items()
}
_BURDA = {"latent_dim": 50, "architecture": Dense((200, 200), activation="tanh")}
_IWAE = {
    **_VAE,
    "images": Recipe(
        epochs=121,
        batch_size=20,
        settings=_BURDA,
        optimizers=_stepped_adam,
        steps_per_execution=30,
    ),
}
_GAN = {
    "digits": Recipe(
        epochs=400,
        batch_size=64,
        settings={"latent_dim": 16, "architecture": Dense((256, 256))},
        optimizers=_adversarial_adam(2e-4, 2e-4),
        steps_per_execution=11,
    ),
    "images": Recipe(
        epochs=18,
        batch_size=128,
        settings={"latent_dim": 64, "architecture": Convolutional(32, 0)},
        optimizers=_adversarial_adam(4e-4, 2e-4),
        jit_compile=False,
        steps_per_execution=12,
    ),
    "vectors": Recipe(
        epochs=100,
        batch_size=128,
        settings={"latent_dim": 16, "architecture": Dense((512, 512))},
        optimizers=_adversarial_adam(2e-4, 2e-4),
        steps_per_execution=12,
    ),
}


def _autoencoder(digits, images, vectors, jit_compile=True, weight_decay=None, **settings):
    """Recipes of an autoencoder from its settings on digits, images and vectors."""

    def recipe(epochs, batch_size, rate, steps_per_execution, own):
        return Recipe(
            epochs=epochs,
            batch_size=batch_size,
            settings={**settings, **own},
            optimizers=_decaying_adam(rate, weight_decay),
            jit_compile=jit_compile,
            steps_per_execution=steps_per_execution,
        )

    return {
        "digits": recipe(100, 64, 2e-3, 11, digits),
        "images": recipe(20, 128, 2e-3, 12, images),
        "vectors": recipe(50, 128, 1e-3, 12, vectors),
    }


def _of_size(*latent_dims):
    return [{"latent_dim": latent_dim} for latent_dim in latent_dims]


_PLAIN = _autoencoder(
    {"latent_dim": 8, "architecture": Dense((256, 128))},
    {"latent_dim": 32, "architecture": Dense((512, 256))},
    {"latent_dim": 8, "architecture": Dense((512, 256))},
)
_CONTRACTIVE = {
    "contraction_weight": 1.0,
    "architecture": SINGLE_LAYER,
    "jacobian": "closed_form_jacobian",
    "code_activation": "sigmoid",
    "tied": True,
    "likelihood": "bernoulli",
}

_OF_CONTRACTIVE = _autoencoder(
    # A weight of 1 blurs the 64 pixels of a digit.
    {"latent_dim": 128, "contraction_weight": 0.1},
    *_of_size(1000, 128),
    **_CONTRACTIVE,
)

RECIPES = {
    "autoencoder": _PLAIN,
    "linear_autoencoder": _autoencoder(*_of_size(8, 16, 8)),
    "sparse_autoencoder": _autoencoder(*_of_size(128, 256, 128), weight_decay=0.01),
    "k_sparse_autoencoder": _autoencoder(*_of_size(120, 1000, 120), tied=True),
    "denoising_autoencoder": _autoencoder(*_of_size(128, 512, 128), architecture=Dense((512,))),
    "contractive_autoencoder": _OF_CONTRACTIVE,
    "higher_order_contractive_autoencoder": _OF_CONTRACTIVE,
    "vae": _VAE,
    "beta_vae": _VAE,
    "beta_tcvae": _VAE,
    "factor_vae": _FACTOR_VAE,
    "info_vae": _VAE,
    "iwae": _IWAE,
    "iwae_dreg": _IWAE,
    "linear_vae": _autoencoder(*_of_size(4, 10, 4)),
    "vamp_prior_vae": _VAE,
    "wae": _PLAIN,
    "gan": _GAN,
    "minimax_gan": _GAN,
}


def recipe_for(method, data_name, data_shape):
    """The recipe of a method for a data set, by its name or else by the kind of its shape.

    Args:
        method: name of a method.
        data_name: name of a data set.
        data_shape: shape of one example.

    Example:
        >>> recipe_for("vae", "mnist", (28, 28, 1)).epochs
    """
    recipes = RECIPES[method]
    if data_name in recipes:
        return recipes[data_name]
    convolvable = len(data_shape) == 3 and data_shape[0] % 4 == data_shape[1] % 4 == 0
    return recipes["images" if convolvable else "vectors"]
