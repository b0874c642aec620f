"""Remake the numbers of the table in docs/results.md.

python tools/reproduce.py --list
python tools/reproduce.py linear_autoencoder        three seeds, into tools/results.json
python tools/reproduce.py iwae_50 --seeds 1 2       the other seeds are kept as they are
python tools/reproduce.py --table                   the table from that file, into docs/results.md
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
from kerasgen.files import write_json
from saved_models import replace_marked

RESULTS = Path(__file__).parent / "results.json"
SEEDS = (0, 1, 2)


def results():
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def measure(name, seeds):
    """Run one experiment with these seeds and keep what each gives as soon as it is there."""
    for seed in seeds:
        began = time.monotonic()
        row = EXPERIMENTS[name].run(seed)
        print(name, "seed", seed, row, flush=True)
        found = {
            "measured": row,
            "minutes": round((time.monotonic() - began) / 60, 1),
            "versions": {
                "kerasgen": kerasgen.__version__,
                "keras": keras.__version__,
                "tensorflow": tf.__version__,
            },
        }
        by_seed = {**results().get(name, {}), str(seed): found}
        write_json(RESULTS, {**results(), name: dict(sorted(by_seed.items()))})


def table():
    """Markdown rows, a number each: the median of the seeds, all of them, bar and control.

    What is trained stands in the first row of an experiment.
    """
    lines = [
        "| what is trained | what is measured | median | each seed | bar | beside |",
        "|---|---|---|---|---|---|",
    ]
    found = results()
    for name in sorted(found, key=list(EXPERIMENTS).index):
        experiment = EXPERIMENTS[name]
        rows = [of_seed["measured"] for of_seed in found[name].values()]
        trained = experiment.protocol
        for metric in rows[0]:
            values = [row[metric] for row in rows]
            every = ", ".join(f"{value:.4g}" for value in values)
            lines.append(
                f"| {trained} | {metric} | {statistics.median(values):.4g} | {every} "
                f"| {experiment.bars.get(metric, '')} | {experiment.controls.get(metric, '')} |"
            )
            trained = ""
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in EXPERIMENTS:
            parser.error(f"no experiment {name!r}; there are {', '.join(EXPERIMENTS)}")
    if arguments.list:
        for name, experiment in EXPERIMENTS.items():
            print(f"{name:<40}{experiment.minutes:>3} minutes  {experiment.protocol}")
    for name in arguments.names:
        measure(name, arguments.seeds)
    if arguments.names or arguments.table:
        replace_marked("results.md", "results", table())


if __name__ == "__main__":
    main()
