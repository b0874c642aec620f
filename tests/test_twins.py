"""The twins in PyTorch: every method has one, and takes the same steps."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from kerasgen.catalogue import methods

TWINS = Path(__file__).parents[1] / "tools" / "twins"


def test_every_method_has_a_twin():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in TWINS.glob("*.py")]
    classes = {node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)}
    assert {method.class_name for method in methods().values()} <= classes


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs PyTorch")
def test_twins_take_the_same_steps():
    subprocess.run([sys.executable, TWINS], check=True)
