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
import collections
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
    begun, results = time.monotonic(), {}
    named = sorted({test for fault in numbered.values() for test in fault.tests})
    with (
        tempfile.TemporaryDirectory(prefix="mutants-") as scratch,
        ThreadPoolExecutor(jobs) as pool,
    ):
        outcomes = testing.Outcomes(context, Path(scratch))
        shares = filter(None, (named[job::jobs] for job in range(jobs)))
        for outcome in pool.map(lambda tests: outcomes.of(None, tests), shares):
            if outcome.result != "SURVIVED":
                print(f"{outcome.output}\nThe tests do not pass without a fault.")
                return 1
        print(f"{len(named)} tests pass without a fault.", flush=True)
        done = pool.map(lambda fault: outcomes.of(fault, fault.tests), numbered.values())
        for (number, fault), outcome in zip(numbered.items(), done):
            results[number] = outcome.result
            row = f"{number:>4}  {outcome.result:<8} {outcome.seconds:>6.1f} s  "
            print(f"{row}{fault.file}: {fault.what}{outcome.note}", flush=True)
    rooms = collections.defaultdict(collections.Counter)
    for number, result in results.items():
        rooms[numbered[number].file.rpartition("/")[0] or "top"][result] += 1
    for room, counts in rooms.items():
        print(f"{room:<28}" + ", ".join(f"{count} {result}" for result, count in counts.items()))
    survivors = [number for number, result in results.items() if result == "SURVIVED"]
    for number in survivors:
        print(f"{number:>4}  {numbered[number].accepted or 'UNEXPLAINED'}")
    wrong = list(results.values()).count("ERROR")
    unexplained = sum(not numbered[number].accepted for number in survivors)
    minutes, share = (time.monotonic() - begun) / 60, len(survivors) / max(1, len(results))
    print(
        f"{len(results)} faults in {minutes:.0f} minutes: {len(survivors)} survived ({share:.1%}), "
        f"{unexplained} of them unexplained; {wrong} cannot be put in."
    )
    return 1 if unexplained or wrong else 0


if __name__ == "__main__":
    main()
