"""Tests of a copy of the code, with a fault or without, in a process of its own."""

import os
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 600  # seconds, for a fault that makes a loop endless


@dataclass
class Outcome:
    """What became of a run of tests.

    Args:
        result: `"killed"`, `"SURVIVED"` or `"ERROR"`.
        seconds: float.
        output: str, what pytest printed.
        note: str, what is to be said of it.
    """

    result: str
    seconds: float
    output: str = ""
    note: str = ""


class Outcomes:
    """Runs tests on copies.

    Args:
        context: of `multiprocessing`, whose processes begin with what takes long to import.
        scratch: path of a folder for the copies.
    """

    def __init__(self, context, scratch):
        self.context, self.scratch = context, scratch

    def of(self, fault, tests):
        """The `Outcome` of tests on a copy with a fault, or without if it is None."""
        copy = Path(tempfile.mkdtemp(dir=self.scratch))
        for name in ("kerasgen", "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md"):
            shutil.copy(ROOT / name, copy)
        if fault:
            path = copy / "kerasgen" / fault.file
            code = path.read_text(encoding="utf-8")
            if code.count(fault.text) != 1:
                times = f"\n      stands there {code.count(fault.text)} times: {fault.text!r}"
                return Outcome("ERROR", 0.0, note=times)
            path.write_text(code.replace(fault.text, fault.instead), encoding="utf-8")
        begun, output = time.monotonic(), copy / "output.txt"
        process = self.context.Process(target=test, args=(copy, tests, output))
        process.start()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
        seconds, said = time.monotonic() - begun, output.read_text(encoding="utf-8")
        shutil.rmtree(copy)
        # pytest exits with 1 where a test failed, and otherwise if it found none or could not ask.
        results = {0: "SURVIVED", 1: "killed", -9: "killed"}
        if process.exitcode in results and not re.search(r"^E +NameError", said, re.MULTILINE):
            return Outcome(results[process.exitcode], seconds, said)
        return Outcome("ERROR", seconds, said, f"\n{said[-2000:]}")


def test(copy, tests, output):
    """Run tests of a copy and exit as pytest does."""
    with output.open("w") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    sys.dont_write_bytecode = True  # by size and second of its file, bytecode could be another's
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy)  # of witnesses and other processes that tests start
    sys.path.insert(0, str(copy))
    import pytest

    import kerasgen

    if not Path(kerasgen.__file__).is_relative_to(copy):
        sys.exit(f"{kerasgen.__file__} is not the copy in {copy}")
    options = ["-x", "-q", "-o", "addopts=", "-p", "no:cacheprovider"]
    code = pytest.main([*options, *(f"tests/{name}" for name in tests)])
    sys.stdout.flush()
    os._exit(code)  # at once: threads of TensorFlow have nothing to say any more
