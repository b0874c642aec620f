import keras
import numpy as np
from scipy import stats
from scipy.special import rel_entr

from kerasgen.formulas import sparsity


def test_laplace_prior_is_the_laplace_density():
    codes = np.array([[0.0, -1.5, 2.0], [0.3, 0.0, 0.0]], "float32")
    expected = -stats.laplace(scale=0.7).logpdf(codes).sum(axis=1)
    np.testing.assert_allclose(sparsity.LaplacePrior(0.7)(codes), expected, rtol=1e-6)


def test_target_activation_is_the_divergence_of_the_mean_rates():
    codes = np.array([[0.2, 0.8], [0.4, 0.0]], "float32")  # mean rates 0.3 and 0.4
    expected = sum(rel_entr(0.1, q) + rel_entr(0.9, 1 - q) for q in (0.3, 0.4))
    found = sparsity.TargetActivation(0.1, weight=2.0)(codes)
    np.testing.assert_allclose(found, [2 * expected] * 2, rtol=1e-5)
    on_target = sparsity.TargetActivation(0.1)(np.full((4, 3), 0.1, "float32"))
    np.testing.assert_allclose(on_target, np.zeros(4), atol=1e-6)


def test_units_that_never_or_always_fire_are_finite():
    found = sparsity.TargetActivation(0.1)(np.array([[0.0, 1.0]], "float32"))
    assert np.isfinite(found).all()


def test_penalties_come_back_from_their_config():
    for penalty in (
        sparsity.LaplacePrior(0.3),
        sparsity.TargetActivation(0.2, 1.0),
    ):
        config = keras.saving.serialize_keras_object(penalty)
        assert vars(keras.saving.deserialize_keras_object(config)) == vars(penalty)
