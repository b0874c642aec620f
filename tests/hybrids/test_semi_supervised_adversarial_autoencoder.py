"""Class and style: what is coded, what is drawn, and which game sees which part."""

import keras
import numpy as np
import pytest
from keras import ops

from kerasgen.formulas.priors import Prior
from kerasgen.hybrids.semi_supervised_adversarial_autoencoder import (
    SemiSupervisedAdversarialAutoencoder,
)
from kerasgen.networks import Dense, discriminator


class Halves(Prior):
    def draw(self, count, latent_dim, seed):
        return 0.5 * ops.ones((count, latent_dim))


def small(**kwargs):
    keras.utils.set_random_seed(0)
    return SemiSupervisedAdversarialAutoencoder.from_data_shape(
        (8, 8, 1), 3, Dense((16,)), seed=0, **kwargs
    )


def test_the_code_is_the_style_and_the_probabilities_of_classes(images):
    model = small()
    heads = model.encoder(images[:6])
    codes = model.encode(images[:6])
    np.testing.assert_allclose(codes[:, :3], heads["latents"], atol=1e-6)
    np.testing.assert_allclose(codes[:, 3:], model.classify(images[:6]), atol=1e-6)


def test_a_class_is_generated_from_its_one_hot_and_a_style_of_the_prior():
    model = small(prior=Halves())
    expected = model.decode([[0.5] * 3 + list(np.eye(10)[number]) for number in (4, 7)])
    np.testing.assert_allclose(model.generate(2, seed=1, label=[4, 7]), expected, atol=1e-6)
    drawn = np.array(model.prior_draw(2000, (1, 0)))
    np.testing.assert_array_equal(drawn[:, :3], np.full((2000, 3), 0.5))
    assert set(np.unique(drawn[:, 3:])) == {0.0, 1.0}
    np.testing.assert_allclose(drawn[:, 3:].mean(axis=0), 0.1, atol=0.03)


def test_a_class_says_nothing_of_the_style():
    """Ten petals as the prior of styles: each of them as often beside each class."""
    keras.utils.set_random_seed(0)
    model = SemiSupervisedAdversarialAutoencoder.from_data_shape(
        (8, 8, 1), 2, Dense((16,)), prior="mixture_prior", seed=0
    )
    drawn = {name: np.array(value) for name, value in model.prior_inputs(40_000, (1, 0)).items()}
    x, y = drawn["latents"].T
    petal = np.round(np.arctan2(y, x) / (2 * np.pi / 10)).astype(int) % 10
    counts = np.zeros((10, 10))
    np.add.at(counts, (petal, drawn["label"]), 1)
    # Six standard errors of a hundredth.
    np.testing.assert_allclose(counts / 40_000, 0.01, atol=0.003)


def flat(network, slopes, constant=0.0):
    """A discriminator without hidden layers whose logit is linear."""
    for variable, value in zip(network.weights, (np.reshape(slopes, (-1, 1)), [constant])):
        variable.assign(value)
    return network


def test_each_game_sees_its_part():
    """Logits of style 2 s_0 and of class p_0: the losses of both, by hand."""
    model = small()
    model.discriminator = flat(discriminator((3,), Dense(())), [2.0, 0, 0])
    model.class_discriminator = flat(discriminator((10,), Dense(())), [1.0] + [0] * 9)
    z = np.float32([[1.0, 9, 9, *np.eye(10)[0]]])
    code = np.float32([[-0.5, 9, 9, 0.25, 0.75, *[0] * 8]])

    def softplus(x):
        return np.log1p(np.exp(x))

    of_discriminators = softplus(-2.0) + softplus(-1.0) + softplus(-1.0) + softplus(0.25)
    found = model.discriminator_loss(z, code, training=False)
    assert float(found[0]) == pytest.approx(of_discriminators, rel=1e-5)
    of_encoder = softplus(1.0) + softplus(-0.25)
    found = model.encoder_loss(z, code, training=False)
    assert float(found[0]) == pytest.approx(of_encoder, rel=1e-5)


def test_codes_that_have_their_priors_are_worth_log_4_in_each_game():
    model = small()
    model.discriminator = flat(discriminator((3,), Dense(())), [0.0] * 3)
    model.class_discriminator = flat(discriminator((10,), Dense(())), [0.0] * 10)
    z = model.prior_draw(6, (1, 0))
    losses = np.array(model.discriminator_loss(z, z, training=False))
    assert losses == pytest.approx(2 * np.log(4))


def test_a_class_discriminator_of_other_classes_is_refused():
    model = small()
    with pytest.raises(ValueError, match=r"What `class_discriminator` takes .*\(10,\)"):
        SemiSupervisedAdversarialAutoencoder(
            model.encoder, model.decoder, model.discriminator, discriminator((3,))
        )
