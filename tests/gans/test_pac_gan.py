"""What holds for packed discriminators beyond the contract."""

import numpy as np
import pytest
from keras import ops

from kerasgen.formulas.gradient_penalties import R1
from kerasgen.gans.gan import GAN
from kerasgen.gans.pac_gan import PacGAN
from kerasgen.networks import Dense


def small(data_shape=(2,), pack=2, **kwargs):
    return PacGAN.from_data_shape(data_shape, 4, Dense((8,)), pack=pack, seed=0, **kwargs)


def test_packs_are_neighbours_joined_along_the_last_axis():
    x = np.arange(10, dtype="float32").reshape(5, 2)
    packs = small().packed(ops.convert_to_tensor(x))
    # The first example fills up the last pack.
    np.testing.assert_array_equal(packs, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 0, 1]])
    images = np.random.default_rng(0).random((4, 8, 8, 3), "float32")
    packs = np.array(small((8, 8, 3)).packed(ops.convert_to_tensor(images)))
    np.testing.assert_array_equal(packs[1], np.concatenate([images[2], images[3]], axis=-1))


def test_packs_of_one_are_a_gan(images):
    packed = small((8, 8, 1), pack=1)
    plain = GAN(packed.generator, packed.discriminator, seed=0)
    losses = []
    for model in (packed, plain):
        model.compile()
        losses.append(model.evaluate(images, batch_size=64, verbose=0, return_dict=True))
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)


def test_the_output_for_a_pack_is_that_for_each_of_its_examples():
    model = small()
    x = ops.convert_to_tensor(np.random.default_rng(0).random((5, 2), "float32"))
    outputs = np.array(model.outputs(x, training=False)["logits"])
    assert outputs.shape == (5, 1)
    assert outputs[0] == outputs[1] and outputs[2] == outputs[3] != outputs[4]


def test_a_penalty_is_on_the_slope_of_one_output():
    """Of a pack's output `w . x` each example has its share of `w`."""
    model = PacGAN.from_data_shape((2,), 4, Dense(()), pack=2, penalties=[R1(2.0)], seed=0)
    weight = model.discriminator.get_layer("logits").get_weights()[0][:, 0]
    x = ops.convert_to_tensor(np.random.default_rng(0).random((4, 2), "float32"))
    expected = [np.square(weight[:2]).sum(), np.square(weight[2:]).sum()] * 2
    np.testing.assert_allclose(model.penalty(x, x, training=True), expected, rtol=1e-5)


def test_other_packs_are_refused():
    packed = small(pack=2)
    with pytest.raises(ValueError, match=r"packs of 3, must have shape \(6,\), not \(4,\)"):
        PacGAN(packed.generator, packed.discriminator, pack=3)
