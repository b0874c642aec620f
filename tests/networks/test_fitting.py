"""Networks that users bring: taken by every kind of model, or refused in one line."""

import keras
import numpy as np
import pytest
from keras import layers
from small_models import build, remade, with_functions_of_its_own

from kerasgen import GAN, VAE, WGANGP, Autoencoder, InfoGAN, PacGAN
from kerasgen.catalogue import methods
from kerasgen.networks import generator
from kerasgen.networks.fitting import is_normalised_over_batches
from kerasgen.networks.ranges import UNBOUNDED, range_of

CODES, IMAGES = (4,), (8, 8, 1)


def grower(activation=None, codes=CODES):
    return keras.Sequential(
        [keras.Input(codes), layers.Dense(64, activation), layers.Reshape(IMAGES)]
    )


def shrinker(units=1, activation=None, images=IMAGES):
    return keras.Sequential(
        [keras.Input(images), layers.Flatten(), layers.Dense(units, activation)]
    )


def normalised():
    inner = keras.Sequential([keras.Input((64,)), layers.BatchNormalization()])
    return keras.Sequential([keras.Input(IMAGES), layers.Flatten(), inner, layers.Dense(1)])


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(1)

    def call(self, data):
        return self.dense(keras.ops.reshape(data, (-1, 64)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: GAN(grower("sigmoid"), shrinker()),
        lambda: WGANGP(grower("sigmoid"), shrinker(), critic_steps=1),
        lambda: Autoencoder(shrinker(4), grower("sigmoid")),
        lambda: PacGAN(grower("sigmoid"), shrinker(images=(8, 8, 2))),
    ],
)
def test_sequential_networks_train_and_are_saved(make, images, tmp_path):
    model = make()
    model.compile()
    model.fit(images, batch_size=16, verbose=0)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    for one, other in zip(model.weights, again.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def a_subclassed_one():
    network = Subclassed()
    network(np.zeros((1, *IMAGES)))
    return network


def encoder_of_lists():
    data = keras.Input(IMAGES)
    flat = layers.Flatten()(data)
    return keras.Model(data, [layers.Dense(4)(flat), layers.Dense(4)(flat)])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: GAN(grower(), a_subclassed_one()), "makes one of a subclassed network"),
        (lambda: GAN(grower(), None), "must be a keras.Model, not a NoneType"),
        (lambda: GAN(grower(), keras.Sequential([layers.Dense(1)])), "must be built"),
        (lambda: GAN(keras.Sequential([layers.Dense(2)]), shrinker()), "`generator` must be built"),
        (lambda: GAN(grower(), shrinker(1, "sigmoid")), "`logits` of `discriminator` .* no bounds"),
        (lambda: WGANGP(grower(), shrinker(1, "tanh")), "`scores` of `critic` must have no bounds"),
        (lambda: GAN(shrinker(), grower("sigmoid")), "first, the discriminator after it"),
        (lambda: WGANGP(shrinker(), grower()), "first, the critic after it"),
        (lambda: InfoGAN(grower(), shrinker(), shrinker(), codes=10), "`codes` are a dict"),
        (lambda: GAN(grower(), shrinker(images=(8, 8, 3))), r"\(8, 8, 1\), not \(8, 8, 3\)"),
        (lambda: PacGAN(grower(), shrinker()), r"packs of 2.* \(8, 8, 2\), not \(8, 8, 1\)"),
        (lambda: Autoencoder(shrinker(4), grower(codes=(3,))), r"shape \(3,\), not \(4,\)"),
        (
            lambda: Autoencoder(shrinker(4, images=(8, 8, 3)), grower()),
            r"`mean` of `decoder` .* \(8, 8, 3\), not \(8, 8, 1\)",
        ),
        (
            lambda: Autoencoder(shrinker(4), grower("sigmoid"), likelihood="bernoulli"),
            "`logits` of `decoder` must have no bounds",
        ),
        (lambda: VAE(encoder_of_lists(), grower()), "must give a dict that has log_var, mean"),
        (lambda: WGANGP(grower(), normalised()), "must not have batch normalisation"),
        (lambda: GAN(grower(), normalised(), penalties="r1"), "must not have batch normalisation"),
    ],
)
def test_networks_that_do_not_fit_are_refused(make, words):
    with pytest.raises(ValueError, match=words) as refusal:
        make()
    assert "\n" not in str(refusal.value)


def test_batch_normalisation_may_be_where_no_slope_is_penalised():
    GAN(grower(), normalised())


# Latents, pseudo-inputs, mixtures and codebooks can be of any size.
FREE_INPUTS = {"generator", "mixture", "pseudo_inputs"}
FREE_OUTPUTS = {"prior"}


@pytest.mark.parametrize("method", with_functions_of_its_own(methods()))
def test_a_network_of_other_inputs_or_outputs_is_refused_by_every_method(method):
    """Each network of a model in turn, with all its inputs or outputs one wider."""
    model = build(method)
    networks = {name: getattr(model, name) for name in model.networks}
    remade(model, **networks)
    wrong = [(name, taking_more(networks[name])) for name in set(networks) - FREE_INPUTS]
    wrong += [(name, giving_more(networks[name])) for name in set(networks) - FREE_OUTPUTS]
    for name, network in wrong:
        with pytest.raises(ValueError, match=r"`.* must have shape"):
            remade(model, **{**networks, name: network})


def giving_more(network):
    """A network whose outputs have one more value along the last axis."""
    more = keras.tree.map_structure(
        lambda tensor: keras.ops.concatenate([tensor, tensor[..., :1]], axis=-1), network.output
    )
    return keras.Model(network.input, more)


def taking_more(network):
    """A network whose inputs have one more value along the last axis."""

    def extended(tensor):
        *sides, last = tensor.shape[1:]
        return keras.Input((*sides, last + 1), dtype=tensor.dtype, name=tensor.name)

    inputs = keras.tree.map_structure(extended, network.input)
    cut = keras.tree.map_structure(lambda tensor: tensor[..., :-1], inputs)
    return keras.Model(inputs, network(cut))


@pytest.mark.parametrize(
    ("activation", "bounds"),
    [("sigmoid", (0, 1)), ("tanh", (-1, 1)), ("linear", UNBOUNDED), ("elu", UNBOUNDED)],
)
def test_ranges_are_those_of_the_last_activation(activation, bounds):
    network = generator((8, 8, 1), 4, "dense", activation)  # ends in a `Reshape`
    assert range_of(network, network.output) == bounds
    data = keras.Input((4,))
    network = keras.Model(data, layers.Activation(activation)(layers.Dense(2)(data)))
    assert range_of(network, network.output) == bounds


@pytest.mark.parametrize(
    ("last", "bounds"),
    [
        (keras.ops.sigmoid, (0, 1)),
        (keras.ops.hard_sigmoid, (0, 1)),
        (keras.activations.tanh, (-1, 1)),
        (layers.Softmax(), (0, 1)),
        (keras.Sequential([keras.Input((2,)), layers.Activation("sigmoid")]), (0, 1)),
        (layers.LeakyReLU(), UNBOUNDED),
        (lambda x: 2.0 * x, UNBOUNDED),
    ],
)
def test_operations_and_networks_have_ranges_as_layers_have(last, bounds):
    data = keras.Input((4,))
    network = keras.Model(data, last(layers.Dense(2)(data)))
    assert range_of(network, network.output) == bounds


def test_categories_are_read_as_log_odds():
    model = build(methods()["info_gan"])
    features = keras.Input(model.recognition.input.shape[1:])
    heads = {"c1": layers.Dense(10, "softmax")(features)}
    heads |= {name: layers.Dense(1)(features) for name in ("c2", "c3")}
    with pytest.raises(ValueError, match="`c1` of `recognition` must have no bounds"):
        type(model)(model.generator, model.discriminator, keras.Model(features, heads))


def test_normalisation_is_found_inside_of_wrappers_too():
    data = keras.Input((5, 4))
    inside = layers.TimeDistributed(layers.BatchNormalization())(data)
    assert is_normalised_over_batches(keras.Model(data, inside))
    assert not is_normalised_over_batches(grower())
