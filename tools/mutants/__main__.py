"""Put faults into a copy of the code, one at a time, and see whether the tests notice.

python tools/mutants                    every fault, one after the other
python tools/mutants --jobs 2           two at a time
python tools/mutants 3 17 gans/         these numbers, and all whose file begins so
python tools/mutants --list             what there is

Each fault of `faults/` names the tests that should fail by it. These are run on a copy of the code
as it is first, where they pass, and then with each fault; prints a row for each. A fault that
survives is a hole in the tests, unless the list says why it is accepted: the exit code is 1 if any
other survived, or if the text that a fault replaces no longer stands in its file once, or its tests
are no longer there.
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faults
import testing

# Imported once, by a process that every run of tests is a fork of: seconds a fault.
PRELOADED = (
    "pytest", "coverage", "tensorflow", "keras", "scipy.stats", "sklearn.datasets",
    "sklearn.ensemble", "sklearn.manifold", "matplotlib.figure", "typer", "rich.table",
    "onnx", "tf2onnx",
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("chosen", nargs="*", metavar="FAULT")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    numbered = {
        number: fault
        for number, fault in enumerate(faults.FAULTS, start=1)
        if not options.chosen
        or any(str(number) == c or fault.file.startswith(c) for c in options.chosen)
    }
    if options.list:
        for number, fault in numbered.items():
            print(f"{number:>4}  {fault.file}: {fault.what}")
        return
    sys.exit(run(numbered, options.jobs))


def run(numbered, jobs):
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        outcomes = testing.Outcomes(context, Path(scratch))
        named = sorted({test for fault in numbered.values() for test in fault.tests})
        outcome = outcomes.of(None, named)
        if outcome.result != "SURVIVED":
            print(f"{outcome.output}\nThe tests do not pass without a fault.")
            return 1
        print(f"{len(named)} tests pass without a fault, in {outcome.seconds:.0f} s.", flush=True)
        begun, found = time.monotonic(), {}
        with ThreadPoolExecutor(jobs) as pool:
            done = pool.map(lambda fault: outcomes.of(fault, fault.tests), numbered.values())
            for (number, fault), outcome in zip(numbered.items(), done):
                found[number] = outcome.result
                row = f"{number:>4}  {outcome.result:<8} {outcome.seconds:>6.1f} s  "
                print(f"{row}{fault.file}: {fault.what}{outcome.note}", flush=True)
    seconds = time.monotonic() - begun
    survived = [n for n, result in found.items() if result == "SURVIVED"]
    wrong = [n for n, result in found.items() if result == "ERROR"]
    unexplained = [n for n in survived if not numbered[n].accepted]
    for number in survived:
        print(f"{number:>4}  {numbered[number].accepted or 'UNEXPLAINED'}")
    print(
        f"{len(found)} faults in {seconds:.0f} s: {len(survived)} survived "
        f"({len(survived) / max(1, len(found)):.1%}), {len(unexplained)} of them unexplained; "
        f"{len(wrong)} cannot be put in."
    )
    return 1 if unexplained or wrong else 0


if __name__ == "__main__":
    main()
