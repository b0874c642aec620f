"""What to train with: the only home of hyperparameters that belong to a data set."""

from kerasgen.training.recipes import autoencoders, gans, hybrids, vaes
from kerasgen.training.recipes.recipe import Recipe

__all__ = ["RECIPES", "Recipe", "recipe_for"]

RECIPES = {**autoencoders.RECIPES, **vaes.RECIPES, **gans.RECIPES, **hybrids.RECIPES}


def recipe_for(method, data_kind, data_shape):
    """The recipe of a method for a data set, by its kind or else by its shape.

    Args:
        method: name of a method.
        data_kind: the `kind` of a `Data`.
        data_shape: shape of one example.

    Example:
        >>> recipe_for("vae", None, (28, 28, 1)).epochs
    """
    recipes = RECIPES[method]
    if data_kind in recipes:
        return recipes[data_kind]
    if tuple(data_shape) in ((1,), (2,)) and "points" in recipes:
        return recipes["points"]
    convolvable = len(data_shape) == 3 and data_shape[0] % 4 == data_shape[1] % 4 == 0
    return recipes["images" if convolvable else "vectors"]
