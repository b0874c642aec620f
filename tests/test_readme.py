"""The README says what is so."""

import re
import sys
from pathlib import Path

import pytest

from kerasgen.catalogue import methods

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_python_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    scope = {}
    exec(compile(code, "README.md", "exec"), scope)
    assert scope["images"].shape == (64, 8, 8, 1)
    assert (tmp_path / "digits-vae" / "onnx" / "decode.onnx").is_file()


def test_every_method_is_in_the_table():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", README, flags=re.MULTILINE)
    assert set(rows) == {(name, method.class_name) for name, method in methods().items()}


def test_table_of_models_comes_from_their_cards(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    sys.modules.pop("saved_models", None)
    table = pytest.importorskip("saved_models").table()
    assert table in README


def test_table_of_results_comes_from_their_file(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    assert pytest.importorskip("reproduce").table() in README


def test_shipped_models_are_small():
    for file in (ROOT / "saved_models").rglob("*"):
        assert not file.is_file() or file.stat().st_size < 10e6, file
