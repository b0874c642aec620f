"""Networks with normalised weights as they begin on examples, and normalisations without gains."""

import keras
import numpy as np
import pytest
from keras import layers

from kerasgen import networks
from kerasgen.networks import DCGAN, Convolutional, Dense
from kerasgen.networks.layers import WeightNormalization, WeightNormalizedDense


@pytest.mark.parametrize("architecture", [Dense((12, 6)), Convolutional(3, 5)])
def test_units_begin_with_mean_0_and_variance_1_on_examples(architecture, images):
    network = networks.semi_supervised_discriminator((8, 8, 1), 10, architecture)
    assert networks.begun_on(network, images) is network
    for layer in network.layers:
        if "scale" in (weight.name for weight in layer.weights):
            outputs = np.array(keras.Model(network.input, layer.output)(images))
            outputs = outputs.reshape(-1, outputs.shape[-1])
            np.testing.assert_allclose(outputs.mean(axis=0), 0.0, atol=1e-3)
            np.testing.assert_allclose(outputs.std(axis=0), 1.0, rtol=1e-2)


def test_without_biases_units_begin_with_variance_1(images):
    network = networks.semi_supervised_discriminator((8, 8, 1), 10, DCGAN(3, 5))
    networks.begun_on(network, images)
    without = [n for n in network.layers if isinstance(n, WeightNormalization) and n.bias is None]
    assert len(without) == 2
    for layer in without:
        below = keras.Model(network.input, layer.input)(images, training=True)
        outputs = np.array(layer(below))
        deviations = outputs.std(axis=tuple(range(outputs.ndim - 1)))
        np.testing.assert_allclose(deviations, 1.0, rtol=1e-2)


def test_an_activation_stays_and_units_that_do_not_vary_keep_their_length():
    layer = WeightNormalizedDense(3, activation="sigmoid")
    layer.build((None, 2))
    before = np.array(layer.scale)
    layer.begin_on(np.ones((5, 2), "float32"))
    np.testing.assert_allclose(layer.scale, before, rtol=1e-6)
    np.testing.assert_allclose(layer(np.ones((1, 2), "float32")), 0.5, atol=1e-6)


def test_without_gains_the_rest_of_a_network_is_the_same():
    network = networks.generator((8, 8, 1), 4, Dense((6, 5)))
    found = networks.without_gains(network)
    normalised = [n for n in found.layers if isinstance(n, layers.BatchNormalization)]
    assert len(normalised) == 2 and not any(layer.scale for layer in normalised)
    assert [type(layer) for layer in found.layers] == [type(layer) for layer in network.layers]
    gains = [weight for weight in network.weights if weight.name == "gamma"]
    assert len(gains) == 2 and len(found.weights) == len(network.weights) - 2
