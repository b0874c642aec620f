"""What to train with: the only home of hyperparameters that belong to a data set."""

from kerasgen.training.recipes import autoencoders, gans, vaes
from kerasgen.training.recipes.recipe import Recipe

__all__ = ["RECIPES", "Recipe", "recipe_for"]

RECIPES = {**autoencoders.RECIPES, **vaes.RECIPES, **gans.RECIPES}


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
    if tuple(data_shape) in ((1,), (2,)) and "points" in recipes:
        return recipes["points"]
    convolvable = len(data_shape) == 3 and data_shape[0] % 4 == data_shape[1] % 4 == 0
    return recipes["images" if convolvable else "vectors"]
