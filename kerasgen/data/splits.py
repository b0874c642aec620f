"""Examples in memory, and the pipelines that feed them to `fit`."""

import zlib
from dataclasses import dataclass, replace

import numpy as np
import tensorflow as tf
from sklearn.model_selection import train_test_split

from kerasgen.core.examples import in_unit_range
from kerasgen.core.labels import NOT_LABELLED
from kerasgen.data.balanced import balanced_subset
from kerasgen.data.mixtures import Mixture
from kerasgen.data.order import Order, WithFew
from kerasgen.data.point_mass import PointMass
from kerasgen.errors import InputError


@dataclass(frozen=True)
class Split:
    """Examples in memory, as bytes (0 to 255) or float32, with labels, with some, or without.

    Args:
        examples: array `(count, ...)`, uint8 or float32, the latter in [0, 1] but for points
            of a known density.
        labels: int array `(count,)`, -1 for what is not labelled; or None.
        binarised: bool. Whether examples are probabilities of binary values, which are drawn
            afresh in every shuffled epoch, and always the same where the order is.
        factors: int array `(count, factor_count)` of the factors of variation, where known.
    """

    examples: np.ndarray
    labels: np.ndarray | None = None
    binarised: bool = False
    factors: np.ndarray | None = None

    def __len__(self):
        return len(self.examples)

    def take(self, chosen):
        """The examples of some indices, with all that belongs to them."""
        examples, labels, factors = (
            None if array is None else array[chosen]
            for array in (self.examples, self.labels, self.factors)
        )
        return replace(self, examples=examples, labels=labels, factors=factors)

    @property
    def known(self):
        """Bool array `(count,)`: which examples are labelled."""
        return np.full(len(self), self.labels is not None) & (self.labels != NOT_LABELLED)

    def labelled(self):
        """The part of the examples that is labelled."""
        return self.take(np.flatnonzero(self.known))

    def with_labels(self, count, seed=0):
        """The same examples of which a few keep their labels, of every class as many.

        Args:
            count: int. Labels to keep; one more for some classes where it is no multiple of their
                number.
            seed: int. Of which ones.

        Raises:
            InputError: if some class has not as many, or would have none.
        """
        known = np.flatnonzero(self.known)
        chosen = known[balanced_subset(self.labels[known], count, seed)]
        classes, counts = np.unique_counts(self.labels[known])
        _, kept = np.unique_counts(self.labels[chosen])
        if len(kept) < len(classes) or len(chosen) < count or kept.max() > kept.min() + 1:
            raise InputError(
                f"{count} labels cannot be of {len(classes)} classes alike: keep {len(classes)} or "
                f"more, and no more than {counts.min()} of each, as many as the rarest has."
            )
        labels = np.full(len(self), NOT_LABELLED)
        labels[chosen] = self.labels[chosen]
        return replace(self, labels=labels)

    def set_aside(self, share):
        """The split without a share of its examples, and that share: always the same.

        Args:
            share: float in (0, 1). Of every class alike, where there are enough of each.

        Returns:
            pair of `Split`.
        """
        labels = np.zeros(len(self)) if self.labels is None else self.labels
        _, counts = np.unique(labels, return_counts=True)
        aside = max(1, round(share * len(self)))
        alike = counts.min() >= 2 and aside >= len(counts)
        kept, taken = train_test_split(
            np.arange(len(self)),
            test_size=aside,
            random_state=0,
            stratify=labels if alike else None,
        )
        return self.take(np.sort(kept)), self.take(np.sort(taken))

    def as_floats(self):
        """All examples as float32: bytes in [0, 1], what is float32 already as it is."""
        floats = in_unit_range(self.examples, np.asarray)
        if self.binarised:
            drawn = np.random.default_rng(0).random(floats.shape, "float32")
            return (drawn < floats).astype("float32")
        return floats

    def batches(
        self, batch_size, seed=None, first_epoch=0, drop_remainder=False, labelled_share=None
    ):
        """A pipeline of float32 batches, as of `as_floats`; one pass over it is one epoch.

        The order is a function of `seed` and of the epoch's number alone: the n-th pass over
        a pipeline made with `first_epoch=m` has the order of epoch `m + n`. So an interrupted
        training goes on with the order that it would have had.

        Args:
            batch_size: int.
            seed: int, or None for the order of the arrays in every epoch.
            first_epoch: int. Number of the epoch that the first pass is.
            drop_remainder: bool. Whether a last, smaller batch is left out.
            labelled_share: float in (0, 1), or None for examples as they come. The labelled part
                of every batch, at least one: an epoch is one pass over what is not labelled,
                beside it those that are labelled, again and again. Where all are labelled, or
                none, it changes nothing.

        Returns:
            `tf.data.Dataset` of `(batch, ...)`, or of pairs with labels `(batch,)`.

        Raises:
            InputError: if no batch can have both.

        Example:
            >>> model.fit(load_data("digits").train.batches(64, seed=0), epochs=10)
        """
        if self.binarised and seed is None:
            fixed = replace(self, examples=self.as_floats(), binarised=False)
            return fixed.batches(
                batch_size, drop_remainder=drop_remainder, labelled_share=labelled_share
            )
        arrays = [array for array in (self.examples, self.labels) if array is not None]
        with tf.device("CPU"):
            arrays = [tf.constant(array) for array in arrays]
        epoch = tf.Variable(first_epoch, dtype=tf.int64, trainable=False)
        order = self._order(batch_size, seed, drop_remainder, labelled_share)

        def of_epoch(_):
            number = epoch.assign_add(1) - 1
            return order.of_epoch(number).map(lambda indices: (indices, number))

        def gather(indices, number):
            examples, *labels = (tf.gather(array, indices) for array in arrays)
            examples = in_unit_range(examples, tf.cast)
            if self.binarised:
                place = tf.random.experimental.stateless_fold_in([seed, number], indices[0])
                drawn = tf.random.stateless_uniform(tf.shape(examples), place)
                examples = tf.cast(drawn < examples, "float32")
            return (examples, *labels)

        indices = tf.data.Dataset.range(1).flat_map(of_epoch)
        indices = indices.apply(tf.data.experimental.assert_cardinality(len(order)))
        batches = indices.map(gather).prefetch(2)
        # While its autotuner sleeps an iterator cannot end: up to half an epoch lost each epoch.
        options = tf.data.Options()
        options.autotune.enabled = False
        return batches.with_options(options)

    def _order(self, batch_size, seed, drop_remainder, labelled_share):
        known = self.known
        if labelled_share is None or known.all() or not known.any():
            return Order(np.arange(len(self)), batch_size, seed, drop_remainder)
        of_known = max(1, round(labelled_share * batch_size))
        if not of_known < batch_size:
            raise InputError(
                f"Batches of {batch_size} cannot be labelled for a share of {labelled_share} and "
                "hold an example that is not."
            )
        others = Order(np.flatnonzero(~known), batch_size - of_known, seed, drop_remainder)
        return WithFew(others, np.flatnonzero(known), of_known)


@dataclass(frozen=True)
class Data:
    """A data set of values in [0, 1], or of points whose density is known.

    Args:
        name: what it was loaded as.
        train: `Split`.
        test: `Split`.
        class_names: tuple of str, empty without labels.
        density: the known density of data that are points, not in [0, 1]; or None.
        kind: which of kerasgen's own data sets it is, or None: a file of that name is none.
    """

    name: str
    train: Split
    test: Split
    class_names: tuple = ()
    density: Mixture | PointMass | None = None
    kind: str | None = None

    @property
    def data_shape(self):
        return self.train.examples.shape[1:]

    def binarised(self):
        """The same data as probabilities of binary values: see `Split`.

        Raises:
            InputError: for points, which are no probabilities.
        """
        if self.density:
            raise InputError(f"{self.name} is made of points, not of probabilities to draw from.")
        train, test = (replace(split, binarised=True) for split in (self.train, self.test))
        return replace(self, train=train, test=test)

    def with_labels(self, count, seed=0):
        """The same data, of which so many training examples keep their labels: see `Split`.

        Raises:
            InputError: for data without labels, and for more or fewer than their classes allow.

        Example:
            >>> load_data("digits").with_labels(100, seed=1)
        """
        if self.train.labels is None:
            raise InputError(f"{self.name} has no labels of which some could be kept.")
        return replace(self, train=self.train.with_labels(count, seed))

    def fingerprint(self):
        """A checksum of the training examples, to tell whether two data sets are the same."""
        return zlib.crc32(np.ascontiguousarray(self.train.examples))
