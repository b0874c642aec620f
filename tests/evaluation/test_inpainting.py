import numpy as np

from kerasgen.evaluation.inpainting import all_but_a_quarter, inpaint, lower_half, scattered

UNBOUNDED = (-np.inf, np.inf)


class Projection:
    """Reconstruction by an orthogonal projection, as of a trained linear autoencoder."""

    def __init__(self, basis):
        self.projector = basis @ basis.T

    def reconstruct(self, x):
        return x @ self.projector


def test_missing_values_become_those_nearest_to_the_subspace():
    """The fixed point minimises |x - P x|^2 over the missing values: a least-squares problem."""
    numbers = np.random.default_rng(0)
    basis = np.linalg.qr(numbers.standard_normal((8, 2)))[0]
    x = numbers.standard_normal((5, 8))
    known = np.array([True] * 5 + [False] * 3)
    residual = np.eye(8) - basis @ basis.T
    expected = np.linalg.lstsq(residual[:, ~known], -residual[:, known] @ x[:, known].T)[0].T
    found = inpaint(Projection(basis), x, known, 2000, UNBOUNDED)
    np.testing.assert_array_equal(found[:, known], x[:, known].astype("float32"))
    np.testing.assert_allclose(found[:, ~known], expected, atol=1e-4)


def test_examples_in_the_subspace_are_restored():
    numbers = np.random.default_rng(1)
    basis = np.linalg.qr(numbers.standard_normal((8, 2)))[0]
    x = numbers.standard_normal((5, 2)) @ basis.T
    known = scattered(x.shape, 0.3)
    found = inpaint(Projection(basis), x, known, 2000, UNBOUNDED)
    np.testing.assert_allclose(found, x, atol=1e-3)


class Identity:
    def reconstruct(self, x):
        return x


def test_what_is_missing_is_not_looked_at():
    found = inpaint(Identity(), np.full((1, 2), 0.5), np.array([True, False]))
    np.testing.assert_array_equal(found, [[0.5, 0.0]])


class Doubling:
    """Diverges when it is fed its own outputs."""

    def reconstruct(self, x):
        return 2 * x + 1


def test_repairs_stay_in_the_range_of_the_data():
    found = inpaint(Doubling(), np.full((1, 2), 0.5), np.array([True, False]))
    np.testing.assert_array_equal(found, [[0.5, 1.0]])


def test_masks():
    assert (~all_but_a_quarter((4, 6, 1))).sum() == 6
    assert lower_half((4, 6, 1))[2:].all() and not lower_half((4, 6, 1))[:2].any()
    share = (~scattered((100, 100), 0.3)).mean()
    assert abs(share - 0.3) < 4 * np.sqrt(0.3 * 0.7 / 10_000)
