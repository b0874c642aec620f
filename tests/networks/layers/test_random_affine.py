import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgen import InfoGAN, networks
from kerasgen.networks import Augmented, Convolutional
from kerasgen.networks.layers.random_affine import RandomAffine

SIDE = 24
PLACES = np.arange(SIDE, dtype="float32") - (SIDE - 1) / 2
INSIDE = slice(8, 16)


def slopes(layer, images):
    """What comes of planes, which interpolation keeps: slopes down and across, and middle."""
    changed = np.array(layer(images, training=True))[:, INSIDE, INSIDE, 0]
    down, across = np.diff(changed, axis=1), np.diff(changed, axis=2)
    for differences in (down, across):
        spread = np.ptp(differences, axis=(1, 2))
        np.testing.assert_allclose(spread, 0.0, atol=1e-4)
    return down.mean((1, 2)), across.mean((1, 2)), changed.mean((1, 2))


@pytest.fixture
def across():
    """500 images, each of which is the number of its columns."""
    return np.broadcast_to(PLACES[:, None], (500, SIDE, SIDE, 1))


def test_scale_is_between_its_bounds(across):
    down, slope, middle = slopes(RandomAffine(0.2, 0.0, 0.0, seed=0), across)
    np.testing.assert_allclose([down, middle], 0.0, atol=1e-4)
    assert np.exp(-0.2) < slope.min() < np.exp(-0.19) and np.exp(0.19) < slope.max() < np.exp(0.2)


def test_shear_is_between_its_bounds(across):
    down, slope, middle = slopes(RandomAffine(0.0, 0.2, 0.0, seed=0), across)
    assert -0.2 < down.min() < -0.19 and 0.19 < down.max() < 0.2
    # Sheared along rows by a and along columns by b, a column's number grows by 1 + ab.
    assert 0.96 < slope.min() < slope.max() < 1.04 and np.ptp(slope) > 0.05
    np.testing.assert_allclose(middle, 0.0, atol=1e-4)


def test_shift_is_a_share_of_the_side(across):
    down, slope, middle = slopes(RandomAffine(0.0, 0.0, 0.1, seed=0), across)
    np.testing.assert_allclose(down, 0.0, atol=1e-4)
    np.testing.assert_allclose(slope, 1.0, atol=1e-4)
    assert -2.4 < middle.min() < -2.3 and 2.3 < middle.max() < 2.4


def test_shifts_are_shares_of_either_side():
    """A point in the middle of an image of 10 by 40 moves by 1 row and 4 columns at most."""
    image = np.zeros((200, 11, 41, 1), "float32")
    image[:, 5, 20] = 1.0
    changed = np.array(RandomAffine(0.0, 0.0, 0.1, seed=0)(image, training=True))[..., 0]
    mass = changed.sum(axis=(1, 2))
    rows = (changed.sum(axis=2) @ np.arange(11)) / mass - 5
    columns = (changed.sum(axis=1) @ np.arange(41)) / mass - 20
    assert 1.0 < np.abs(rows).max() <= 1.1 + 1e-4
    assert 3.8 < np.abs(columns).max() <= 4.1 + 1e-4


def test_columns_are_changed_as_rows_are(across):
    down, slope, _ = slopes(RandomAffine(0.2, 0.0, 0.0, seed=0), np.swapaxes(across, 1, 2))
    np.testing.assert_allclose(slope, 0.0, atol=1e-4)
    assert np.ptp(down) > 0.35


def test_beyond_the_image_is_0():
    changed = np.array(RandomAffine(0.0, 0.0, 0.5, seed=0)(np.ones((9, 8, 8, 1)), training=True))
    assert (changed == 0).any((1, 2, 3)).mean() > 0.5
    assert changed.min() == 0 and changed.max() == pytest.approx(1.0)


def test_gradient_is_that_of_a_linear_map():
    generator = np.random.default_rng(0)
    x, weights = (tf.constant(generator.standard_normal((5, 8, 8, 2)), "float32") for _ in "xw")
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = tf.reduce_sum(weights * RandomAffine(seed=0)(x, training=True))
    assert tf.reduce_sum(x * tape.gradient(value, x)).numpy() == pytest.approx(
        value.numpy(), rel=1e-5
    )


def test_no_change_outside_training_nor_without_strength():
    images = np.random.default_rng(0).random((4, 8, 8, 1), "float32")
    np.testing.assert_array_equal(RandomAffine()(images, training=False), images)
    np.testing.assert_allclose(
        RandomAffine(0.0, 0.0, 0.0)(images, training=True), images, atol=1e-6
    )


def test_other_data_than_images_are_refused():
    with pytest.raises(ValueError, match="takes images"):
        RandomAffine()(np.ones((4, 8)))


@pytest.mark.slow
def test_training_with_it_is_saved_whole(tmp_path):
    images = np.random.default_rng(0).random((32, 8, 8, 1), "float32")
    model = InfoGAN.from_data_shape(
        (8, 8, 1),
        latent_dim=4,
        architecture=Convolutional(4, 8),
        discriminator_architecture=Augmented(Convolutional(4, 8), RandomAffine()),
        seed=0,
    )
    model.compile(jit_compile=False)
    model.fit(images, batch_size=16, verbose=0, shuffle=False)
    model.save(tmp_path / "model.keras")
    twin = keras.models.load_model(tmp_path / "model.keras")
    for resumed in (model, twin):
        resumed.fit(images, batch_size=16, verbose=0, shuffle=False)
    for ours, loaded in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, loaded)
    np.testing.assert_array_equal(model.recognise(images)["c1"], twin.recognise(images)["c1"])


def test_an_augmented_discriminator_sees_other_images_in_training():
    images = np.random.default_rng(0).random((8, 8, 8, 1), "float32")
    network = networks.discriminator((8, 8, 1), Augmented(Convolutional(4, 8), RandomAffine()))
    plain = network(images, training=False)["logits"]
    assert not np.allclose(network(images, training=True)["logits"], plain)
