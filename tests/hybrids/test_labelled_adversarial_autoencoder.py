"""Labels and modes of the prior: which draws stand against which codes."""

import keras
import numpy as np
import pytest
from keras import ops
from small_models import remade

from kerasgen.errors import InputError
from kerasgen.formulas.priors import ModalPrior
from kerasgen.hybrids.labelled_adversarial_autoencoder import LabelledAdversarialAutoencoder
from kerasgen.networks import Dense

LABELS = np.array([3, -1, 0, -1, -1, 9] * 100)


class Places(ModalPrior):
    """Mode `k` is the point `(k, -k)`."""

    modes = 10

    def draw_of(self, mode, seed):
        mode = ops.cast(mode, "float32")
        return ops.stack([mode, -mode], axis=-1)


def small(**kwargs):
    keras.utils.set_random_seed(0)
    return LabelledAdversarialAutoencoder.from_data_shape((8, 8, 1), Dense((16,)), seed=0, **kwargs)


def drawn(model, labels=LABELS):
    x = ops.zeros((len(labels), 8, 8, 1))
    return np.array(model.drawn_beside((x, ops.convert_to_tensor(labels)), len(labels)))


def test_draws_are_of_the_mode_of_the_label_and_of_any_where_there_is_none():
    found, known = drawn(small(prior=Places())), LABELS >= 0
    np.testing.assert_array_equal(found[known, 0], LABELS[known])
    np.testing.assert_array_equal(found[known, 1], -LABELS[known])
    counts = np.bincount(found[~known, 0].astype(int), minlength=10)
    np.testing.assert_allclose(counts / 300, 0.1, atol=0.07)
    np.testing.assert_array_equal(found[:, 2:12], np.eye(11)[LABELS][:, :10])
    np.testing.assert_array_equal(found[:, 12], ~known)


def test_shares_of_classes_share_out_the_draws():
    shares = np.tile(np.float32([0.75, 0, 0.25, 0, 0, 0, 0, 0, 0, 0]), (2000, 1))
    counts = np.bincount(drawn(small(prior=Places()), shares)[:, 0].astype(int), minlength=10)
    np.testing.assert_allclose(counts / 2000, shares[0], atol=0.04)


def test_the_discriminator_sees_codes_beside_the_labels_of_their_examples():
    model = small(prior=Places())
    z, code = drawn(model)[:6], np.random.default_rng(0).random((6, 2), "float32")
    ((discriminator, real, fake),) = model.games(z, code)
    assert discriminator is model.discriminator
    np.testing.assert_array_equal(real, z)
    np.testing.assert_array_equal(fake[:, :2], code)
    np.testing.assert_array_equal(fake[:, 2:], z[:, 2:])


def test_a_class_is_generated_from_its_mode():
    model = small(prior=Places())
    expected = model.decode([[4.0, -4.0], [7.0, -7.0]])
    np.testing.assert_allclose(model.generate(2, seed=1, label=[4, 7]), expected, atol=1e-6)
    petals = small()
    np.testing.assert_array_equal(
        petals.generate(3, seed=1, label=2), petals.generate(3, seed=1, label=2)
    )
    assert not np.allclose(petals.generate(3, seed=1, label=2), petals.generate(3, seed=2, label=2))
    with pytest.raises(InputError, match="from 0 to 9, not 10"):
        model.generate(1, label=10)
    with pytest.raises(InputError, match=r"of shape \(3,\), not \(2,\)"):
        model.generate(3, label=[4, 7])


@pytest.mark.slow
def test_ten_labels_of_a_class_place_it(digits):
    """Of held-out digits most codes lie in the petal of their class; by chance a tenth would."""
    few = digits.with_labels(100, seed=0)
    keras.utils.set_random_seed(0)
    model = LabelledAdversarialAutoencoder.from_data_shape((8, 8, 1), Dense((256, 128)), seed=0)
    model.compile()
    batches = few.train.batches(64, seed=0, labelled_share=0.5, drop_remainder=True)
    model.fit(batches, epochs=80, verbose=0)
    x, y = model.encode(digits.test.as_floats()).T
    petal = np.round(np.arctan2(y, x) / (2 * np.pi / 10)).astype(int) % 10
    assert np.mean(petal == digits.test.labels) > 0.5


def test_priors_without_modes_or_of_other_classes_are_refused():
    with pytest.raises(ValueError, match="GaussianPrior has none"):
        remade(small(), prior="gaussian_prior")
    with pytest.raises(ValueError, match="`discriminator`"):
        small(prior="mixture_prior:3")
