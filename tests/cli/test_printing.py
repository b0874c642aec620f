"""What the command line reads and prints, without a run."""

import pytest
import typer

from kerasgen.cli import printing, shipping
from kerasgen.cli.options import assignments, check_suffix
from kerasgen.errors import InputError
from kerasgen.exporting.verification import Comparison


def test_values_are_python_s_or_text():
    found = assignments(["a=2", "b=0.5", "c=(1, 2)", "d=gaussian:0.5", "e=True", "f=x=y"])
    assert found == {"a": 2, "b": 0.5, "c": (1, 2), "d": "gaussian:0.5", "e": True, "f": "x=y"}
    for wrong in ("a", "=2", "a b=2"):
        with pytest.raises(InputError, match="write it as NAME=VALUE"):
            assignments([wrong])


def test_files_to_write_end_as_they_must(tmp_path):
    check_suffix(tmp_path / "a.npz", ".png", ".npz")
    with pytest.raises(InputError, match=r"ends in \.png or \.npz"):
        check_suffix(tmp_path / "a.gif", ".png", ".npz")


def test_nested_numbers_get_the_names_of_all_their_dicts():
    assert printing.flat({"a": 1, "b": {"c": 2, "d": {"e": 3}}}) == {"a": 1, "b c": 2, "b d e": 3}


ROWS = [
    Comparison("onnxruntime", "decode", "fixed-1", 1e-7),
    Comparison("onnxruntime", "decode", "fixed-3", 3e-3),
    Comparison("onnxruntime", "decode", "fixed-64", 2e-5),
    Comparison("openvino", "decode", "fixed-1", 2e-5),
]


def test_a_function_is_shown_by_the_worst_of_its_comparisons(capsys):
    printing.show(ROWS)
    one, other = capsys.readouterr().out.strip().splitlines()[1:]
    assert one.split() == ["onnxruntime", "decode", "3.0e-03", "1e-05", "DIFFERENT"]
    assert other.split() == ["openvino", "decode", "2.0e-05", "0.0001", "same"]


def test_what_a_runtime_cannot_run_is_shown_with_the_reason(capsys):
    printing.show([Comparison("openvino", "encode", "fixed-1", float("inf"), "it has a loop")])
    (row,) = capsys.readouterr().out.strip().splitlines()[1:]
    assert row.split(maxsplit=4) == ["openvino", "encode", "cannot", "0.0001", "it has a loop"]


def test_a_mismatch_ends_in_exit_code_1_and_names_the_worst(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("kerasgen.exporting.verify", lambda directory: ROWS)
    with pytest.raises(typer.Exit) as stopped:
        shipping.verify(tmp_path)
    assert stopped.value.exit_code == 1
    assert "decode in onnxruntime on fixed-3 differs by 0.003" in capsys.readouterr().err
    monkeypatch.setattr("kerasgen.exporting.verify", lambda directory: ROWS[::3])
    shipping.verify(tmp_path)
