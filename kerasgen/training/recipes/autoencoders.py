"""Recipes of autoencoders."""

from kerasgen.networks import SINGLE_LAYER, Dense
from kerasgen.training.recipes.recipe import Recipe, decaying_adam


def autoencoder(digits, images, vectors, jit_compile=True, weight_decay=None, **settings):
    """Recipes of an autoencoder from its settings on digits, images and vectors."""

    def recipe(epochs, batch_size, rate, steps_per_execution, own):
        return Recipe(
            epochs=epochs,
            batch_size=batch_size,
            settings={**settings, **own},
            optimizers=decaying_adam(rate, weight_decay),
            jit_compile=jit_compile,
            steps_per_execution=steps_per_execution,
        )

    return {
        "digits": recipe(100, 64, 2e-3, 11, digits),
        "images": recipe(20, 128, 2e-3, 12, images),
        "vectors": recipe(50, 128, 1e-3, 12, vectors),
    }


def of_size(*latent_dims):
    return [{"latent_dim": latent_dim} for latent_dim in latent_dims]


PLAIN = autoencoder(
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

_OF_CONTRACTIVE = autoencoder(
    # A weight of 1 blurs the 64 pixels of a digit.
    {"latent_dim": 128, "contraction_weight": 0.1},
    *of_size(1000, 128),
    **_CONTRACTIVE,
)

RECIPES = {
    "autoencoder": PLAIN,
    "linear_autoencoder": autoencoder(*of_size(8, 16, 8)),
    "sparse_autoencoder": autoencoder(*of_size(128, 256, 128), weight_decay=0.01),
    "k_sparse_autoencoder": autoencoder(*of_size(120, 1000, 120), tied=True),
    "denoising_autoencoder": autoencoder(*of_size(128, 512, 128), architecture=Dense((512,))),
    "contractive_autoencoder": _OF_CONTRACTIVE,
    "higher_order_contractive_autoencoder": _OF_CONTRACTIVE,
}
