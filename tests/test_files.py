"""Files and folders that are whole or not there, and JSON that every reader takes."""

import json
import math
import os
import socket
import subprocess
import sys

import numpy as np
import pytest

from kerasgen.files import json_text, whole_file, whole_folder, write_json

KILLED = """
import os
from kerasgen.files import {what}
with {what}("{path}") as part:
    {write}
    os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(
    ("what", "write"),
    [(whole_file, "part.write_text('half')"), (whole_folder, "(part / 'a').write_text('half')")],
)
def test_what_a_killed_process_left_is_removed_by_the_next(what, write, tmp_path):
    path = tmp_path / "made"
    code = KILLED.format(what=what.__name__, path=path, write=write)
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    (left,) = tmp_path.iterdir()
    of_others = [
        tmp_path / f".part-{socket.gethostname()}-{os.getppid()}-made",  # alive
        tmp_path / f".part-elsewhere-{left.name.split('-')[-2]}-made",
        tmp_path / left.name.replace("-made", "-another"),
    ]
    for other in of_others:
        other.mkdir()
    with what(path) as part:
        if what is whole_file:
            part.write_text("whole")
    assert set(tmp_path.iterdir()) == {path, *of_others}


def test_json_has_no_nan(tmp_path):
    value = {"a": math.nan, "b": [1.5, -math.inf, {"c": np.float64("nan")}], "d": (1, "nan")}
    write_json(tmp_path / "a.json", value)
    expected = {"a": None, "b": [1.5, None, {"c": None}], "d": [1, "nan"]}
    assert json.loads((tmp_path / "a.json").read_text()) == expected
    assert "NaN" not in json_text(value)
