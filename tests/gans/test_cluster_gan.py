"""What generator and encoder pay for, what noise is drawn, and which clusters are found."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from small_models import remade

from kerasgen.evaluation.metrics import hungarian_accuracy
from kerasgen.gans.cluster_gan import ClusterGAN
from kerasgen.networks import Dense


def small(**kwargs):
    keras.utils.set_random_seed(0)
    return ClusterGAN.from_data_shape((8, 8, 1), 4, Dense((16,)), seed=0, **kwargs)


def transparent(**kwargs):
    """Data are noise and component side by side; the critic scores their first number."""
    latents, component = keras.Input((2,), name="latents"), keras.Input((3,), name="component")
    data, judged = keras.Input((5,)), keras.Input((5,))
    given = {"latents": latents, "component": component}
    return ClusterGAN(
        keras.Model(given, layers.Concatenate()([latents, component])),
        keras.Model(judged, {"scores": judged[:, :1]}),
        keras.Model(data, {"latents": 0.5 * data[:, :2], "component_logits": 2.0 * data[:, 2:]}),
        **kwargs,
    )


def test_what_is_paid_for_at_hand_worked_values():
    model = transparent(latent_weight=3.0, component_weight=5.0)
    noise = np.float32([[0.2, -0.4], [0.0, 0.6]])
    z = {"latents": ops.array(noise), "component": ops.one_hot([2, 0], 3)}
    fake = model.generated(z, training=True)
    found = model.generator_loss({"data": fake["data"]}, fake, training=True)
    # Half of the noise is missed, and the component is named at odds of e^2 to 1 and 1.
    nll = np.log(np.exp(2) + 2) - 2
    expected = -noise[:, 0] + 3 * (0.25 * noise**2).mean(axis=1) + 5 * nll
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    logs = model.results()
    assert float(logs["component_nll"]) == pytest.approx(nll, rel=1e-5)
    assert float(logs["latent_error"]) == pytest.approx(0.25 * (0.2 + 0.36) / 4, rel=1e-5)


def test_noise_is_narrow_and_each_component_as_often():
    drawn = small().prior_inputs(5000, (1, 0))
    latents = np.array(drawn["latents"])
    assert (latents.mean(), latents.std()) == pytest.approx((0.0, 0.1), abs=0.003)
    shares = np.bincount(np.array(drawn["component"]), minlength=10) / 5000
    np.testing.assert_allclose(shares, 0.1, atol=0.02)


def test_clusters_are_the_components_that_the_encoder_finds():
    data = np.float32([[0, 0, 0, 1, 0], [0, 0, 9, 0, 0]])
    logits = 2.0 * data[:, 2:]
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(transparent().cluster(data), expected, rtol=1e-5)
    made = transparent().apply_deployed(
        "generate", latents=np.float32([[0.3, 0.1]]), component=np.array([1])
    )
    np.testing.assert_allclose(made["data"], [[0.3, 0.1, 0, 1, 0]], rtol=1e-6)


def test_generator_and_encoder_move_by_what_both_pay(images):
    """The encoder learns of the noise though the critic says nothing of it."""
    model = small(latent_weight=1000.0, critic_steps=1)
    model.compile(
        critic_optimizer=keras.optimizers.SGD(0.0), generator_optimizer=keras.optimizers.Adam(1e-2)
    )
    logs = model.fit(np.tile(images, (8, 1, 1, 1)), epochs=20, batch_size=64, verbose=0).history
    assert logs["latent_error"][-1] < 0.7 * logs["latent_error"][2]
    assert logs["component_nll"][-1] < np.log(10) - 0.3


def test_networks_that_do_not_fit_are_refused():
    other = ClusterGAN.from_data_shape((8, 8, 1), 5, Dense((16,)), components=3)
    with pytest.raises(ValueError, match="`encoder`"):
        remade(small(), encoder=other.encoder)


@pytest.mark.slow
def test_clusters_of_digits_are_classes_more_often_than_chance(digits):
    keras.utils.set_random_seed(0)
    model = ClusterGAN.from_data_shape((8, 8, 1), 30, Dense((256, 256)), seed=0)
    rates = {name: keras.optimizers.Adam(5e-4, 0.5, 0.9) for name in model.players}
    model.compile(**rates)
    x = digits.train.as_floats()
    model.fit(x, batch_size=320, epochs=120, verbose=0)
    found = model.cluster(x).argmax(axis=1)
    assert hungarian_accuracy(digits.train.labels, found) > 0.4
