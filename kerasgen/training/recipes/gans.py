"""Recipes of generative adversarial networks."""

import functools
from dataclasses import replace

import keras

from kerasgen.formulas.gradient_penalties import R1, R2, GradientPenalty
from kerasgen.networks import (
    DCGAN,
    Augmented,
    Convolutional,
    Dense,
    Maxout,
    NoisyDense,
    PlainDense,
    Point,
)
from kerasgen.networks.layers.random_affine import RandomAffine
from kerasgen.training.recipes.recipe import Recipe


def _adam(
    discriminator_rate, generator_rate, beta_1=0.5, beta_2=0.999, role="discriminator", **averaging
):
    def optimizers(steps):
        adam = functools.partial(keras.optimizers.Adam, beta_1=beta_1, beta_2=beta_2)
        return {
            f"{role}_optimizer": adam(discriminator_rate),
            "generator_optimizer": adam(generator_rate, **averaging),
        }

    return optimizers


def coming_to_rest(discriminator_rate, generator_rate, beta_1=0.5):
    """Rates that fall to nothing."""

    def optimizers(steps):
        falling = functools.partial(keras.optimizers.schedules.CosineDecay, decay_steps=steps)
        return _adam(falling(discriminator_rate), falling(generator_rate), beta_1)(steps)

    return optimizers


def _dirac(role, **settings):
    """Plain gradient steps, 600 of them: some rounds of the equilibrium."""

    def optimizers(steps):
        return {f"{p}_optimizer": keras.optimizers.SGD(0.1) for p in (role, "generator")}

    return Recipe(
        epochs=60,
        batch_size=100,
        settings={
            "latent_dim": 1,
            "architecture": Point(),
            "output_activation": "linear",
            **settings,
        },
        optimizers=optimizers,
        steps_per_execution=10,
    )


_LINE = Recipe(
    epochs=20,
    batch_size=500,
    settings={
        "latent_dim": 1,
        "architecture": PlainDense((32, 32)),
        "output_activation": "linear",
        "penalties": [R1(0.1)],
    },
    # The discriminator keeps up with a slow generator.
    optimizers=coming_to_rest(2e-3, 2e-4),
    steps_per_execution=50,
)
# PacGAN's networks, first weights and rates on the ring and the grid, for a tenth of its epochs:
# coming to rest, more of the samples are good than after as many at constant rates.
_PLANE = Recipe(
    epochs=40,
    batch_size=100,
    settings={
        "latent_dim": 2,
        "architecture": Dense((400,) * 4, initial_std=0.02),
        "discriminator_architecture": Maxout((200,) * 3, pieces=5, initial_std=0.02),
        "output_activation": "linear",
    },
    optimizers=coming_to_rest(1e-4, 1e-4, beta_1=0.8),
    steps_per_execution=100,
)
_GAN = {
    "digits": Recipe(
        epochs=400,
        batch_size=64,
        settings={"latent_dim": 16, "architecture": Dense((256, 256))},
        optimizers=_adam(2e-4, 2e-4),
        steps_per_execution=11,
    ),
    "images": Recipe(
        epochs=15,
        batch_size=64,
        settings={
            "latent_dim": 64,
            "architecture": Convolutional(32, 256),
            "penalties": [R1(1.0)],
        },
        optimizers=_adam(4e-4, 2e-4, beta_2=0.99, use_ema=True, ema_momentum=0.999),
        jit_compile=False,
        steps_per_execution=12,
    ),
    "vectors": Recipe(
        epochs=100,
        batch_size=128,
        settings={"latent_dim": 16, "architecture": Dense((512, 512))},
        optimizers=_adam(2e-4, 2e-4),
        steps_per_execution=12,
    ),
    "gaussian_1d": _LINE,
    "dirac": _dirac("discriminator", penalties=[R1(0.3)]),
    "points": _PLANE,
}


def _fives(recipe, epochs, optimizers, **settings):
    """The same networks against a critic that takes five steps, each with data of its own."""
    return replace(
        recipe,
        epochs=epochs,
        batch_size=320,
        settings={**recipe.settings, **settings},
        optimizers=optimizers,
    )


def _rmsprop(steps):
    return {
        f"{player}_optimizer": keras.optimizers.RMSprop(5e-4) for player in ("critic", "generator")
    }


# Gulrajani's networks on toy data.
_OF_POINTS = {
    "architecture": PlainDense((256,) * 3),
    "discriminator_architecture": PlainDense((256,) * 3),
}
_FOR_CRITIC = _adam(2e-4, 2e-4, 0.0, 0.9, role="critic")
_WGAN_GP = {
    "digits": _fives(_GAN["digits"], 600, _FOR_CRITIC),
    "images": Recipe(
        epochs=20,
        batch_size=320,
        settings={"latent_dim": 64, "architecture": Convolutional(32, 0)},
        optimizers=_FOR_CRITIC,
        jit_compile=False,
        steps_per_execution=12,
    ),
    "vectors": _fives(_GAN["vectors"], 100, _FOR_CRITIC),
    # A lighter penalty than on images.
    "points": _fives(
        _PLANE,
        100,
        _adam(1e-4, 1e-4, 0.5, 0.9, role="critic"),
        **_OF_POINTS,
        penalties=[GradientPenalty(0.1)],
    ),
    "dirac": _dirac("critic", penalties=[GradientPenalty(0.1)]),
}
_FINDING_CLUSTERS = _adam(5e-4, 5e-4, 0.5, 0.9, role="critic")
_CLUSTER_GAN = {
    **{
        kind: _fives(_GAN[kind], epochs, _FINDING_CLUSTERS, latent_dim=30)
        for kind, epochs in {"digits": 600, "vectors": 100}.items()
    },
    "images": replace(
        _WGAN_GP["images"],
        settings={"latent_dim": 30, "architecture": Convolutional(16, 256)},
        optimizers=_FINDING_CLUSTERS,
    ),
}
_WGAN = {
    **{
        kind: replace(_WGAN_GP[kind], optimizers=_rmsprop)
        for kind in ("digits", "images", "vectors")
    },
    "dirac": _dirac("critic", clip=1.0),
}
_INFO_GAN = {
    **_GAN,
    "images": Recipe(
        epochs=11,
        batch_size=128,
        settings={
            "latent_dim": 62,
            "architecture": DCGAN(64, units=1024, kernel_size=4),
        },
        optimizers=_adam(2e-4, 1e-3),
        steps_per_execution=12,
    ),
}
_SMALL_DCGAN = DCGAN(32, units=256, kernel_size=4)
_CONSISTENT_INFO_GAN = {
    **_GAN,
    "images": replace(
        _INFO_GAN["images"],
        epochs=8,
        settings={
            "latent_dim": 62,
            "architecture": _SMALL_DCGAN,
            "discriminator_architecture": Augmented(
                _SMALL_DCGAN, RandomAffine(scale=0.15, shear=0.3, shift=0.07)
            ),
            "continuous_weight": 0.1,
        },
        jit_compile=False,
    ),
}


def _on_both_sides(recipe):
    """The same, each penalty on data beside one of that weight on generated examples."""
    penalties = [
        kind(penalty.weight)
        for penalty in recipe.settings.get("penalties", [R1(1.0)])
        for kind in (R1, R2)
    ]
    return replace(recipe, settings={**recipe.settings, "penalties": penalties})


_RELATIVISTIC_GAN = {
    **{kind: _on_both_sides(recipe) for kind, recipe in _GAN.items()},
    # The networks of `_PLANE` put half of the samples between the modes of a grid.
    "points": replace(
        _PLANE,
        epochs=24,
        settings={**_PLANE.settings, **_OF_POINTS, "penalties": [R1(0.1), R2(0.1)]},
        optimizers=coming_to_rest(5e-4, 5e-4),
    ),
}
# The paper's networks and rates; half of every batch is labelled.
_SEMI_SUPERVISED_GAN = {
    "digits": replace(
        _GAN["digits"],
        settings={
            "latent_dim": 100,
            "architecture": Dense((256, 256), activation="softplus"),
            "discriminator_architecture": NoisyDense((256, 128, 128)),
        },
        optimizers=_adam(3e-3, 3e-3),
        labelled_share=0.5,
    ),
    # At a third of the paper's rate, and the generator at half of that, since at more it died
    # with some draws of labels; rates fall to nothing in the place of averaged weights. For two
    # cores the discriminator has half the paper's widths.
    "images": Recipe(
        epochs=100,
        batch_size=128,
        settings={
            "latent_dim": 100,
            "architecture": Dense((500, 500), activation="softplus"),
            "discriminator_architecture": NoisyDense((500, 250, 250)),
        },
        optimizers=coming_to_rest(1e-3, 5e-4),
        steps_per_execution=12,
        labelled_share=0.25,
    ),
    "vectors": replace(_GAN["vectors"], labelled_share=0.5),
}
RECIPES = {
    "gan": _GAN,
    "minimax_gan": _GAN,
    "lsgan": _GAN,
    "hinge_gan": _GAN,
    "pac_gan": _GAN,
    "relativistic_gan": _RELATIVISTIC_GAN,
    "conditional_gan": _GAN,
    "ac_gan": _GAN,
    "info_gan": _INFO_GAN,
    "consistent_info_gan": _CONSISTENT_INFO_GAN,
    "semi_supervised_gan": _SEMI_SUPERVISED_GAN,
    "cluster_gan": _CLUSTER_GAN,
    "wgan": _WGAN,
    "wgan_gp": _WGAN_GP,
}
