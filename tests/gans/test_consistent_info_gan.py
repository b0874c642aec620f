import keras
import numpy as np
import pytest

from kerasgen import ConsistentInfoGAN
from kerasgen.core.latent_codes import CategoricalCode
from kerasgen.evaluation import metrics
from kerasgen.formulas.divergences import information_of_pairs
from kerasgen.networks import Augmented, Dense, PlainDense
from kerasgen.networks.layers.random_affine import RandomAffine


def test_what_is_added_is_the_information_of_two_views():
    model = ConsistentInfoGAN.from_data_shape(
        (8, 8, 1),
        latent_dim=4,
        discriminator_architecture=Augmented(Dense(), RandomAffine(0.0, 0.0, 0.0)),
        consistency_weight=3.0,
        seed=0,
    )
    head = model.recognition.get_layer("c1")
    head.kernel.assign(1000.0 * head.kernel)  # or all categories would be alike
    images = np.random.default_rng(0).random((16, 8, 8, 1), "float32")
    fake = model.generated(model.noise_for({"data": images}), training=False)
    outputs = [model.outputs(batch, training=False) for batch in ({"data": images}, fake)]
    of_info_gan = model.loss_of_outputs(*outputs, fake, training=False)
    read = model.recognise(images)["c1"]
    added = model.discriminator_loss({"data": images}, fake, training=False) - of_info_gan
    expected = -3.0 * information_of_pairs(read, read)
    assert float(expected) < -0.1
    np.testing.assert_allclose(added, np.full(16, expected), rtol=1e-3)


def test_agreement_is_of_two_views_of_the_data():
    model, seen = ConsistentInfoGAN.from_data_shape((8, 8, 1), latent_dim=4, seed=0), []
    model.agreement = lambda features, others, training: seen.append((features, others)) or 0.0
    images = np.random.default_rng(0).random((6, 8, 8, 1), "float32")
    x = {"data": images}
    fake = model.generated(model.noise_for(x), training=False)
    for training in (True, False):
        model.discriminator_loss(x, fake, training)
    (one, other), (same, again) = seen
    assert not np.allclose(one, other)
    np.testing.assert_array_equal(same, again)
    np.testing.assert_allclose(same, model.discriminator(images)["features"], atol=1e-6)


def test_views_differ_in_training():
    model = ConsistentInfoGAN.from_data_shape((8, 8, 1), latent_dim=4, seed=0)
    images = np.random.default_rng(0).random((16, 8, 8, 1), "float32")
    views = [model.outputs({"data": images}, training=True)["features"] for _ in range(2)]
    assert not np.allclose(*views)


@pytest.mark.slow
def test_categories_become_the_clusters_of_the_data():
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, 1200)
    corners = np.array([[0.2, 0.2, 0.8], [0.8, 0.2, 0.2], [0.2, 0.8, 0.2]])
    data = (corners[labels] + 0.05 * random.standard_normal((1200, 3))).astype("float32")
    keras.utils.set_random_seed(0)
    model = ConsistentInfoGAN.from_data_shape(
        (3,),
        latent_dim=2,
        architecture=PlainDense((32,)),
        codes={"c1": CategoricalCode(3)},
        seed=0,
    )
    model.compile()
    model.fit(data, batch_size=100, epochs=20, verbose=0)
    read = model.recognise(data)["c1"].argmax(axis=1)
    assert metrics.matched_accuracy(labels, read, labels, read) > 0.98


@pytest.mark.parametrize("shape", [(8, 8, 3), (12,), (4, 5)])
def test_data_of_any_shape_have_views(shape):
    model = ConsistentInfoGAN.from_data_shape(shape, latent_dim=2, seed=0)
    data = np.random.default_rng(0).random((8, *shape), "float32")
    views = [model.outputs({"data": data}, training=True)["features"] for _ in range(2)]
    assert not np.allclose(*views)
