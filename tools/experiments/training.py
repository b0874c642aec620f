"""A training by a recipe, which goes on where it was interrupted."""

import hashlib
import json
import shutil
from pathlib import Path

import keras

from kerasgen.data import load_data
from kerasgen.training.callbacks import Backup, HistoryFile, restore
from kerasgen.training.recipes import recipe_for
from kerasgen.training.requests import Request, new_model

UNFINISHED = Path(__file__).parents[2] / "runs" / "experiments"


def trained(method, seed, recipe=None, binarised=False, source="mnist", labelled=None, **settings):
    """A model trained with its recipe, or another one, and these settings; and the data."""
    model, data, _ = logged_training(method, seed, recipe, binarised, source, labelled, **settings)
    return model, data


def logged_training(
    method, seed, recipe=None, binarised=False, source="mnist", labelled=None, **settings
):
    """What `trained` gives, and the logs of every epoch, numbers or text of numbers."""
    data = load_data(source)
    data = data.binarised() if binarised else data
    data = data.with_labels(labelled, seed) if labelled else data
    recipe = recipe or recipe_for(method, data.kind, data.data_shape)
    model = untrained(method, seed, data, recipe, **settings)

    def batches(first_epoch):
        return data.train.batches(
            recipe.batch_size,
            seed,
            first_epoch,
            drop_remainder=True,
            labelled_share=recipe.labelled_share,
        )

    recipe.compile(model, len(batches(0)) * recipe.epochs)
    digest = _digest(model, recipe.epochs, recipe.batch_size, binarised, labelled)
    folder = UNFINISHED / f"{method}-{data.name}-{seed}-{digest}"
    restored, first_epoch = restore(folder)
    model = restored or model
    history = HistoryFile(folder / "history.csv", first_epoch)
    model.fit(
        batches(first_epoch),
        epochs=recipe.epochs,
        initial_epoch=first_epoch,
        verbose=0,
        callbacks=[history, Backup(folder)],
    )
    shutil.rmtree(folder)
    return model, data, history.rows


def untrained(method, seed, data, recipe=None, **settings):
    """The model as its training begins, with its recipe or another one."""
    recipe = recipe or recipe_for(method, data.kind, data.data_shape)
    keras.utils.clear_session()  # for names of layers that do not depend on earlier trainings
    keras.utils.set_random_seed(seed)
    return new_model(Request(method, data.name, settings=settings, seed=seed), recipe, data)


def _digest(model, *request):
    """Of all that makes a training another one: networks, settings, optimizers, request."""
    described = json.dumps([keras.saving.serialize_keras_object(model), request], sort_keys=True)
    return hashlib.sha256(described.encode()).hexdigest()[:12]
