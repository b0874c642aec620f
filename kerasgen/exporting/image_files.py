"""Files of images to what networks take, in TensorFlow's graphs, and back."""

import io
import math

import numpy as np
import tensorflow as tf
from PIL import Image

# Of red, green and blue in grey, of 65,536: ITU-R 601, as Pillow reads images of training data.
GREY = (19595, 38470, 7471)


class ImageFiles:
    """JPEG, PNG or GIF files, as strings, for networks of images of one shape.

    Pixels from 0 to 255 are values from `low` to `high`. An image of another size is resized with
    antialiasing so that its short side fits, and the middle of the long one is kept.

    Args:
        shape: `(height, width, channels)`, with 1 or 3 channels.
        low: float, the value of black.
        high: float, that of white.
    """

    def __init__(self, shape, low=0.0, high=1.0):
        self.shape, self.low, self.high = shape, low, high

    @classmethod
    def of(cls, model):
        """Those of a model's data; None where these are no images of one size.

        Images of a model that is not bounded from both sides are in [0, 1], as loaded ones are.
        """
        shape = tuple(model.data_spec.shape[1:])
        if len(shape) != 3 or None in shape or shape[-1] not in (1, 3):
            return None
        low, high = model.data_range
        return cls(shape, low, high) if math.isfinite(high - low) else cls(shape)

    def read(self, files):
        """Values `(batch, height, width, channels)` of files, strings `(batch,)`."""
        pixels = tf.map_fn(
            self._pixels, files, fn_output_signature=tf.TensorSpec(self.shape, tf.float32)
        )
        return self.values(pixels / 255.0)

    def _pixels(self, file):
        height, width, channels = self.shape
        image = tf.io.decode_image(file, channels=3, expand_animations=False)
        if channels == 1:
            shares = tf.reduce_sum(tf.cast(image, tf.int32) * GREY, axis=-1, keepdims=True)
            image = (shares + 32768) // 65536
        size = tf.cast(tf.shape(image)[:2], tf.float32)
        enlarged = tf.round(size * tf.reduce_max((height, width) / size))
        image = tf.image.resize(image, tf.cast(enlarged, tf.int32), antialias=True)
        return tf.image.resize_with_crop_or_pad(image, height, width)

    def written(self, images):
        """PNG files, strings `(batch,)`, of values `(batch, height, width, channels)`."""
        pixels = tf.cast(tf.round(255.0 * self.shades(images)), tf.uint8)
        return tf.map_fn(tf.io.encode_png, pixels, fn_output_signature=tf.TensorSpec((), tf.string))

    def values(self, shades):
        """Values of shades from 0, black, to 1, white."""
        return self.low + (self.high - self.low) * shades

    def shades(self, values):
        """Shades of values; those out of range are black or white."""
        return tf.clip_by_value((values - self.low) / (self.high - self.low), 0.0, 1.0)

    def drawn(self, count, numbers):
        """PNG files of random pixels, strings `(count,)`."""
        return np.array([_png(numbers.integers(0, 256, self.shape, "uint8")) for _ in range(count)])


def shades_in(files):
    """Shades from 0 to 1, `(batch, height, width, channels)`, of PNG files of one size.

    Raises:
        OSError, SyntaxError, ValueError, Image.DecompressionBombError: as Pillow and numpy do, if
            they are none.
    """
    images = [np.asarray(Image.open(io.BytesIO(file), formats=("PNG",))) for file in files]
    return np.stack([image.reshape(*image.shape[:2], -1) for image in images]) / 255.0


def _png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels.squeeze(-1) if pixels.shape[-1] == 1 else pixels).save(file, "PNG")
    return file.getvalue()
