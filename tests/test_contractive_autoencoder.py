"""The contractive autoencoder beyond the contract."""

import keras
import numpy as np
import pytest

from kerasgen.autoencoders.contractive_autoencoder import ContractiveAutoencoder
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


def test_contraction_shrinks_the_jacobian(digits):
    norms = []
    for weight in (0.0, 1.0):
        contractive = model(weight)
        contractive.compile(optimizer=keras.optimizers.Adam(3e-3))
        history = contractive.fit(digits.train.as_floats(), batch_size=64, epochs=15, verbose=0)
        norms.append(history.history["jacobian_norm"][-1])
    assert norms[1] < 0.5 * norms[0]
