"""A training in a directory: begun, interrupted, resumed."""

import shutil
import warnings
from dataclasses import replace
from pathlib import Path

import keras
import tensorflow as tf

from kerasgen.evaluation.drawing import drawn
from kerasgen.evaluation.measurable import is_classifiable
from kerasgen.evaluation.samples import kept_classifier
from kerasgen.files import whole_file, write_json
from kerasgen.loading import load
from kerasgen.pictures.animation import Animation
from kerasgen.training import callbacks
from kerasgen.training.collapse import CollapseAlarm
from kerasgen.training.health import Health
from kerasgen.training.ranking import of_classifier
from kerasgen.training.recipes import recipe_for
from kerasgen.training.requests import new_model
from kerasgen.training.runs.data import loaded
from kerasgen.training.runs.evaluation import grace, measure
from kerasgen.training.runs.folder import (
    check_place,
    config_of,
    epochs_begun,
    read_metrics,
    reopen,
)

FEW_IMAGES = 10_000  # a classifier of more takes minutes


def train(
    request,
    folder,
    resume=False,
    command="",
    watchers=lambda epochs, first_epoch: [],
    tell=warnings.warn,
):
    """Train in `folder`, from the beginning or from where an earlier training was.

    Interrupted at any moment and resumed, a run ends with the same weights as one that was
    never interrupted, bit for bit on one machine's CPU: the whole state is saved after every
    epoch, the order of the data is a function of seed and epoch, and TensorFlow's
    deterministic kernels are switched on, in this process, where XLA does not replace them.

    The health of games is logged, and that of other models if `request.best` is a part of it. A
    classifier is trained first if `request.best` takes one, and for games on no more than 10,000
    images.

    Args:
        request: `Request`.
        folder: path of the run directory.
        resume: bool. Go on with what `folder` holds, finished or not, up to the epochs that are
            asked for; begin if it holds nothing.
        command: str. Written down in the run's `config.json`.
        watchers: function of the number of epochs and the first one, to further callbacks.
        tell: function of a sentence, of what alarms say, and of a run that was prolonged and is
            not what it would have been at once.

    Returns:
        dict of the test metrics of the last epoch, or of the best where `request.best` names one.

    Raises:
        InputError: if `folder` is in use, or its run was begun with another request or data or
            with more epochs.
    """
    folder = Path(folder)
    check_place(folder, resume)
    everything = data = loaded(request.data, request.binarised)
    if request.labelled:
        data = data.with_labels(request.labelled, request.seed)
    validation = None
    if request.validation_share:
        kept, aside = data.train.set_aside(request.validation_share)
        data, validation = replace(data, train=kept), aside.batches(500)
    recipe = recipe_for(request.method, data.kind, data.data_shape)
    begun = epochs_begun(folder)
    epochs = request.epochs or begun or recipe.epochs
    batch_size = min(request.batch_size or recipe.batch_size, len(data.train))
    config = config_of(folder, request, data, epochs, batch_size, command)
    finished = (folder / "model.keras").exists()
    if finished and epochs == begun:
        return read_metrics(folder)
    keras.utils.set_random_seed(request.seed)
    if not recipe.jit_compile:  # Keras refuses XLA, whose CPU code is deterministic, beside it
        tf.config.experimental.enable_op_determinism()
    model = new_model(request, recipe, data)
    if finished:
        reopen(folder)
    write_json(folder / "config.json", config)
    restored, first_epoch = callbacks.restore(folder / "backups")
    batches = data.train.batches(
        batch_size,
        request.seed,
        first_epoch,
        drop_remainder=True,
        labelled_share=recipe.labelled_share,
    )
    steps = len(batches) * epochs
    if restored:
        model = restored
        if recipe.reschedule(model, steps, request.learning_rate):
            tell(
                f"The rates of {request.method} fall over a whole training, and the first "
                f"{first_epoch} epochs were of a shorter one: the run goes on, but is not what "
                f"{epochs} epochs at once would have been. At a constant --learning-rate it would."
            )
    else:
        recipe.compile(model, steps, request.learning_rate)
    history = callbacks.HistoryFile(folder / "history.csv", first_epoch)
    samples, frames = folder / "samples.png", folder / "backups" / "frames"
    animations = [Animation(folder / "training.gif", samples, frames)] if data.density else []
    model.fit(
        batches,
        epochs=epochs,
        initial_epoch=first_epoch,
        verbose=0,
        validation_data=validation,
        callbacks=[
            *health_watchers(request, model, everything, batch_size, folder),
            history,
            CollapseAlarm(history.rows, grace=grace(epochs), tell=tell),
            *best_checkpoints(request, folder, history.rows),
            *patience(request, history.rows),
            callbacks.Picture(samples, folder / "logs", lambda model: drawn(model, data)),
            *animations,
            callbacks.Backup(folder / "backups"),
            *watchers(epochs, first_epoch),
        ],
    )
    used = load(folder / "best.keras") if request.best else model
    metrics = measure(used, data.test, seed=request.seed)
    write_json(folder / "metrics.json", metrics)
    with whole_file(folder / "model.keras") as part:
        model.save(part)
    shutil.rmtree(folder / "backups")
    return metrics


def health_watchers(request, model, data, batch_size, folder):
    if not model.adversarial and request.best in (None, *model.logged):
        return []
    asked = request.best in of_classifier(model, data)
    cheap = model.adversarial and len(data.train) <= FEW_IMAGES
    needed = asked or (cheap and is_classifiable(model, data))
    classifier = kept_classifier(data, folder / "classifier.keras") if needed else None
    return [Health(data, classifier, batch_size=batch_size)]


def patience(request, rows):
    if request.patience is None:
        return []
    return [callbacks.Patience(request.best, rows, request.patience)]


def best_checkpoints(request, folder, rows):
    if request.best is None:
        return []
    return [callbacks.BestCheckpoint(folder / "best.keras", request.best, rows)]
