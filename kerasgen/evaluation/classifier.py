"""A small classifier of the project's own, and what samples are worth by its features."""

import functools
import math

import keras
import numpy as np
from keras import layers
from keras.saving import deserialize_keras_object, serialize_keras_object
from threadpoolctl import threadpool_limits

from kerasgen.errors import InputError
from kerasgen.evaluation import metrics
from kerasgen.files import whole_file
from kerasgen.loading import load
from kerasgen.networks.fitting import functional


@keras.saving.register_keras_serializable("kerasgen", name="Judge")  # as files know it
class Classifier(keras.Model):
    """A classifier whose features samples are measured by.

    What it measures is comparable only under one classifier, and never with published numbers,
    which are by the features of Inception.

    Args:
        network: built `keras.Model` from images to a dict of `features` `(batch, n)` and
            `probabilities` `(batch, class_count)`.
        accuracy: float in [0, 1], on the test split.
        fingerprint: int. `Data.fingerprint()` of what it was trained on.

    Example:
        >>> train_classifier(load_data("digits")).accuracy  # 0.98
    """

    def __init__(self, network, accuracy, fingerprint, **kwargs):
        super().__init__(**kwargs)
        self.network = functional("network", network)
        self.accuracy = accuracy
        self.fingerprint = fingerprint
        self.built = True

    def call(self, images, training=None):
        return self.network(images, training=training)

    def is_of(self, data):
        """Whether it was trained on these data, and reads them."""
        network, classes = self.network, len(data.class_names)
        return (
            self.fingerprint == data.fingerprint()
            and isinstance(self.accuracy, float)
            and [tuple(tensor.shape[1:]) for tensor in network.inputs] == [data.data_shape]
            and isinstance(network.output, dict)
            and set(network.output) == {"features", "probabilities"}
            and network.output["probabilities"].shape[1:] == (classes,)
            and len(network.output["features"].shape) == 2
        )

    def features(self, images):
        """What the last hidden layer makes of images: float32 array `(count, n)`.

        Args:
            images: array `(count, height, width, channels)` in [0, 1].
        """
        return self.read(images)["features"]

    def probabilities(self, images):
        """The classes of images: float32 array `(count, class_count)`, each row summing to 1.

        Args:
            images: array `(count, height, width, channels)` in [0, 1].
        """
        return self.read(images)["probabilities"]

    def read(self, images):
        """`features` and `probabilities` in one pass, as a dict."""
        return self.predict(images, batch_size=500, verbose=0)

    def save(self, path):
        """Write the classifier to a `.keras` file, whole or not at all."""
        with whole_file(path) as part:
            super().save(part)

    def get_config(self):
        return {
            **super().get_config(),
            "network": serialize_keras_object(self.network),
            "accuracy": self.accuracy,
            "fingerprint": self.fingerprint,
        }

    @classmethod
    def from_config(cls, config):
        return cls(**{**config, "network": deserialize_keras_object(config["network"])})


def train_classifier(data, seed=0):
    """A classifier trained on labelled images: for MNIST in about two minutes on two cores.

    Args:
        data: `Data` of images with labels.
        seed: int.

    Returns:
        `Classifier`.

    Raises:
        InputError: for data that are not images, or have no labels.

    Example:
        >>> classifier = train_classifier(load_data("mnist"))
    """
    if not data.class_names or len(data.data_shape) != 3:
        raise InputError(
            f"A classifier is trained on images with labels, which {data.name} has not."
        )
    seeds = keras.random.SeedGenerator(seed)
    start = functools.partial(keras.initializers.GlorotUniform, seeds)
    images = x = keras.Input(data.data_shape, name="data")
    for filters, strides in ((16, 1), (64, 2), (64, 2)):
        x = layers.Conv2D(filters, 3, strides, "same", kernel_initializer=start())(x)
        # By default running statistics lag behind where data are few and so are steps.
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Dropout(0.3, seed=seed)(layers.Flatten()(x))
    features = layers.Dense(128, "relu", kernel_initializer=start())(x)
    classes = len(data.class_names)
    probabilities = layers.Dense(classes, "softmax", kernel_initializer=start())(features)
    model = keras.Model(images, probabilities)
    labelled = data.train.labelled()
    batches = labelled.batches(128, seed)
    epochs = min(40, math.ceil(240_000 / len(labelled)))
    rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * len(batches))
    model.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    model.fit(batches, epochs=epochs, shuffle=False, verbose=0)
    test = model.evaluate(data.test.labelled().batches(500), verbose=0, return_dict=True)
    network = keras.Model(images, {"features": features, "probabilities": probabilities})
    return Classifier(network, float(test["accuracy"]), data.fingerprint())


def load_classifier(path):
    """The classifier that was saved in a `.keras` file.

    Raises:
        InputError: if there is no such file, it is damaged, or holds something else.

    Example:
        >>> train_classifier(load_data("digits")).save("classifier.keras")
        >>> load_classifier("classifier.keras").accuracy
    """
    classifier = load(path)
    if not isinstance(classifier, Classifier):
        raise InputError(f"{path} holds no classifier; train one.")
    return classifier


def measure_samples(classifier, real_train, real_test, samples, labels=None):
    """All that is measured of samples, beside what real images get in their place.

    Samples are compared with the test images; so are as many training images, drawn at random.
    A generator that gives new images of the same distribution gets about the same.

    Args:
        classifier: `Classifier`.
        real_train: array `(train_count, height, width, channels)` in [0, 1].
        real_test: array of such images, 6 or more.
        samples: array of such images, 4 or more. Of more than there are training images, as
            many are drawn at random.
        labels: int array, what the samples were generated for, or None.

    Returns:
        dict fit for JSON: `classifier` and `counts`, what was measured with; `samples`, and
        `controls` under the same names: for distances, precision, recall, density, coverage and
        diversity the training images, for `classifier_score`, `covered_classes` and
        `label_agreement` the test images. `diversity` is the mean distance between images
        over that between test images.

    Example:
        >>> numbers = measure_samples(classifier, train, test, model.generate(10_000))
        >>> numbers["samples"]["frechet_distance"], numbers["controls"]["frechet_distance"]
    """
    count = min(len(samples), len(real_train))
    random = np.random.default_rng(0)
    chosen = random.permutation(len(samples))[:count]
    samples = samples[chosen]
    real_train = real_train[random.permutation(len(real_train))[:count]]
    train, test, fake = (classifier.read(images) for images in (real_train, real_test, samples))
    spread = metrics.mean_pairwise_distance(real_test)
    found, controls = (
        {
            **_fidelity(test["features"], read["features"]),
            "diversity": metrics.mean_pairwise_distance(images) / spread,
            **_classes(probabilities),
        }
        for read, images, probabilities in (
            (fake, samples, fake["probabilities"]),
            (train, real_train, test["probabilities"]),
        )
    )
    if labels is not None:
        labels = np.asarray(labels)[chosen]
        found["label_agreement"] = metrics.label_agreement(fake["probabilities"], labels)
        controls["label_agreement"] = classifier.accuracy
    return {
        "classifier": {"accuracy": classifier.accuracy, "data_fingerprint": classifier.fingerprint},
        "counts": {"samples": count, "test_images": len(real_test)},
        "samples": found,
        "controls": controls,
    }


def _fidelity(real, fake):
    # Threads of BLAS wait for one another where others use the cores too: one was twice as fast.
    with threadpool_limits(1):
        distance, error = metrics.kernel_distance(real, fake)
        return {
            "frechet_distance": metrics.frechet_distance(real, fake),
            "kernel_distance": distance,
            "kernel_distance_error": error,
            **metrics.precision_recall(real, fake),
            **metrics.density_coverage(real, fake),
        }


def _classes(probabilities):
    return {
        "classifier_score": metrics.classifier_score(probabilities),
        "covered_classes": metrics.covered_classes(probabilities),
    }
