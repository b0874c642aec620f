import keras
import numpy as np
import pytest

from kerasgen.networks.layers.corruptions import MaskingNoise, SaltAndPepperNoise, corruption_named

IMAGES = np.full((100, 1000), 0.5, "float32")
# Four standard deviations of a share among 100,000.
TOLERANCE = 4 * np.sqrt(0.25 / IMAGES.size)


def test_masking_sets_a_share_to_zero_and_keeps_the_others():
    found = np.array(MaskingNoise(0.3, seed=0)(IMAGES, training=True))
    assert set(np.unique(found)) == {0.0, 0.5}
    assert (found == 0).mean() == pytest.approx(0.3, abs=TOLERANCE)


def test_salt_and_pepper_sets_equal_shares_to_zero_and_one():
    found = np.array(SaltAndPepperNoise(0.4, seed=0)(IMAGES, training=True))
    for value, share in ((0.0, 0.2), (0.5, 0.6), (1.0, 0.2)):
        assert (found == value).mean() == pytest.approx(share, abs=TOLERANCE)


@pytest.mark.parametrize("name", ["masking", "gaussian", "salt_and_pepper"])
def test_corruption_acts_in_training_only_and_afresh(name):
    layer = corruption_named(name, 0.3)
    np.testing.assert_array_equal(layer(IMAGES), IMAGES)
    first, second = (np.array(layer(IMAGES, training=True)) for _ in range(2))
    assert not np.array_equal(first, IMAGES) and not np.array_equal(first, second)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()


def test_bad_corruptions_are_refused():
    with pytest.raises(ValueError, match="is a probability"):
        MaskingNoise(1.5)
    with pytest.raises(ValueError, match="there are masking, gaussian, salt_and_pepper"):
        corruption_named("dropout", 0.3)
