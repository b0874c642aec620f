import pytest


@pytest.fixture
def pictures(digits):
    """128 pictures of digits `(8, 8, 1)` in [0, 1]."""
    return digits.train.as_floats()[:128]


@pytest.fixture
def unseen(digits):
    """64 others."""
    return digits.test.as_floats()[:64]


@pytest.fixture
def classes(digits):
    """Which digits the pictures are."""
    return digits.train.labels[:128]
