"""The game of K classes and one more, beside brute force."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from kerasgen.gans.semi_supervised_gan import SemiSupervisedGAN
from kerasgen.networks import Dense, NoisyDense

LABELS = np.array([3, -1, 0, -1, -1, 9])


def small(**kwargs):
    keras.utils.set_random_seed(0)
    return SemiSupervisedGAN.from_data_shape((8, 8, 1), 4, Dense((16,)), seed=0, **kwargs)


def batch(model, x, labels):
    return model.examples((ops.convert_to_tensor(x), ops.convert_to_tensor(labels)))


def log_softmax(logits):
    logits = np.array(logits, "float64")
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))


def test_the_discriminator_has_one_more_class_whose_logit_is_0(images):
    """-log p(y | x, real), -log p(not generated) and -log p(generated), of K + 1 classes."""
    model = small(class_weight=0.7)
    x = batch(model, images[:6], LABELS)
    fake = model.generated(model.noise_for(x), training=False)
    found = np.mean(model.discriminator_loss(x, fake, training=False))
    real, made = (
        log_softmax(np.pad(model.discriminator(e["data"])["class_logits"], ((0, 0), (0, 1))))
        for e in (x, fake)
    )
    known = LABELS >= 0
    of_label = real[known, LABELS[known]] - np.log(np.exp(real[known, :10]).sum(axis=1))
    data = np.log(np.exp(real[~known, :10]).sum(axis=1))
    # Of pairs with the examples that are not labelled.
    generated = made[~known, 10]
    expected = -0.7 * of_label.mean() - 0.5 * (data.mean() + generated.mean())
    assert found == pytest.approx(expected, rel=1e-5)


def test_labelled_examples_count_as_data_where_there_are_no_others(images):
    model = small(class_weight=0.0)
    x = batch(model, images[:6], np.arange(6))
    fake = model.generated(model.noise_for(x), training=False)
    real, made = (np.array(model.discriminator(e["data"])["logits"]) for e in (x, fake))
    expected = 0.5 * (np.log1p(np.exp(-real)) + np.log1p(np.exp(made))).mean()
    assert np.mean(model.discriminator_loss(x, fake, training=False)) == pytest.approx(
        expected, rel=1e-5
    )


def with_features_of_the_data():
    """A discriminator whose features are twice the data, two numbers."""
    data = keras.Input((2,))
    outputs = {"class_logits": layers.Dense(3)(data), "features": 2.0 * data}
    latents = keras.Input((1,))
    generator = keras.Model(latents, layers.Dense(2)(latents))
    return SemiSupervisedGAN(generator, keras.Model(data, outputs))


def test_the_generator_matches_the_mean_features_of_what_is_not_labelled():
    model = with_features_of_the_data()
    data = np.float32([[9.0, 9.0], [1.0, 0.0], [3.0, 2.0]])
    x = batch(model, data, np.array([1, -1, -1]))
    fake = {"data": ops.convert_to_tensor(np.float32([[1.0, 0.0], [1.0, 1.0], [1.0, 5.0]]))}
    # Means of features: (4, 2) and (2, 4); the mean square of their difference.
    assert np.array(model.generator_loss(x, fake, training=False)) == pytest.approx(4.0)
    x = batch(model, data, np.array([1, 0, 2]))
    fake = {"data": ops.convert_to_tensor(data[::-1].copy())}
    assert np.array(model.generator_loss(x, fake, training=False)) == pytest.approx(0.0)


def test_noise_is_uniform_from_0_to_1():
    z = np.array(small().prior_draw(2000, (1, 0)))
    assert z.min() >= 0 and z.max() <= 1
    assert z.std() == pytest.approx(12**-0.5, abs=0.01)


def test_only_the_last_layer_learns_the_length_of_its_weights():
    names = [v.path for v in small().discriminator.trainable_variables if v.name == "scale"]
    assert names == ["class_logits/scale"]


def test_units_are_noisy_in_training_only(images):
    model = small(discriminator_architecture=NoisyDense((16, 16)))
    runs = [model.discriminator(images, training=t)["class_logits"] for t in (True, True, False)]
    assert np.abs(runs[0] - runs[1]).min() > 0
    np.testing.assert_array_equal(runs[2], model.discriminator(images)["class_logits"])


def test_what_ships_is_the_mean_of_weights_where_it_is_kept(images):
    model = small()
    averaging = keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.5)
    model.compile(discriminator_optimizer=averaging)
    model.fit(images, np.resize(LABELS, len(images)), batch_size=16, epochs=2, verbose=0)
    logits = model.discriminator(images)["class_logits"]
    assert np.abs(np.log(model.classify(images)) - log_softmax(logits)).max() > 1e-3
