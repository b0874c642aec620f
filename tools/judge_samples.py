"""Which classes a run's samples cover, by a classifier trained on the run's own data.

    python tools/judge_samples.py RUN

A class is covered when at least one sample in fifty is read as it with a probability of 0.9.
"""

import argparse
import json

import numpy as np

from kerasgen import runs
from kerasgen.data import load_data
from kerasgen.judge import train_judge


def judgement(judge, images, class_names):
    """How a judge reads images, counting only those read with probability >= 0.9."""
    probabilities = judge.probabilities(images)
    sure = probabilities.max(axis=1) >= 0.9
    read_as = np.bincount(probabilities.argmax(axis=1)[sure], minlength=len(class_names))
    shares = read_as / len(images)
    return {
        "classifier_test_accuracy": judge.accuracy,
        "classes_covered": int((shares >= 0.02).sum()),
        "read_with_probability_0.9": float(shares.sum()),
        "shares": dict(zip(class_names, shares.tolist())),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("run")
    parser.add_argument("--count", type=int, default=2000)
    arguments = parser.parse_args()
    data = load_data(runs.read_config(arguments.run)["data"])
    judge = train_judge(data)
    samples = runs.generate(arguments.run, arguments.count, seed=1)
    for name, images in (("samples", samples), ("test images", data.test.as_floats())):
        print(json.dumps({"of": name, **judgement(judge, images, data.class_names)}))


if __name__ == "__main__":
    main()
