"""A training as an animation: one frame an epoch."""

import shutil
from pathlib import Path

import keras
from PIL import Image, ImageDraw, ImageFont, ImageOps

from kerasgen.files import whole_file


class Animation(keras.callbacks.Callback):
    """Keep the picture of every epoch, and make an animation of them when training ends.

    Frames are kept as files: a training that was interrupted and goes on still has those of the
    epochs before. Whoever names the folder removes it.

    Args:
        path: path of the GIF.
        picture: path of an image that a callback before this one redraws after every epoch.
        folder: path of the frames.
    """

    def __init__(self, path, picture, folder):
        super().__init__()
        self.path, self.picture, self.folder = Path(path), Path(picture), Path(folder)

    def on_epoch_end(self, epoch, logs=None):
        with whole_file(self.folder / f"epoch-{epoch + 1:05d}.png") as part:
            shutil.copyfile(self.picture, part)

    def on_train_end(self, logs=None):
        files = sorted(self.folder.glob("epoch-*.png"))
        each = min(500, max(40, 10_000 // len(files)))
        durations = [each] * (len(files) - 1) + [2000]
        frames = map(_captioned, files)
        with whole_file(self.path) as part:
            next(frames).save(part, save_all=True, append_images=frames, duration=durations, loop=0)


def _captioned(file):
    """A frame over a strip that tells its epoch."""
    with Image.open(file) as image:
        frame = ImageOps.expand(image.convert("RGB"), (0, 0, 0, 28), "white")
    caption = f"epoch {int(file.stem.removeprefix('epoch-'))}"
    place, font = (frame.width - 10, frame.height - 9), ImageFont.load_default(16)
    ImageDraw.Draw(frame).text(place, caption, "black", font, anchor="rs")
    return frame
