import itertools

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from kerasgen.data import OWN, Data, Split, load_data
from kerasgen.data.point_mass import PointMass
from kerasgen.errors import InputError


def write_images(folder, sizes, mode="L"):
    folder.mkdir(parents=True, exist_ok=True)
    for number, size in enumerate(sizes):
        Image.new(mode, size, 10 * number if mode == "L" else (10 * number, 0, 255)).save(
            folder / f"{number}.png"
        )


def test_digits():
    data = load_data("digits")
    assert data.data_shape == (8, 8, 1)
    assert len(data.train) + len(data.test) == 1797
    floats = data.train.as_floats()
    assert floats.dtype == np.float32 and floats.min() == 0.0 and floats.max() == 1.0
    assert data.class_names == tuple("0123456789")
    assert len(np.unique(data.test.labels)) == 10


def test_the_same_test_split_every_time_and_no_overlap():
    first, second = load_data("digits"), load_data("digits")
    np.testing.assert_array_equal(first.test.examples, second.test.examples)
    assert first.fingerprint() == second.fingerprint()
    train = {x.tobytes() for x in first.train.examples}
    assert not any(x.tobytes() in train for x in first.test.examples)


def test_folder_of_classes(tmp_path):
    for name in ("cat", "dog"):
        write_images(tmp_path / name, [(8, 12)] * 10, "RGB")
    data = load_data(tmp_path)
    assert data.data_shape == (12, 8, 3)
    assert data.class_names == ("cat", "dog")
    assert len(data.train) + len(data.test) == 20
    assert data.train.examples.dtype == np.uint8
    np.testing.assert_allclose(data.train.as_floats()[..., 2], 1.0)


def test_flat_folder_of_grey_images_has_no_labels(tmp_path):
    write_images(tmp_path, [(8, 8)] * 12)
    data = load_data(str(tmp_path))
    assert data.data_shape == (8, 8, 1) and data.train.labels is None


def test_npz_with_keras_names_keeps_its_test_split(tmp_path):
    numbers = np.random.default_rng(0)
    x_train, x_test = (numbers.integers(0, 256, (n, 8, 8), "uint8") for n in (9, 4))
    np.savez(
        tmp_path / "a.npz",
        x_train=x_train,
        x_test=x_test,
        y_train=[0, 1, 2] * 3,
        y_test=[0, 1, 2, 0],
    )
    data = load_data(tmp_path / "a.npz")
    np.testing.assert_array_equal(data.test.examples[..., 0], x_test)
    np.testing.assert_allclose(data.train.as_floats()[..., 0], x_train / 255, rtol=1e-6)
    np.testing.assert_array_equal(data.test.labels, [0, 1, 2, 0])


def test_npy_and_arrays(tmp_path):
    x = np.random.default_rng(0).random((20, 5))
    np.save(tmp_path / "a.npy", x)
    assert load_data(tmp_path / "a.npy").data_shape == (5,)
    labelled = load_data((x, np.arange(20) % 2))
    assert labelled.train.labels is not None and load_data(x).train.labels is None


def test_pairs_of_keras_datasets_keep_their_test_split():
    grey = np.arange(6 * 4 * 4, dtype="uint8").reshape(6, 4, 4)
    data = load_data(((grey[:4], [[0], [1], [0], [1]]), (grey[4:], [[1], [0]])))
    np.testing.assert_array_equal(data.test.examples[..., 0], grey[4:])
    np.testing.assert_array_equal(data.test.labels, [1, 0])
    assert len(data.train) == 4 and data.class_names == ("0", "1")


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["10", "2", "1"], ("1", "2", "10")),
        (["dog 10", "dog 9", "cat"], ("cat", "dog 9", "dog 10")),
        ([2.5, 10, 1], ("1.0", "2.5", "10.0")),
        (["x", "1", "-2"], ("-2", "1", "x")),
        ([1, -3, 0], ("-3", "0", "1")),
    ],
)
def test_classes_stand_in_the_order_in_which_people_count(labels, names):
    data = load_data((np.zeros((30, 2)), labels * 10))
    assert data.class_names == names
    everywhere = np.concatenate([data.train.labels, data.test.labels])
    assert sorted(everywhere) == [0] * 10 + [1] * 10 + [2] * 10


def test_what_is_set_aside_has_every_class_and_is_not_kept():
    train = load_data("digits").train
    kept, aside = train.set_aside(0.2)
    assert len(aside) == round(0.2 * len(train))
    counts = np.bincount(aside.labels), 0.2 * np.bincount(train.labels)
    np.testing.assert_allclose(*counts, atol=1)

    def rows(*splits):
        pairs = (zip(split.examples.tolist(), split.labels.tolist()) for split in splits)
        return sorted(map(str, itertools.chain(*pairs)))

    assert rows(kept, aside) == rows(train)


def test_labels_follow_their_classes():
    values = np.linspace(0, 1, 30)[:, None]
    data = load_data((values, [str(number % 3 * 9) for number in range(30)]))  # 0, 9, 18
    for split in (data.train, data.test):
        numbers = np.rint(split.examples[:, 0] * 29).astype(int)
        np.testing.assert_array_equal(split.labels, numbers % 3)


def test_a_file_that_is_called_like_a_data_set_is_of_no_kind(tmp_path):
    np.save(tmp_path / "digits.npy", np.zeros((20, 8, 8)))
    found = load_data(tmp_path / "digits.npy")
    assert (found.name, found.kind) == ("digits", None)
    assert [load_data(own).kind for own in OWN] == list(OWN)


def test_csv_with_header_and_labels(tmp_path):
    rows = "\n".join(f"{i / 40},0.5,{'ab'[i % 2]}" for i in range(40))
    (tmp_path / "a.csv").write_text(f"u,v,label\n{rows}\n")
    data = load_data(tmp_path / "a.csv")
    assert data.data_shape == (2,) and data.class_names == ("a", "b")
    values = np.concatenate([data.train.examples, data.test.examples])[:, 0]
    np.testing.assert_allclose(np.sort(values), np.arange(40) / 40, rtol=1e-6)


def test_csv_of_bytes_without_header(tmp_path):
    np.savetxt(tmp_path / "a.csv", np.arange(200).reshape(50, 4), fmt="%d", delimiter=",")
    data = load_data(tmp_path / "a.csv")
    assert data.train.examples.dtype == np.uint8 and len(data.train) == 45


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.array([[0.1, np.nan]] * 4), "NaN"),
        (np.array([[0.1, np.inf]] * 4), "infinite"),
        (np.array([[-0.5, 0.5]] * 4), "from -0.5 to 0.5"),
        (np.array([[0.0, 255.0]] * 4), "floats in \\[0, 1\\]"),
        (np.array([[0, 256]] * 4), "bytes 0 to 255"),
        (np.zeros((4, 3, 8, 8)), "channels"),
        (np.zeros(7), "shape"),
        (np.zeros((1, 4)), "too few"),
        (np.array([["a", "b"]] * 3), "not numbers"),
    ],
)
def test_wrong_arrays_are_refused(array, message):
    with pytest.raises(InputError, match=message):
        load_data(array)


def test_wrong_label_counts_are_refused():
    with pytest.raises(InputError, match="4 examples but 3 labels"):
        load_data((np.zeros((4, 2)), np.zeros(3)))


def test_wrong_files_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    write_images(tmp_path / "mixed", [(8, 8), (8, 9)])
    write_images(tmp_path / "broken", [(8, 8), (8, 8)])
    (tmp_path / "broken" / "0.png").write_bytes(b"no image")
    np.savez(tmp_path / "other.npz", z=np.zeros((4, 2)))
    (tmp_path / "damaged.npz").write_bytes(b"PK\x03\x04 damaged")
    (tmp_path / "damaged.npy").write_bytes(b"damaged")
    (tmp_path / "ragged.csv").write_text("0.1,0.2\n0.3\n")
    (tmp_path / "words.csv").write_text("u,v\n0.1,zero\n")
    (tmp_path / "empty.csv").write_text("")
    for name, message in {
        "empty": "holds no images",
        "mixed": "mixes image sizes",
        "broken": "0.png is not a readable image",
        "other.npz": "no array x_train or x",
        "damaged.npz": "cannot be read",
        "damaged.npy": "cannot be read",
        "ragged.csv": "cannot be read",
        "words.csv": "cannot be read",
        "empty.csv": "is empty",
        "missing.npz": "no file",
        "no_such_data": "No data set",
    }.items():
        with pytest.raises(InputError, match=message):
            load_data(str(tmp_path / name) if name != "no_such_data" else name)


def epochs_of(split, count, **kwargs):
    batches = split.batches(**kwargs)
    return [np.concatenate([np.ravel(b) for b in batches]) for _ in range(count)]


def test_integers_of_0_and_1_are_values_and_not_bytes():
    for dtype, highest, kept in (
        ("int64", 1, "float32"),
        ("uint8", 1, "float32"),
        ("uint8", 2, "uint8"),
    ):
        examples = np.zeros((10, 3), dtype)
        examples[:, 0] = highest
        assert load_data(examples).train.examples.dtype == kept


def test_a_test_split_has_every_class_in_its_share():
    """200 examples of three classes, which the values tell, of which a tenth is set aside."""
    labels = np.repeat(["a", "b", "c"], [30, 70, 100])
    values = np.repeat([0.0, 0.5, 1.0], [30, 70, 100])
    data = load_data((np.stack([values, values], axis=1), labels))
    assert data.class_names == ("a", "b", "c")
    assert np.bincount(data.train.labels).tolist() == [27, 63, 90]
    assert np.bincount(data.test.labels).tolist() == [3, 7, 10]
    for split in (data.train, data.test):
        np.testing.assert_array_equal(2 * split.examples[:, 0], split.labels)


def test_splits_of_other_classes_are_refused(tmp_path):
    x = np.zeros((4, 3), "float32")
    path = tmp_path / "a.npz"
    np.savez(path, x_train=x, x_test=x, y_train=["a", "b", "a", "b"], y_test=["a", "c", "a", "c"])
    with pytest.raises(InputError, match="other classes"):
        load_data(path)


def test_the_distance_to_a_point_is_the_mean_one():
    at = PointMass(np.array([1.0, 0.0]))
    assert at.distance([[4.0, 4.0], [-2.0, -4.0], [1.0, 0.0]]) == pytest.approx((5 + 5 + 0) / 3)


def test_a_fingerprint_is_of_the_training_examples():
    x = np.arange(12, dtype="float32").reshape(6, 2) / 12
    data = Data("a", Split(x[:4]), Split(x[4:]))
    assert Data("b", Split(x[:4].copy()), Split(x[:2])).fingerprint() == data.fingerprint()
    assert Data("a", Split(x[[0, 1, 3, 2]]), Split(x[4:])).fingerprint() != data.fingerprint()


def test_order_is_a_function_of_seed_and_epoch():
    split = Split(np.linspace(0, 1, 100, dtype="float32")[:, None])
    whole = epochs_of(split, 4, batch_size=16, seed=1)
    resumed = epochs_of(split, 2, batch_size=16, seed=1, first_epoch=2)
    np.testing.assert_array_equal(whole[2:], resumed)
    for epoch in whole:
        np.testing.assert_array_equal(np.sort(epoch), split.examples[:, 0])
    assert not np.array_equal(whole[0], whole[1])
    assert not np.array_equal(whole[0], epochs_of(split, 1, batch_size=16, seed=2)[0])


def test_epochs_of_one_seed_are_not_those_of_another():
    split = Split(np.linspace(0, 1, 100, dtype="float32")[:, None])
    orders = [e.tobytes() for s in (1, 2, 3) for e in epochs_of(split, 3, batch_size=16, seed=s)]
    assert len(set(orders)) == 9


def test_without_seed_the_order_stays():
    split = Split(np.arange(10, dtype="uint8")[:, None])
    (epoch,) = epochs_of(split, 1, batch_size=4)
    np.testing.assert_allclose(epoch, np.arange(10) / 255, rtol=1e-6)


def test_batches_carry_labels_and_sizes():
    split = Split(np.zeros((10, 2), "float32"), np.arange(10))
    batches = split.batches(4, seed=0)
    assert batches.cardinality() == 3
    assert [len(labels) for _, labels in batches] == [4, 4, 2]
    assert split.batches(4, drop_remainder=True).cardinality() == 2
    assert isinstance(batches, tf.data.Dataset)


def binarised_epochs(split, count, **kwargs):
    pipeline = split.batches(7, **kwargs)
    return [np.concatenate([x for (x,) in pipeline.as_numpy_iterator()]) for _ in range(count)]


def test_binary_values_are_drawn_afresh_in_every_epoch():
    grey = np.tile(np.float32([0.0, 0.25, 1.0]), (2000, 1))
    split = Split(grey, binarised=True)
    first, second = binarised_epochs(split, 2, seed=3)
    assert set(np.unique(first)) == {0.0, 1.0}
    for epoch in (first, second):
        # Five standard errors of a share of 1/4.
        np.testing.assert_allclose(epoch.mean(axis=0), [0, 0.25, 1], atol=5 * 0.433 / 2000**0.5)
    assert np.mean(first[:, 1] != second[:, 1]) == pytest.approx(2 * 0.25 * 0.75, abs=0.05)
    (resumed,) = binarised_epochs(split, 1, seed=3, first_epoch=1)
    np.testing.assert_array_equal(resumed, second)


def test_binary_values_of_an_example_are_drawn_afresh_and_alike_when_resumed():
    """One example, so that no order tells epochs apart; of 500 fair values half are others."""
    split = Split(np.full((1, 500), 0.5, "float32"), binarised=True)
    first, second = binarised_epochs(split, 2, seed=3)
    # Four standard errors of a share.
    assert np.mean(first != second) == pytest.approx(0.5, abs=4 * 0.5 / 500**0.5)
    (resumed,) = binarised_epochs(split, 1, seed=3, first_epoch=1)
    np.testing.assert_array_equal(resumed, second)


def test_both_splits_are_binarised_each_by_itself():
    data = Data("a", Split(np.zeros((4, 3), "float32")), Split(np.ones((2, 3), "float32")))
    drawn = data.binarised()
    assert drawn.train.binarised and drawn.test.binarised
    np.testing.assert_array_equal(drawn.train.as_floats(), np.zeros((4, 3)))
    np.testing.assert_array_equal(drawn.test.as_floats(), np.ones((2, 3)))


def test_unshuffled_binary_values_stay():
    split = Split(np.random.default_rng(0).random((50, 3), dtype="float32"), binarised=True)
    for epoch in binarised_epochs(split, 2):
        np.testing.assert_array_equal(epoch, split.as_floats())


def test_tensorflow_datasets_by_name():
    try:
        data = load_data("mnist")
    except InputError as error:
        pytest.skip(f"MNIST is not here: {error}")
    assert data.data_shape == (28, 28, 1)
    assert (len(data.train), len(data.test)) == (60_000, 10_000)
    assert data.class_names == tuple("0123456789")
    # Published mean and standard deviation of the training pixels.
    floats = data.train.as_floats()
    assert floats.mean() == pytest.approx(0.1307, abs=1e-4)
    assert floats.std() == pytest.approx(0.3081, abs=1e-4)
