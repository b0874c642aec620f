"""What happens beside a training: backups, history, the best, pictures, progress."""

import csv
import re
from pathlib import Path

import keras
import rich.progress
import tensorflow as tf

from kerasgen import pictures
from kerasgen.errors import InputError
from kerasgen.files import whole_file
from kerasgen.loading import is_whole, load
from kerasgen.training.ranking import best_row


class Backup(keras.callbacks.Callback):
    """Save the whole training state after every epoch, and keep the last two.

    Args:
        folder: path.
    """

    def __init__(self, folder):
        super().__init__()
        self.folder = Path(folder)

    def on_epoch_end(self, epoch, logs=None):
        with whole_file(self.folder / f"epoch-{epoch + 1:05d}.keras") as part:
            self.model.save(part)
        for old in sorted(self.folder.glob("epoch-*.keras"))[:-2]:
            old.unlink()


def restore(folder):
    """The newest backup in `folder` that is whole, and how many epochs it has seen.

    Returns:
        `(model, epochs)`, or `(None, 0)` where there is none.
    """
    for file in sorted(Path(folder).glob("epoch-*.keras"), reverse=True):
        if is_whole(file):
            return load(file), int(re.search(r"\d+", file.name)[0])
    return None, 0


class HistoryFile(keras.callbacks.Callback):
    """Keep the logs of every epoch in a CSV file that is always whole.

    Args:
        path: path. Rows of epochs before `first_epoch` are kept, later ones are remade.
        first_epoch: int.
    """

    def __init__(self, path, first_epoch=0):
        super().__init__()
        self.path = Path(path)
        self.rows = [row for row in history(path) if int(row["epoch"]) <= first_epoch]

    def on_epoch_end(self, epoch, logs=None):
        self.rows.append({"epoch": epoch + 1, **logs})
        with whole_file(self.path) as part, part.open("w", newline="") as file:
            writer = csv.DictWriter(file, self.rows[-1])
            writer.writeheader()
            writer.writerows(self.rows)


def history(path):
    """The rows of a history file as dicts of text, none if there is no file.

    Raises:
        InputError: if it is damaged: each row has the number of its epoch, and numbers else.
    """
    path = Path(path)
    if not path.is_file():
        return []
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            int(row["epoch"])
            for value in row.values():
                float(value)
    except (csv.Error, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path} is damaged: {error}") from error
    return rows


class BestCheckpoint(keras.callbacks.Callback):
    """Keep the model of the epoch whose logged number is the best so far, of equals the last.

    Args:
        path: path of the `.keras` file.
        name: one of `ranking.choices`.
        rows: the `rows` of a `HistoryFile` before this callback: an interrupted training that
            goes on knows from them how good the best was.
    """

    def __init__(self, path, name, rows):
        super().__init__()
        self.path, self.name, self.rows = path, name, rows

    def on_epoch_end(self, epoch, logs=None):
        if best_row(self.rows, self.name) is self.rows[-1]:
            with whole_file(self.path) as part:
                self.model.save(part)


class Patience(keras.callbacks.Callback):
    """End a training whose best epoch is long past.

    Args:
        name: one of `ranking.choices`.
        rows: the `rows` of a `HistoryFile` before this callback, by which a training that goes on
            knows how long ago the best was.
        epochs: int. Epochs since the best.
    """

    def __init__(self, name, rows, epochs):
        super().__init__()
        self.name, self.rows, self.epochs = name, rows, epochs

    def on_epoch_end(self, epoch, logs=None):
        best = int(best_row(self.rows, self.name)["epoch"])
        if epoch + 1 - best >= self.epochs:
            self.model.stop_training = True


class Picture(keras.callbacks.Callback):
    """Draw the same picture after every epoch, as a file and for TensorBoard.

    Args:
        path: path of the picture, overwritten each epoch.
        log_folder: path of the TensorBoard logs.
        draw: function of the model to a uint8 array `(height, width, 3)`.
    """

    def __init__(self, path, log_folder, draw):
        super().__init__()
        self.path, self.log_folder, self.draw = path, str(log_folder), draw

    def on_train_begin(self, logs=None):
        self.writer = tf.summary.create_file_writer(self.log_folder)

    def on_epoch_end(self, epoch, logs=None):
        picture = self.draw(self.model)
        pictures.save(picture, self.path)
        with self.writer.as_default(step=epoch + 1):
            tf.summary.image(self.path.stem, picture[None])
            for name, value in logs.items():
                tf.summary.scalar(name, value)
        self.writer.flush()

    def on_train_end(self, logs=None):
        self.writer.close()


class Progress(keras.callbacks.Callback):
    """Epoch, losses and remaining time: one live line, or ten lines where there is no terminal.

    Args:
        epochs: int. Of the whole training.
        first_epoch: int.
        console: `rich.console.Console`.
        watched: name of a further number that is shown, or None.
    """

    def __init__(self, epochs, first_epoch, console, watched=None):
        super().__init__()
        self.epochs, self.console, self.watched = epochs, console, watched
        self.bar = rich.progress.Progress(
            rich.progress.TextColumn("epoch {task.completed}/{task.total}"),
            rich.progress.BarColumn(bar_width=12),
            rich.progress.TimeRemainingColumn(),
            rich.progress.TextColumn("{task.fields[logs]}"),
            console=console,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task("", total=epochs, completed=first_epoch, logs="")

    def on_train_begin(self, logs=None):
        self.bar.start()

    def on_epoch_end(self, epoch, logs=None):
        names = [name for name in logs if name in (*self.model.logged, self.watched)]
        shown = "  ".join(f"{name} {logs[name]:.4g}" for name in names)
        self.bar.update(self.task, completed=epoch + 1, logs=shown)
        tenth = max(1, self.epochs // 10)
        if not self.console.is_terminal and ((epoch + 1) % tenth == 0 or epoch + 1 == self.epochs):
            self.console.print(f"epoch {epoch + 1}/{self.epochs}  {shown}", soft_wrap=True)

    def on_train_end(self, logs=None):
        self.bar.stop()
