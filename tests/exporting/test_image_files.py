"""Files of images are read as training data are, and written as what they show."""

import io
import json
import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from PIL import Image

import kerasgen
from kerasgen.exporting import export
from kerasgen.exporting.image_files import ImageFiles, shades_in
from kerasgen.networks import Convolutional, Dense

NUMBERS = np.random.default_rng(0)
GREY, COLOURED = (
    NUMBERS.integers(0, 256, (8, 8), "uint8"),
    NUMBERS.integers(0, 256, (8, 8, 3), "uint8"),
)


def file_of(image, kind="PNG"):
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def read(files, shape, *bounds):
    return ImageFiles(shape, *bounds).read(tf.constant(files)).numpy()


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
@pytest.mark.parametrize("mode, channels", [("L", 1), ("1", 1), ("RGB", 3), ("P", 3)])
def test_a_file_is_read_as_in_training(mode, channels, kind, tmp_path):
    image = Image.fromarray(COLOURED).convert(mode)
    for number in range(2):
        image.save(tmp_path / f"{number}.{kind.lower()}")
    trained_on = kerasgen.load_data(tmp_path).train.as_floats()
    channels = trained_on.shape[-1]  # a GIF has a palette, whatever it shows
    found = read([file_of(image, kind)], (8, 8, channels))
    np.testing.assert_allclose(found, trained_on[:1], atol=1e-6)


def test_colours_are_the_grey_of_training_data_and_grey_is_a_colour():
    grey = np.asarray(Image.fromarray(COLOURED).convert("L")) / 255.0
    found = read([file_of(Image.fromarray(COLOURED))], (8, 8, 1))
    np.testing.assert_allclose(found[0, ..., 0], grey, atol=1e-6)
    found = read([file_of(Image.fromarray(GREY))], (8, 8, 3))
    np.testing.assert_allclose(found[0], np.repeat(GREY[..., None] / 255.0, 3, axis=-1), atol=1e-6)


def test_a_jpeg_is_nearly_what_another_decoder_reads():
    smooth = np.uint8(np.add.outer(np.arange(0, 240, 15), np.arange(16)))
    file = file_of(Image.fromarray(smooth), "JPEG")
    found = read([file], (16, 16, 1))
    other = np.asarray(Image.open(io.BytesIO(file))) / 255.0
    np.testing.assert_allclose(found[0, ..., 0], other, atol=2.5 / 255)  # each rounds for itself


def test_the_short_side_fits_and_the_middle_of_the_long_one_stays():
    wide = np.zeros((16, 64, 3), "uint8")
    wide[:, 24:40] = [0, 255, 0]  # where a square of 16 lies in the middle
    for image in (Image.fromarray(wide), Image.fromarray(wide.swapaxes(0, 1))):
        found = read([file_of(image)], (8, 8, 3))
        inside = found[0, 1:-1, 1:-1]  # resizing looks a pixel beyond
        np.testing.assert_allclose(inside, np.broadcast_to([0.0, 1.0, 0.0], inside.shape))


def test_what_is_made_smaller_is_averaged():
    checks = np.uint8(255 * (np.indices((56, 56)).sum(axis=0) % 2))
    found = read([file_of(Image.fromarray(checks))], (8, 8, 1))
    np.testing.assert_allclose(found, 0.5, atol=0.02)  # picked, every seventh is 0 or 1


@pytest.mark.parametrize("height, width", [(3, 5), (8, 9), (7, 100), (33, 8)])
def test_any_size_becomes_that_of_the_network(height, width):
    file = file_of(Image.fromarray(np.full((height, width), 51, "uint8")))
    found = read([file, file], (8, 12, 1))
    assert found.shape == (2, 8, 12, 1)
    np.testing.assert_allclose(found, 0.2, atol=1e-6)


def test_black_and_white_are_the_bounds_of_what_a_model_makes():
    images = ImageFiles((1, 2, 1), -1.0, 1.0)
    black_and_white = [file_of(Image.fromarray(np.uint8([[0, 255]])))]
    np.testing.assert_allclose(images.read(tf.constant(black_and_white))[0, 0, :, 0], [-1, 1])
    files = images.written(np.float32([[[[-3.0], [0.5]]]])).numpy()
    np.testing.assert_allclose(255 * shades_in(files)[0, 0, :, 0], [0, 191])  # 191.25


@pytest.mark.parametrize(
    "shape", [(8,), (8, 2), (8, 8, 2), (4, 8, 8, 3)], ids=["table", "series", "two", "video"]
)
def test_data_that_are_no_images_have_no_files(shape):
    encoder = keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(2)])
    data = keras.Sequential(
        [keras.Input((2,)), layers.Dense(math.prod(shape)), layers.Reshape(shape)]
    )
    model = kerasgen.Autoencoder(encoder=encoder, decoder=data)
    assert ImageFiles.of(model) is None


@pytest.mark.parametrize(
    "last, bounds", [("tanh", (-1, 1)), ("sigmoid", (0, 1)), ("relu", (0, 1)), (None, (0, 1))]
)
def test_images_of_a_model_are_between_its_bounds_if_it_has_two(last, bounds):
    generator = keras.Sequential(
        [keras.Input((2,)), layers.Dense(12, last), layers.Reshape((2, 2, 3))]
    )
    discriminator = keras.Sequential([keras.Input((2, 2, 3)), layers.Flatten(), layers.Dense(1)])
    images = ImageFiles.of(kerasgen.GAN(generator=generator, discriminator=discriminator))
    assert (images.shape, images.low, images.high) == ((2, 2, 3), *bounds)


def test_a_saved_model_takes_files_and_gives_files(tmp_path):
    model = kerasgen.VAE.from_data_shape((8, 8, 3), 2, Convolutional(4), seed=0)
    export(model, tmp_path / "x", ("savedmodel",))
    served = tf.saved_model.load(tmp_path / "x" / "tensorflow" / "1").signatures
    photograph = Image.fromarray(COLOURED).resize((40, 40), Image.Resampling.NEAREST)
    files = tf.constant([file_of(photograph), file_of(Image.fromarray(COLOURED))])
    as_arrays = ImageFiles((8, 8, 3)).read(files).numpy()
    codes = served["encode_image_bytes"](image_bytes=files)["mean"]
    np.testing.assert_allclose(codes, model.encode(as_arrays), atol=1e-5)
    made = served["reconstruct_image_bytes"](image_bytes=files)["reconstruction_bytes"]
    np.testing.assert_allclose(
        shades_in(made.numpy()), model.reconstruct(as_arrays), atol=0.5 / 255 + 1e-5
    )
    drawn = served["sample_png"](count=tf.constant(3), seed=tf.constant(5))["image_bytes"]
    np.testing.assert_allclose(
        shades_in(drawn.numpy()), model.generate(3, seed=5), atol=0.5 / 255 + 1e-5
    )
    card = json.loads((tmp_path / "x" / "card.json").read_text())["served"]
    assert set(card) == {
        "sample", "sample_png", "encode_image_bytes", "reconstruct_image_bytes"
    }  # fmt: skip
    for name, tensors in card.items():
        given, made = served[name].structured_input_signature[1], served[name].structured_outputs
        assert {n: t["dtype"] for n, t in tensors["inputs"].items()} == {
            n: spec.dtype.name for n, spec in given.items()
        }
        assert {n: (t["dtype"], len(t["shape"])) for n, t in tensors["outputs"].items()} == {
            n: (spec.dtype.name, len(spec.shape)) for n, spec in made.items()
        }


def test_pictures_of_a_model_with_negative_values_are_not_cut_off(tmp_path):
    generator = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(4, "tanh", kernel_initializer="zeros"),
            layers.Reshape((2, 2, 1)),
        ]
    )
    discriminator = keras.Sequential([keras.Input((2, 2, 1)), layers.Flatten(), layers.Dense(1)])
    model = kerasgen.GAN(generator=generator, discriminator=discriminator)
    export(model, tmp_path / "x", ("savedmodel",))
    picture = np.asarray(Image.open(tmp_path / "x" / "samples.png"))
    assert picture[0, 0, 0] == 128  # of 0, between -1 and 1


def test_files_stay_out_of_exports_without_a_saved_model(tmp_path):
    model = kerasgen.Autoencoder.from_data_shape((8, 8, 1), 2, Dense((4,)), seed=0)
    comparisons = export(model, tmp_path / "x", ("onnx",))
    assert {row.function for row in comparisons} == {"decode", "encode", "reconstruct"}
    assert json.loads((tmp_path / "x" / "card.json").read_text())["served"] == {}
