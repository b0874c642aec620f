"""Kill short trainings at random moments, resume each, compare with one never interrupted.

python tools/kill_and_resume.py --method vae --kills 20
"""

import argparse
import io
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import h5py
import numpy as np


def train(run, options, resume=False):
    command = [sys.executable, "-m", "kerasgen", "train", *options, "--run", str(run)]
    return subprocess.Popen(
        command + ["--resume"] * resume, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def finish(process):
    _, errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"a run was lost: {errors.decode()}")


def state(run):
    """All arrays in a `.keras` file: weights, optimizers, random state."""
    arrays = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset):
            arrays[name] = item[()]

    weights = zipfile.ZipFile(run / "model.keras").read("model.weights.h5")
    with h5py.File(io.BytesIO(weights)) as store:
        store.visititems(keep)
    return arrays


def differences(one, other):
    assert one.keys() == other.keys() and one
    return [name for name in one if not np.array_equal(one[name], other[name])]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--method", default="vae")
    parser.add_argument("--data", default="digits")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    options = [arguments.method, "--data", arguments.data, "--epochs", str(arguments.epochs)]
    numbers = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        finish(train(Path(folder, "whole"), options))
        length = time.monotonic() - began
        expected = state(Path(folder, "whole"))
        failures = 0
        for kill in range(arguments.kills):
            run = Path(folder, f"run-{kill}")
            process = train(run, options)
            moment = numbers.uniform(0, length)
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            backups = sorted(path.stem for path in run.glob("backups/epoch-*"))
            reached = backups[-1] if backups else "no backup"
            if (run / "model.keras").exists():
                reached = "finished"
            finish(train(run, options, resume=True))
            wrong = differences(expected, state(run))
            failures += bool(wrong)
            result = f"DIFFERENT in {len(wrong)} arrays" if wrong else "identical"
            print(
                f"kill {kill + 1:2d} at {moment:5.1f} s of {length:.1f} ({reached}): {result}",
                flush=True,
            )
    kept = arguments.kills - failures
    print(f"{arguments.method}: {kept} of {arguments.kills} identical, {len(expected)} arrays each")
    raise SystemExit(bool(failures))


if __name__ == "__main__":
    main()
