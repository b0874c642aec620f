"""The twins in PyTorch take the same training steps."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

TWINS = Path(__file__).parents[1] / "tools" / "twins"


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="twins are in PyTorch: pip install torch"
)
def test_every_method_takes_the_steps_of_its_twin():
    subprocess.run([sys.executable, TWINS], check=True)
