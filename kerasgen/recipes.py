"""What to train with: the only home of hyperparameters that belong to a data set."""

from collections.abc import Callable
from dataclasses import dataclass, field

import keras

from kerasgen.networks import Convolutional, Dense


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


def _decaying_adam(rate):
    def optimizers(steps):
        return {
            "optimizer": keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps))
        }

    return optimizers


def _adversarial_adam(discriminator_rate, generator_rate):
    def optimizers(steps):
        return {
            "discriminator_optimizer": keras.optimizers.Adam(discriminator_rate, beta_1=0.5),
            "generator_optimizer": keras.optimizers.Adam(generator_rate, beta_1=0.5),
        }

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
RECIPES = {"vae": _VAE, "gan": _GAN, "minimax_gan": _GAN}


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
