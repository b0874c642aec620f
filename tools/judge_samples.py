"""Which classes a run's samples cover, by a classifier trained on the run's own data.

    python tools/judge_samples.py RUN

A class is covered when at least one sample in fifty is read as it with a probability of 0.9.
"""

import argparse
import json
import math

import keras
import numpy as np

from kerasgen import runs
from kerasgen.data import load_data


def classifier(data):
    """A small convolutional network, trained on the labelled data, and its test accuracy."""
    epochs = min(40, math.ceil(240_000 / len(data.train)))
    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input(data.data_shape),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.Conv2D(64, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(64, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(128, activation="relu"),
            layers.Dense(len(data.class_names), activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(data.train.batches(128, seed=0), epochs=epochs, shuffle=False, verbose=0)
    return model, model.evaluate(data.test.batches(500), verbose=0, return_dict=True)["accuracy"]


def judgement(judge, accuracy, images, class_names):
    """How a classifier reads images, counting only those read with probability >= 0.9."""
    probabilities = judge.predict(images, verbose=0)
    sure = probabilities.max(axis=1) >= 0.9
    read_as = np.bincount(probabilities.argmax(axis=1)[sure], minlength=len(class_names))
    shares = read_as / len(images)
    return {
        "classifier_test_accuracy": accuracy,
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
    judge, accuracy = classifier(data)
    samples = runs.generate(arguments.run, arguments.count, seed=1)
    for name, images in (("samples", samples), ("test images", data.test.as_floats())):
        print(json.dumps({"of": name, **judgement(judge, accuracy, images, data.class_names)}))


if __name__ == "__main__":
    main()
