"""Sparse and k-sparse autoencoders beyond the contract."""

import keras
import numpy as np
import pytest

from kerasgen.autoencoders.k_sparse_autoencoder import KSparseAutoencoder
from kerasgen.autoencoders.sparse_autoencoder import SparseAutoencoder
from kerasgen.formulas.sparsity import LaplacePrior, TargetActivation


def losses(model, images):
    model.compile()
    return model.evaluate(images, batch_size=64, verbose=0, return_dict=True)


def test_laplace_penalty_is_the_l1_norm_of_the_code(images):
    model = SparseAutoencoder.from_data_shape((8, 8, 1), 20, sparsity=LaplacePrior(0.5), seed=0)
    found = losses(model, images)
    norm = np.abs(model.encode(images)).sum(axis=1).mean()
    assert found["sparsity_penalty"] == pytest.approx(norm / 0.5 + 20 * np.log(1.0), rel=1e-5)
    assert found["loss"] == pytest.approx(found["reconstruction_nll"] + found["sparsity_penalty"])


@pytest.mark.slow
def test_a_narrower_laplace_prior_silences_more_units(digits):
    images, active = digits.train.as_floats(), []
    for scale in (10.0, 0.5):
        model = SparseAutoencoder.from_data_shape((8, 8, 1), 64, sparsity=LaplacePrior(scale))
        model.compile(optimizer=keras.optimizers.Adam(3e-3, weight_decay=0.01))
        model.fit(images, batch_size=64, epochs=20, verbose=0)
        active.append((model.encode(images) > 0).mean())
    assert active[1] < 0.5 * active[0]


@pytest.mark.slow
def test_units_are_drawn_to_their_target_rate(digits):
    images = digits.train.as_floats()
    sparsity = TargetActivation(0.1, weight=3.0)
    model = SparseAutoencoder.from_data_shape((8, 8, 1), 64, sparsity=sparsity, seed=0)
    model.compile(optimizer=keras.optimizers.Adam(3e-3))
    model.fit(images, batch_size=64, epochs=40, verbose=0)
    assert abs(model.encode(images).mean() - 0.1) <= 0.02


def k_sparse():
    return KSparseAutoencoder.from_data_shape((8, 8, 1), 40, active_units=3, seed=0)


def test_exactly_k_units_are_active_before_and_after_training(images):
    model = k_sparse()
    for _ in range(2):
        np.testing.assert_array_equal((model.encode(images) != 0).sum(axis=1), 3)
        model.compile()
        model.fit(images, epochs=2, verbose=0)


def test_units_that_are_not_kept_learn_nothing(images):
    model = k_sparse()
    model.compile(optimizer=keras.optimizers.SGD(0.01))
    kept = (model.encode(images[:1]) != 0)[0]
    kernel = model.encoder.get_layer("latents").kernel
    before = kernel.numpy()
    model.fit(images[:1], batch_size=1, verbose=0)
    moved = (kernel.numpy() != before).any(axis=0)
    np.testing.assert_array_equal(moved, kept)


def test_k_out_of_range_is_refused():
    with pytest.raises(ValueError, match="from 1 to 4"):
        KSparseAutoencoder.from_data_shape((8, 8, 1), 4, active_units=5)
