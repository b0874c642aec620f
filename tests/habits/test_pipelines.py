"""As people feed `fit`: data sets, generators, `PyDataset`, in mixed precision."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgen
from kerasgen.errors import InputError
from kerasgen.networks import Dense

of_slices = tf.data.Dataset.from_tensor_slices


class Batches(keras.utils.PyDataset):
    def __init__(self, x, make):
        super().__init__()
        self.x, self.make = x, make

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return self.make(self.x[32 * index : 32 * index + 32])


def generated(batches):
    while True:
        yield from batches


def rows(batches):
    return [batches[place] for place in range(len(batches))]


SAME = {
    "an array": lambda x: x,
    "a tensor": tf.constant,
    "a data set": lambda x: of_slices(x).batch(32),
    "with a target": lambda x: of_slices(x).map(lambda e: (e, e)).batch(32).prefetch(2),
    "with labels": lambda x: of_slices((x, np.arange(128) % 10)).batch(32),
    "a data set of dicts": lambda x: of_slices({"image": x, "label": np.zeros(128, int)}).batch(32),
    "with names": lambda x: of_slices({"id": ["a"] * 128, "image": x}).batch(32),
    "with attributes": lambda x: of_slices({"image": x, "a": {"smile": [1] * 128}}).batch(32),
    "batches": lambda x: Batches(x, lambda batch: (batch,)),
    "batches with targets": lambda x: Batches(x, lambda batch: (batch, batch)),
    "batches of dicts": lambda x: Batches(x, lambda batch: ({"image": batch},)),
    "doubles": lambda x: x.astype("float64"),
}  # fmt: skip


@pytest.fixture
def model():
    keras.utils.set_random_seed(0)
    model = kerasgen.Autoencoder.from_data_shape((8, 8, 1), 4, Dense((16,)), seed=0)
    model.compile(optimizer=keras.optimizers.SGD(1e-3))
    return model


def test_the_same_examples_are_the_same_in_every_form(model, pictures):
    expected = model.evaluate(pictures, batch_size=32, verbose=0)
    for name, form in SAME.items():
        given = form(pictures)
        found = model.evaluate(given, verbose=0)
        assert found == pytest.approx(expected, rel=1e-5), name
    model.fit(of_slices(pictures).batch(32).repeat(), steps_per_epoch=3, verbose=0)
    model.fit(generated(rows(Batches(pictures, lambda x: (x, x)))), steps_per_epoch=2, verbose=0)
    assert int(model.optimizer.iterations) == 5
    predicted = model.predict(of_slices((pictures, pictures)).batch(32), verbose=0)
    np.testing.assert_allclose(predicted, model.reconstruct(pictures), atol=1e-6)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (of_slices, r"a data set as x\.batch"),
        (lambda x: of_slices({"a": x, "b": x}).batch(32), "one entry of shape"),
        (lambda x: of_slices(np.int32(255 * x)).batch(32), "not int32"),
        (lambda x: list(x), r"np\.stack"),
        (lambda x: of_slices((x, np.zeros((128, 3)))).batch(32), "shape"),
    ],
)
def test_what_cannot_be_meant_is_refused(form, words, model, pictures):
    with pytest.raises(InputError, match=words):
        model.fit(form(pictures), verbose=0)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_a_policy_of_keras_is_that_of_the_model(policy, pictures):
    keras.config.set_dtype_policy(policy)
    model = kerasgen.GAN.from_data_shape((8, 8, 1), 4, Dense((16,)), seed=0)
    model.compile()
    history = model.fit(pictures, verbose=0).history
    assert np.isfinite([*history.values()]).all()
    assert model.generator.compute_dtype == policy.removeprefix("mixed_")
    assert model.generate(2, seed=1).dtype == np.float32
