"""Remake the numbers of the README's table of results.

python tools/reproduce.py --list
python tools/reproduce.py linear_autoencoder        three seeds, into tools/results.json
python tools/reproduce.py --table                   the README's table from that file
"""

import argparse
import json
import os
import statistics
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow as tf
from experiments import EXPERIMENTS

import kerasgen
from kerasgen.runs import write_json
from saved_models import replace_marked

RESULTS = Path(__file__).parent / "results.json"
SEEDS = (0, 1, 2)


def results():
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def measure(name):
    """Run one experiment with every seed and keep what it gives."""
    began, rows = time.monotonic(), []
    for seed in SEEDS:
        rows.append(EXPERIMENTS[name].run(seed))
        print(name, "seed", seed, rows[-1], flush=True)
    found = {
        "seeds": list(SEEDS),
        "measured": {metric: [row[metric] for row in rows] for metric in rows[0]},
        "minutes": round((time.monotonic() - began) / 60, 1),
        "versions": {
            "kerasgen": kerasgen.__version__,
            "keras": keras.__version__,
            "tensorflow": tf.__version__,
        },
    }
    write_json(RESULTS, {**results(), name: found})


def table():
    """Markdown rows, a number each: the median of the seeds, all of them, bar and control."""
    lines = [
        "| what is trained | what is measured | median | seeds 0, 1, 2 | bar | beside |",
        "|---|---|---|---|---|---|",
    ]
    for name, found in results().items():
        experiment = EXPERIMENTS[name]
        for metric, values in found["measured"].items():
            every = ", ".join(f"{value:.6g}" for value in values)
            lines.append(
                f"| {experiment.protocol} | {metric} | {statistics.median(values):.6g} | {every} "
                f"| {experiment.bars.get(metric, '')} | {experiment.controls.get(metric, '')} |"
            )
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in EXPERIMENTS:
            parser.error(f"no experiment {name!r}; there are {', '.join(EXPERIMENTS)}")
    if arguments.list:
        for name, experiment in EXPERIMENTS.items():
            print(f"{name:<24}{experiment.minutes:>3} minutes  {experiment.protocol}")
    for name in arguments.names:
        measure(name)
    if arguments.names or arguments.table:
        replace_marked("results", table())


if __name__ == "__main__":
    main()
