import numpy as np

from kerasgen.formulas.interpolation import linear, spherical


def test_ends_are_kept():
    start, end = np.random.default_rng(0).standard_normal((2, 3, 5))
    for path in (linear, spherical):
        points = path(start, end, 6)
        assert points.shape == (3, 6, 5)
        np.testing.assert_allclose(points[:, 0], start, atol=1e-12)
        np.testing.assert_allclose(points[:, -1], end, atol=1e-12)


def test_halfway_by_hand():
    start, end = np.array([[2.0, 0.0]]), np.array([[0.0, 4.0]])
    np.testing.assert_allclose(linear(start, end, 3)[0, 1], [1.0, 2.0])
    # Half the right angle at the mean radius 3.
    np.testing.assert_allclose(spherical(start, end, 3)[0, 1], [3 / np.sqrt(2)] * 2)


def test_spherical_has_constant_angular_speed():
    points = spherical(np.array([[1.0, 0.0]]), np.array([[-0.6, 0.8]]), 9)[0]
    angles = np.arctan2(points[:, 1], points[:, 0])
    np.testing.assert_allclose(np.diff(angles), np.diff(angles)[0])
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1.0)


def test_spherical_between_equal_points_is_that_point():
    point = np.array([[0.3, -0.4]])
    np.testing.assert_allclose(
        spherical(point, point, 4)[0], np.repeat(point, 4, axis=0), atol=1e-9
    )
