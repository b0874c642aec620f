"""What an experiment is, and a training by a recipe."""

from collections.abc import Callable
from dataclasses import dataclass, field

import keras

from kerasgen.data import load_data
from kerasgen.recipes import recipe_for
from kerasgen.requests import Request, new_model


@dataclass(frozen=True)
class Experiment:
    """A measurement with its protocol.

    Args:
        run: function of a seed to a dict of numbers.
        minutes: about, for three seeds on two cores.
        protocol: what is trained on what, and how it is measured.
        bars: name of a number to `"<= 7.9"` and the like.
        controls: name of a number to what it stands beside.
    """

    run: Callable[[int], dict]
    minutes: int
    protocol: str
    bars: dict
    controls: dict = field(default_factory=dict)


def trained(method, seed, recipe=None, binarised=False, source="mnist", **settings):
    """A model trained with its recipe, or another one, and these settings; and the data."""
    data = load_data(source)
    data = data.binarised() if binarised else data
    recipe = recipe or recipe_for(method, data.name, data.data_shape)
    keras.utils.set_random_seed(seed)
    model = new_model(Request(method, data.name, settings=settings, seed=seed), recipe, data)
    model.compile(
        jit_compile=recipe.jit_compile,
        steps_per_execution=recipe.steps_per_execution,
        **recipe.optimizers(len(data.train) // recipe.batch_size * recipe.epochs),
    )
    batches = data.train.batches(recipe.batch_size, seed, drop_remainder=True)
    model.fit(batches, epochs=recipe.epochs, verbose=0)
    return model, data
