"""The README says what is so, in few lines."""

import re
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


def test_every_method_has_one_row_in_the_table_and_nothing_else_has():
    rows = re.findall(r"^\| `(\w+)` \|", README, flags=re.MULTILINE)
    assert sorted(rows) == sorted(methods())


def test_a_visitor_reads_it_to_the_end():
    assert len(README.splitlines()) <= 150
