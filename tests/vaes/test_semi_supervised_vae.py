"""The bounds of M2 beside brute force, and their limits."""

import math

import keras
import numpy as np
import pytest
from keras import layers, ops

from kerasgen.networks import Dense
from kerasgen.vaes.conditional_vae import ConditionalVAE
from kerasgen.vaes.semi_supervised_vae import SemiSupervisedVAE

LABELS = np.array([3, -1, 0, -1, -1, 9])


def small(cls, **kwargs):
    """A model of three latents, each of which is always drawn at its mean."""
    keras.utils.set_random_seed(0)
    model = cls.from_data_shape((8, 8, 1), 3, Dense((16,)), seed=0, **kwargs)
    model.posterior_draw = lambda posterior, *samples: posterior["mean"]
    return model


def terms_of(model, x, labels):
    """Terms of the objective, arrays `(batch,)`, and what is logged of classes."""
    examples = model.labelled_examples((ops.convert_to_tensor(x), ops.convert_to_tensor(labels)))
    terms = {n: np.array(v) for n, v in model.objective(examples, training=False).items()}
    return terms, {name: float(value) for name, value in model.results().items()}


def bound_under(model, x, number):
    """`L(x, y)` `(batch,)` of one class, by itself."""
    label = ops.one_hot(np.full(len(x), number), 10)
    examples = {"data": ops.convert_to_tensor(x), "label": label}
    terms = ConditionalVAE.objective(model, examples, training=False)
    return np.array(terms["loss"]) + math.log(10)


def test_the_bounds_equal_brute_force(images):
    model, x = small(SemiSupervisedVAE, class_weight=0.7), images[:6]
    found = terms_of(model, x, LABELS)[0]["loss"]
    of_class = np.stack([bound_under(model, x, number) for number in range(10)])
    q = model.classify(x).astype("float64")
    for place, label in enumerate(LABELS):
        if label == -1:
            expected = sum(
                q[place, y] * (of_class[y, place] + np.log(q[place, y])) for y in range(10)
            )
        else:
            # The mean over the batch is to be that over its three labelled examples.
            expected = of_class[label, place] - 0.7 * np.log(q[place, label]) * 6 / 3
        assert found[place] == pytest.approx(expected, rel=1e-5)


def test_sure_of_its_class_an_example_is_as_if_it_were_labelled(images):
    model, x = small(SemiSupervisedVAE), images[:6]
    *_, kernel, bias = model.classifier.weights
    kernel.assign(0 * kernel)
    bias.assign(100.0 * np.eye(10)[7])
    terms, _ = terms_of(model, x, np.full(6, -1))
    np.testing.assert_allclose(terms["loss"], bound_under(model, x, 7), rtol=1e-5)
    np.testing.assert_allclose(terms["class_entropy"], 0.0, atol=1e-5)


def test_with_every_label_it_is_the_conditional_vae(images):
    hybrid, plain = small(SemiSupervisedVAE, class_weight=0.0), small(ConditionalVAE)
    labels = np.arange(6)
    for name in ("encoder", "decoder"):
        getattr(plain, name).set_weights(getattr(hybrid, name).get_weights())
    found, expected = (terms_of(model, images[:6], labels)[0] for model in (hybrid, plain))
    np.testing.assert_allclose(found["loss"], expected["loss"] + math.log(10), rtol=1e-5)
    for name in ("reconstruction_nll", "kl"):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-5)


def test_a_wrong_belief_about_a_labelled_example_is_all_that_its_label_costs(images):
    """The bound of a labelled example does not see the classifier; the cross-entropy does."""
    model, x, labels = small(SemiSupervisedVAE, class_weight=0.1), images[:6], np.full(6, 2)
    *_, kernel, bias = model.classifier.weights
    kernel.assign(0 * kernel)
    losses = []
    for sure in (0.0, 5.0):
        bias.assign(sure * np.eye(10)[8])
        losses.append(terms_of(model, x, labels)[0]["loss"])
    # -log q(2): log 10, and log(9 + e^5).
    further = 0.1 * (math.log(9 + math.exp(5)) - math.log(10))
    np.testing.assert_allclose(losses[1] - losses[0], further, rtol=1e-3)


def test_the_bound_is_below_the_likelihood_and_reaches_it():
    """`x | y, z ~ N(a_y + b z, 1)`: `x` is a mixture of `N(a_y, 1 + b^2)`, all posteriors known."""
    a, b, count = np.array([-2.0, 1.0]), 0.8, 4000
    variance = 1 / (1 + b**2)

    def model_with(spread):
        data, label = keras.Input((1,), name="data"), keras.Input((2,), name="label")
        exact = {"data": data, "label": label}
        mean = (data - ops.matmul(label, a[:, None].astype("float32"))) * (b * variance)
        log_var = ops.zeros_like(mean) + math.log(spread * variance)
        encoder = keras.Model(exact, {"mean": mean, "log_var": log_var})
        latents, told = keras.Input((1,), name="latents"), keras.Input((2,), name="label")
        made = b * latents + ops.matmul(told, a[:, None].astype("float32"))
        decoder = keras.Model({"latents": latents, "label": told}, {"mean": made})
        x = keras.Input((1,))
        # log N(x; a_1, s) - log N(x; a_0, s) with s = 1 + b^2 is linear in x.
        slope, middle = (a[1] - a[0]) * variance, a.mean()
        logit = layers.Rescaling(slope, -slope * middle)(x)
        classes = keras.Model(x, layers.Concatenate()([ops.zeros_like(logit), logit]))
        return SemiSupervisedVAE(encoder, decoder, classes, likelihood="gaussian:1.0", seed=0)

    for x in (-3.0, -0.3, 2.0):
        examples = np.full((count, 1), x, "float32")
        densities = np.exp(-0.5 * (x - a) ** 2 * variance) / math.sqrt(2 * math.pi / variance)
        log_likelihood = math.log(densities.mean())
        exact, loose = (
            -terms_of(model_with(spread), examples, np.full(count, -1))[0]["loss"].mean()
            for spread in (1.0, 2.0)
        )
        assert exact == pytest.approx(log_likelihood, abs=0.04)  # three standard errors
        # KL(N(m, 2 v) || N(m, v)) = (1 - log 2) / 2.
        assert loose == pytest.approx(log_likelihood - 0.5 * (1 - math.log(2)), abs=0.08)


def test_a_classifier_of_other_classes_is_refused():
    model = small(SemiSupervisedVAE)
    with pytest.raises(ValueError, match="class_logits"):
        SemiSupervisedVAE(
            model.encoder, model.decoder, small(SemiSupervisedVAE, classes=3).classifier
        )


@pytest.mark.slow
def test_what_is_not_labelled_helps(digits):
    """Thirty labels of digits: the cross-entropy by itself, and with all other digits beside."""
    few = digits.with_labels(30, seed=0)
    errors = []
    for train in (few.train.labelled(), few.train):
        keras.utils.set_random_seed(0)
        model = SemiSupervisedVAE.from_data_shape((8, 8, 1), 8, Dense((64,)), seed=0)
        model.compile(optimizer=keras.optimizers.Adam(3e-3))
        model.fit(train.batches(64, seed=0, labelled_share=0.25), epochs=60, verbose=0)
        classes = model.classify(digits.test.as_floats()).argmax(axis=1)
        errors.append(np.mean(classes != digits.test.labels))
    assert errors[1] < 0.8 * errors[0], errors
