"""Data of which few examples are labelled: what is read, kept and fed."""

import numpy as np
import pytest
from PIL import Image

from kerasgen.data import Split, load_data
from kerasgen.data.balanced import balanced_subset
from kerasgen.errors import InputError


def everywhere(data):
    return np.concatenate([data.train.labels, data.test.labels])


@pytest.mark.parametrize("missing", [-1, -1.0, np.nan, "", "-1"])
def test_what_is_minus_1_or_empty_is_not_labelled(missing):
    """Ten of each class and ten of none; test examples are set aside of all three."""
    dtype = str if isinstance(missing, str) else float
    labels = np.repeat(np.array([missing, 3, 5], dtype), 10)
    data = load_data((np.zeros((30, 2)), labels))
    assert len(data.class_names) == 2
    values, counts = np.unique(everywhere(data), return_counts=True)
    assert (values.tolist(), counts.tolist()) == ([-1, 0, 1], [10, 10, 10])
    assert set(data.test.labels) == {-1, 0, 1}


def test_a_class_of_minus_1_beside_one_other_is_not_taken_for_no_label():
    with pytest.raises(InputError, match=r"only labels are 1 .* another name"):
        load_data((np.zeros((30, 2)), np.repeat([-1, 1], 15)))


def test_data_without_any_label_are_data_without_labels():
    data = load_data((np.zeros((30, 2)), np.full(30, -1)))
    assert data.train.labels is None and data.class_names == ()
    assert not data.train.known.any() and len(data.train.labelled()) == 0


def test_an_empty_field_of_a_table_is_no_label(tmp_path):
    rows = [f"{i / 30},{label}" for i, label in enumerate(["cat", "dog", ""] * 10)]
    (tmp_path / "a.csv").write_text("\n".join(["value,label", *rows]))
    data = load_data(tmp_path / "a.csv")
    assert data.class_names == ("cat", "dog")
    for split in (data.train, data.test):
        number = np.round(30 * split.examples[:, 0]).astype(int)
        np.testing.assert_array_equal(split.labels, np.array([0, 1, -1])[number % 3])


def test_images_beside_the_folders_of_classes_are_not_labelled(tmp_path):
    for place, grey in (("cat", 10), ("dog", 20), ("unlabelled", 30), (".", 40)):
        (tmp_path / place).mkdir(exist_ok=True)
        for number in range(10):
            Image.new("L", (8, 8), grey).save(tmp_path / place / f"{number}.png")
    data = load_data(tmp_path)
    assert data.class_names == ("cat", "dog")
    for split in (data.train, data.test):
        grey = split.examples[:, 0, 0, 0]
        np.testing.assert_array_equal(split.labels, np.array([0, 1, -1, -1])[grey // 10 - 1])


@pytest.mark.parametrize("count", [40, 42])
def test_balanced_subsets_have_as_many_of_each_class(count):
    labels = np.repeat([0, 1, 2, 3], [20, 30, 70, 80])
    counts = np.bincount(labels[balanced_subset(labels, count)])
    assert counts.sum() == count and counts.max() - counts.min() <= 1


def test_a_balanced_few_keep_their_labels(digits):
    few = digits.with_labels(100, seed=0)
    assert np.bincount(few.train.labelled().labels).tolist() == [10] * 10
    kept = few.train.known
    np.testing.assert_array_equal(few.train.labels[kept], digits.train.labels[kept])
    np.testing.assert_array_equal(few.train.examples, digits.train.examples)
    np.testing.assert_array_equal(few.test.labels, digits.test.labels)
    again, other = (digits.with_labels(100, seed=seed).train.labels for seed in (0, 1))
    np.testing.assert_array_equal(again, few.train.labels)
    assert not np.array_equal(other, few.train.labels)
    counts = np.bincount(digits.with_labels(23).train.labelled().labels)
    assert sorted(counts) == [2, 2, 2, 2, 2, 2, 2, 3, 3, 3]


def test_labels_that_cannot_be_kept_are_refused(digits):
    for count in (0, 9, 1500):
        with pytest.raises(InputError, match="cannot be of 10 classes alike"):
            digits.with_labels(count)
    with pytest.raises(InputError, match="array has no labels"):
        load_data(np.zeros((30, 2))).with_labels(8)


def test_labels_of_a_class_that_is_too_rare_are_refused():
    split = Split(np.zeros((12, 2), "float32"), np.repeat([0, 1], [3, 9]))
    assert sorted(split.with_labels(7).labelled().labels) == [0] * 3 + [1] * 4
    with pytest.raises(InputError, match="no more than 3 of each"):
        split.with_labels(8)


def test_of_few_labels_fewer_are_kept(digits):
    few = digits.train.with_labels(100, seed=0)
    fewer = few.with_labels(20, seed=1)
    assert np.bincount(fewer.labelled().labels).tolist() == [2] * 10
    np.testing.assert_array_equal(fewer.labels[fewer.known], digits.train.labels[fewer.known])
    assert not (fewer.known & ~few.known).any()


def test_one_class_alone_is_a_class():
    data = load_data((np.zeros((30, 2)), np.full(30, 7)))
    assert data.class_names == ("7",)
    assert set(everywhere(data)) == {0}


NUMBERED = Split(
    np.arange(100, dtype="float32")[:, None], np.where(np.arange(100) < 10, np.arange(100) % 2, -1)
)


def epochs(count, **kwargs):
    """The labelled and the other examples of each batch of each epoch."""
    pipeline = NUMBERED.batches(**{"batch_size": 16, "labelled_share": 0.25, **kwargs})
    found = []
    for _ in range(count):
        batches = [(x[:, 0].numpy(), y.numpy()) for x, y in pipeline]
        assert len(batches) == pipeline.cardinality()
        found.append([(x[y >= 0], x[y < 0]) for x, y in batches])
    return found


def test_every_batch_has_its_share_of_labelled_examples():
    """4 of 16, so that 90 others are 8 batches, the last of 6; 32 labelled ones are 3 rounds."""
    for epoch in epochs(2, seed=1):
        assert [(len(few), len(others)) for few, others in epoch] == 7 * [(4, 12)] + [(4, 6)]
        np.testing.assert_array_equal(
            np.sort(np.concatenate([others for _, others in epoch])), np.arange(10, 100)
        )
        counts = np.bincount(np.concatenate([few for few, _ in epoch]).astype(int))
        assert counts.min() == 3 and counts.max() == 4 and len(counts) == 10
    assert [len(epoch) for epoch in epochs(1, seed=1, drop_remainder=True)] == [7]


def test_of_a_small_share_there_is_one_in_every_batch():
    (epoch,) = epochs(1, seed=1, labelled_share=0.01)
    assert [len(few) for few, _ in epoch] == [1] * 6


def test_the_order_of_both_is_a_function_of_seed_and_epoch():
    whole = epochs(4, seed=1)
    resumed = epochs(2, seed=1, first_epoch=2)
    for epoch, again in zip(whole[2:], resumed, strict=True):
        for batch, other in zip(epoch, again, strict=True):
            np.testing.assert_array_equal(batch[0], other[0])
            np.testing.assert_array_equal(batch[1], other[1])
    for part in (0, 1):
        orders = [np.concatenate([batch[part] for batch in epoch]) for epoch in whole]
        other_seed = np.concatenate([batch[part] for batch in epochs(1, seed=2)[0]])
        assert not any(np.array_equal(orders[0], order) for order in [*orders[1:], other_seed])


def test_without_seed_the_few_come_in_turn():
    (epoch,) = epochs(1)
    np.testing.assert_array_equal(np.concatenate([few for few, _ in epoch]), np.arange(32) % 10)


def test_where_all_are_labelled_or_none_a_share_changes_nothing():
    for labels in (None, np.zeros(100, int)):
        split = Split(NUMBERED.examples, labels)
        plain, shared = (split.batches(16, seed=1, labelled_share=s) for s in (None, 0.5))
        for one, other in zip(plain, shared, strict=True):
            np.testing.assert_array_equal(one[0], other[0])


def test_a_batch_without_room_for_both_is_refused():
    with pytest.raises(InputError, match="Batches of 1 cannot"):
        NUMBERED.batches(1, labelled_share=0.5)
