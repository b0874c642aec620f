import numpy as np
import pytest

from kerasgen.layers import KSparse, TransposedDense


def test_k_sparse_keeps_the_largest():
    codes = np.array([[3.0, -1.0, 2.0, 0.5], [-4.0, -3.0, -2.0, -1.0]], "float32")
    np.testing.assert_array_equal(KSparse(2)(codes), [[3, 0, 2, 0], [0, 0, -2, -1]])


def test_k_sparse_keeps_no_more_where_values_are_equal():
    assert (np.array(KSparse(2)(np.ones((3, 5), "float32"))) != 0).sum() == 6


@pytest.mark.parametrize("active_units", [0, 5])
def test_k_sparse_out_of_range_is_refused(active_units):
    with pytest.raises(ValueError, match="from 1 to 4"):
        KSparse(active_units)(np.zeros((1, 4), "float32"))


def test_transposed_dense_with_a_kernel_of_its_own():
    layer = TransposedDense(3, "relu")
    inputs = np.random.default_rng(0).standard_normal((5, 2)).astype("float32")
    outputs = layer(inputs)
    kernel, bias = layer.get_weights()
    assert kernel.shape == (3, 2)
    np.testing.assert_allclose(outputs, np.maximum(inputs @ kernel.T + bias, 0), rtol=1e-5)
