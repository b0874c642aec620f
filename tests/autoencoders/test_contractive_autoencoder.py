"""The contractive autoencoder beyond the contract."""

import keras
import numpy as np
import pytest

from kerasgen.autoencoders.contractive_autoencoder import ContractiveAutoencoder
from kerasgen.autoencoders.higher_order_contractive_autoencoder import (
    HigherOrderContractiveAutoencoder,
)
from kerasgen.networks import SINGLE_LAYER


def model(weight, jacobian="closed_form_jacobian"):
    keras.utils.set_random_seed(0)
    return ContractiveAutoencoder.from_data_shape(
        (8, 8, 1), 32, SINGLE_LAYER, code_activation="sigmoid", tied=True,
        contraction_weight=weight, jacobian=jacobian, seed=0,
    )  # fmt: skip


def test_the_loss_is_the_weighted_sum(images):
    contractive = model(0.3)
    contractive.compile()
    found = contractive.evaluate(images, verbose=0, return_dict=True)
    expected = found["reconstruction_nll"] + 0.3 * found["jacobian_norm"]
    assert found["loss"] == pytest.approx(expected, rel=1e-6)


def test_closed_form_and_exact_jacobian_train_to_the_same_weights(images):
    trained = []
    for jacobian in ("closed_form_jacobian", "exact_jacobian"):
        contractive = model(0.3, jacobian)
        contractive.compile(optimizer=keras.optimizers.SGD(0.01))
        contractive.fit(images, batch_size=16, epochs=2, shuffle=False, verbose=0)
        trained.append(contractive.get_weights())
    for one, other in zip(*trained):
        np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.slow
def test_contraction_shrinks_the_jacobian(digits):
    norms = []
    for weight in (0.0, 1.0):
        contractive = model(weight)
        contractive.compile(optimizer=keras.optimizers.Adam(3e-3))
        history = contractive.fit(digits.train.as_floats(), batch_size=64, epochs=15, verbose=0)
        norms.append(history.history["jacobian_norm"][-1])
    assert norms[1] < 0.5 * norms[0]


def higher_order(cls=HigherOrderContractiveAutoencoder, activation="sigmoid", **kwargs):
    keras.utils.set_random_seed(0)
    model = cls.from_data_shape(
        (8, 8, 1), 32, SINGLE_LAYER, code_activation=activation, seed=0, **kwargs
    )
    model.compile()
    return model


def test_small_noise_measures_the_hessian(images):
    """Of a unit `s(w.x + b)` the Hessian is `s'' w w^T`; its squared norm `s''^2 |w|^4`."""
    model = higher_order(noise_scale=1e-2)
    kernel, bias = model.encoder.get_layer("latents").get_weights()
    h = 1 / (1 + np.exp(-(images.reshape(64, 64) @ kernel + bias)))
    second = h * (1 - h) * (1 - 2 * h)
    hessian = (second**2 @ (np.square(kernel).sum(axis=0) ** 2)).mean()
    found = model.evaluate(np.tile(images, (40, 1, 1, 1)), verbose=0, return_dict=True)
    # 2,560 draws of a sum of squares in 32 directions.
    assert found["curvature"] / 1e-4 == pytest.approx(hessian, rel=0.05)


def test_a_linear_encoder_has_no_curvature(images):
    model = higher_order(activation="linear")
    assert model.evaluate(images, verbose=0, return_dict=True)["curvature"] == 0


def test_both_jacobians_of_an_estimated_curvature_are_of_one_projection(images):
    """Of a linear encoder they are one: other signs for each would give a difference."""
    model = higher_order(activation="linear", jacobian="hutchinson_jacobian:2")
    x = keras.ops.convert_to_tensor(images)
    curvature = model.objective(x, x, training=True)["curvature"]
    np.testing.assert_allclose(curvature, 0.0, atol=1e-10)


def test_the_noise_has_the_scale_that_is_asked_for():
    found = []
    for scale in (0.01, 0.02):
        model = higher_order(noise_scale=scale)
        model.seed_generator.state.assign([0, 0])
        x = 0.3 * keras.ops.ones((50, 8, 8, 1))
        found.append(np.mean(model.objective(x, x, training=True)["curvature"]))
    # The same noise twice: differences of slopes, squared, are four times as large.
    assert found[1] / found[0] == pytest.approx(4, rel=0.02)


def test_the_higher_order_loss_is_the_weighted_sum(images):
    found = higher_order(contraction_weight=0.3, curvature_weight=0.7).evaluate(
        images, verbose=0, return_dict=True
    )
    expected = found["reconstruction_nll"] + 0.3 * found["jacobian_norm"] + 0.7 * found["curvature"]
    assert found["loss"] == pytest.approx(expected, rel=1e-6)


@pytest.mark.slow
def test_curvature_is_what_its_weight_shrinks(digits):
    curvatures = []
    for weight in (0.0, 1.0):
        model = higher_order(
            contraction_weight=0.0, curvature_weight=weight, jacobian="closed_form_jacobian"
        )
        model.compile(optimizer=keras.optimizers.Adam(3e-3))
        history = model.fit(digits.train.as_floats(), batch_size=64, epochs=15, verbose=0)
        curvatures.append(history.history["curvature"][-1])
    assert curvatures[1] < 0.5 * curvatures[0]
