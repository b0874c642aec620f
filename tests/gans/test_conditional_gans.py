"""What holds for GANs with classes and codes beyond the contract."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from kerasgen import networks
from kerasgen.core.latent_codes import CategoricalCode, GaussianCode, UniformCode
from kerasgen.gans.ac_gan import ACGAN
from kerasgen.gans.conditional_gan import ConditionalGAN
from kerasgen.gans.gan import GAN
from kerasgen.gans.info_gan import InfoGAN
from kerasgen.networks import Dense


def small(cls, **kwargs):
    return cls.from_data_shape((8, 8, 1), latent_dim=4, architecture=Dense((16,)), seed=0, **kwargs)


def test_training_without_labels_says_what_to_do(images):
    model = small(ConditionalGAN)
    model.compile()
    with pytest.raises(ValueError, match="needs labels"):
        model.fit(images, verbose=0)


@pytest.mark.parametrize("cls", [ConditionalGAN, ACGAN])
def test_a_label_is_what_is_generated(cls):
    model = small(cls, classes=3)
    one, two = (model.generate(5, seed=1, label=label) for label in (1, 2))
    assert not np.array_equal(one, two)
    mixed = model.generate(5, seed=1, label=[1, 2, 1, 2, 2])
    np.testing.assert_allclose(mixed[[0, 2]], one[[0, 2]], atol=1e-6)
    np.testing.assert_allclose(mixed[[1, 3, 4]], two[[1, 3, 4]], atol=1e-6)
    for label in (3, -1, 0.5):
        with pytest.raises(ValueError, match="from 0 to 2"):
            model.generate(5, label=label)
    with pytest.raises(ValueError, match="it knows label"):
        model.generate(5, style=1)


def test_labels_are_drawn_each_as_often():
    drawn = np.array(small(ConditionalGAN, classes=4).prior_inputs(8000, (3, 0))["label"])
    counts = np.bincount(drawn, minlength=4)
    # Four standard deviations of a binomial count.
    np.testing.assert_allclose(counts, 2000, atol=4 * math.sqrt(8000 * 0.25 * 0.75))


@pytest.mark.parametrize(
    "build", [networks.projection_discriminator, networks.concatenation_discriminator]
)
def test_a_discriminator_learns_which_class_belongs_to_which_data(build):
    """Data are their class; what is generated has a random one."""
    keras.utils.set_random_seed(0)
    discriminator = build((1,), 2, Dense((16,)))
    model = ConditionalGAN(
        networks.generator((1,), 1, Dense((4,)), "linear", {"label": 2}), discriminator, seed=0
    )
    labels = np.arange(4000) % 2
    x = (2.0 * labels[:, None] - 1.0).astype("float32")
    still = keras.optimizers.SGD(0.0)
    model.compile(discriminator_optimizer=keras.optimizers.Adam(1e-2), generator_optimizer=still)
    model.fit(x, labels, batch_size=100, epochs=4, verbose=0)
    right, wrong = (
        np.array(
            discriminator({"data": x[:2], "label": np.eye(2, dtype="float32")[order]})["logits"]
        )
        for order in ([0, 1], [1, 0])
    )
    assert (right > wrong + 2.0).all()


def test_projection_by_hand():
    discriminator = networks.projection_discriminator((3,), 2, Dense(()))
    of_data, embedding = (discriminator.get_layer(name) for name in ("of_data", "embedding"))
    x = np.random.default_rng(0).random((2, 3), "float32")
    found = discriminator({"data": x, "label": np.eye(2, dtype="float32")})["logits"]
    weight, bias = of_data.get_weights()
    vectors = embedding.get_weights()[0]
    expected = x @ weight + bias + (x * vectors).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_an_auxiliary_classifier_adds_its_cross_entropies(images):
    labels = np.arange(len(images)) % 10
    found = []
    for weight in (0.0, 1.0):
        model = small(ACGAN, class_weight=weight)
        for layer in ("class_logits", "logits"):  # both say nothing: log 10 and log 2
            head = model.discriminator.get_layer(layer)
            head.set_weights([np.zeros_like(w) for w in head.get_weights()])
        model.compile()
        found.append(model.evaluate(images, labels, verbose=0, return_dict=True))
    without, with_classes = found
    assert without["discriminator_loss"] == pytest.approx(math.log(4))
    assert without["generator_loss"] == pytest.approx(math.log(2))
    assert with_classes["discriminator_loss"] == pytest.approx(math.log(4) + 2 * math.log(10))
    assert with_classes["generator_loss"] == pytest.approx(math.log(2) + math.log(10))


def test_the_classifier_of_both_kinds_of_examples_is_asked_about_their_own():
    """Sure and right about data, at a loss about what is generated: log 10 of the latter alone."""
    model = small(ACGAN, class_weight=2.0)
    model.outputs = lambda batch, training: {
        "logits": ops.zeros((1, 1)), "class_logits": batch["says"],
    }  # fmt: skip
    label, other = np.eye(10, dtype="float32")[:2, None]
    x = {"label": label, "says": 50 * label}
    fake = {"label": other, "says": 0 * other}
    found = model.discriminator_loss(x, fake, training=False)
    assert float(found[0]) == pytest.approx(math.log(4) + 2 * math.log(10), rel=1e-5)
    found = model.generator_loss(x, fake, training=False)
    assert float(found[0]) == pytest.approx(math.log(2) + 2 * math.log(10), rel=1e-5)
    fake = {"label": other, "says": 50 * other}
    found = model.generator_loss(x, fake, training=False)
    assert float(found[0]) == pytest.approx(math.log(2), rel=1e-5)


@pytest.mark.parametrize("cls", [ConditionalGAN, ACGAN])
def test_generated_examples_have_the_classes_of_the_data(cls, images):
    model = small(cls)
    labels = np.array([3, 1, 4, 1, 5])
    x = model.examples((images[:5], labels))
    fake = model.generated(model.noise_for(x), training=False)
    np.testing.assert_array_equal(np.argmax(x["label"], axis=1), labels)
    np.testing.assert_array_equal(fake["label"], x["label"])


def test_labels_say_nothing_of_the_noise():
    drawn = small(ConditionalGAN, classes=3).prior_inputs(9000, (3, 0))
    columns = np.column_stack([drawn["latents"], drawn["label"]])
    # Four standard errors of a correlation.
    np.testing.assert_allclose(np.corrcoef(columns.T)[-1, :-1], 0, atol=4 / 9000**0.5)


def info_gan_of_known_outputs(**weights):
    """A game whose logits are 0, so that its source costs log 4 and log 2 nats."""
    model = small(InfoGAN, **weights)
    outputs = model.outputs
    model.outputs = lambda x, training: {
        **outputs(x, training), "logits": ops.zeros((len(x["data"]), 1)),
    }  # fmt: skip
    return model


def test_both_players_minimise_each_kind_of_code_with_its_own_weight(images):
    model = info_gan_of_known_outputs(categorical_weight=3.0, continuous_weight=0.5)
    x = {"data": ops.convert_to_tensor(images[:6])}
    fake = model.generated(model.noise_for(x), training=False)
    read = model.recognition(model.discriminator(fake["data"])["features"])
    softmax = ops.log_softmax(read["c1"])
    categorical = -ops.sum(softmax * fake["c1"], axis=1)
    squares = sum(ops.square(read[name] - fake[name])[:, 0] for name in ("c2", "c3"))
    continuous = 0.5 * squares + math.log(2 * math.pi)
    expected = 3.0 * categorical + 0.5 * continuous
    found = model.discriminator_loss(x, fake, training=False)
    np.testing.assert_allclose(found, math.log(4) + expected, rtol=1e-5)
    found = model.generator_loss(x, fake, training=False)
    np.testing.assert_allclose(found, math.log(2) + expected, rtol=1e-5)


def test_codes_move_the_features_that_they_are_read_from(images):
    model = info_gan_of_known_outputs()
    x = {"data": ops.convert_to_tensor(images[:6])}
    fake = model.generated(model.noise_for(x), training=True)
    with tf.GradientTape() as tape:
        loss = model.discriminator_loss(x, fake, training=True)
    first = model.discriminator.trainable_variables[0]
    assert np.abs(tape.gradient(loss, first)).max() > 0


def test_noise_and_codes_are_uniform_and_independent_of_one_another():
    model = small(InfoGAN)
    drawn = {name: np.array(v) for name, v in model.prior_inputs(20_000, (5, 0)).items()}
    columns = np.column_stack([drawn[name] for name in ("latents", "c2", "c3", "c1")])
    # Four standard errors of a correlation.
    correlations = np.corrcoef(columns.T) - np.eye(7)
    np.testing.assert_allclose(correlations, 0, atol=4 / 20_000**0.5)
    uniform = columns[:, :6]
    assert -1 <= uniform.min() < -0.999 and 0.999 < uniform.max() <= 1
    np.testing.assert_allclose(uniform.mean(axis=0), 0, atol=4 / (3 * 20_000) ** 0.5)


def test_codes_by_hand():
    category = CategoricalCode(4)
    np.testing.assert_array_equal(category.encode(np.array([2])), [[0, 0, 1, 0]])
    logits = np.log([[0.1, 0.2, 0.3, 0.4]])
    assert float(category.nll([[0, 0, 1.0, 0]], logits)[0]) == pytest.approx(-math.log(0.3))
    np.testing.assert_allclose(category.decode(logits), [[0.1, 0.2, 0.3, 0.4]], rtol=1e-5)
    expected = 0.5 * (0.25 + 1.0) + math.log(2 * math.pi)
    assert float(UniformCode(2).nll([[0.5, 0.0]], [[0.0, 1.0]])[0]) == pytest.approx(expected)
    assert GaussianCode(2).entropy == pytest.approx(math.log(2 * math.pi * math.e))


def test_codes_have_the_moments_of_their_distributions():
    draws = [np.array(code.draw(50_000, (1, 2))) for code in (UniformCode(2), GaussianCode(2))]
    for drawn, variance in zip(draws, (1 / 3, 1.0)):
        # Four standard errors of a mean and a variance of 50,000.
        assert drawn.mean(axis=0) == pytest.approx([0, 0], abs=0.018)
        assert drawn.var(axis=0) == pytest.approx([variance] * 2, abs=0.026)
    assert np.abs(draws[0]).max() <= 1


def test_information_is_the_entropy_of_a_code_that_is_read_and_nothing_of_one_that_is_not():
    model = small(InfoGAN)
    count = 100
    drawn = model.prior_inputs(count, (1, 0))
    fake = {**model.encoded(drawn), "data": ops.zeros((count, 8, 8, 1))}
    for sharpness, expected in ((0.0, 0.0), (50.0, math.log(10))):
        read = {name: fake[name] for name in ("c2", "c3")} | {"c1": sharpness * fake["c1"]}
        model.recognition = lambda features, training, read=read: read
        nlls = model.code_nlls(ops.zeros((count, 16)), fake, training=False)
        assert np.mean(model.entropy() - nlls["categorical"]) == pytest.approx(expected, abs=1e-4)
        assert np.mean(nlls["continuous"]) == pytest.approx(math.log(2 * math.pi))


def test_without_weight_on_its_codes_it_is_a_gan(images):
    model = small(InfoGAN, categorical_weight=0.0, continuous_weight=0.0)
    fake = model.generated(model.noise_for({"data": images}), training=False)
    plain = GAN(small(GAN).generator, model.discriminator, seed=0)
    found = model.discriminator_loss({"data": images}, fake, training=False)
    np.testing.assert_allclose(
        found, plain.discriminator_loss(images, fake["data"], False), rtol=1e-5
    )


@pytest.mark.slow
def test_codes_come_to_be_read(digits):
    """Two of three nats within seconds: without the term it stays near nothing."""
    information = {}
    for weight in (0.0, 1.0):
        keras.utils.set_random_seed(0)
        model = InfoGAN.from_data_shape(
            (8, 8, 1), 8, Dense((64,)), seed=0, categorical_weight=weight,
            codes={"kind": CategoricalCode(10), "style": UniformCode(2)},
        )  # fmt: skip
        model.compile(jit_compile=True)
        batches = digits.train.batches(64, seed=0, drop_remainder=True)
        history = model.fit(batches, epochs=12, verbose=0).history
        information[weight] = history["mutual_information"][-1]
    assert information[1.0] > 1.8
    assert information[0.0] < 0.5
    recognised = model.recognise(model.generate(400, seed=0, kind=3, style=[0.5, 0.5]))
    assert (recognised["kind"].argmax(axis=1) == 3).mean() > 0.7
    assert recognised["style"].shape == (400, 2)
