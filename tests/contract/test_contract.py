"""What every method in the catalogue must pass."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from small_models import (
    arrays_for,
    assert_same_weights,
    build,
    fit,
    sgd,
    with_networks_of_its_own,
    with_steps_of_its_own,
)

from kerasgen.catalogue import methods
from kerasgen.core.generative_model import GenerativeModel
from kerasgen.data import Split
from kerasgen.loading import load
from kerasgen.training.callbacks import Backup, restore

INTEGERS = {"label", "c1", "codes"}  # categories by their numbers

every_method = pytest.mark.parametrize("method", methods().values(), ids=methods())
pytestmark = [
    pytest.mark.filterwarnings("error::UserWarning"),
    # XLA's and tf.data's own, about settings that no user of theirs can change.
    pytest.mark.filterwarnings("ignore:.*debug_mode.*"),
    pytest.mark.usefixtures("untraced"),
]


@every_method
def test_trains_with_its_paper_defaults(method, images):
    train_by_default(method, "dense", images)


@pytest.mark.parametrize("method", with_networks_of_its_own(methods()))
def test_trains_with_convolutions(method, images):
    train_by_default(method, "convolutional", images)


def train_by_default(method, architecture, images):
    model = build(method, architecture=architecture)
    model.compile()
    before = [(v, v.numpy()) for v in model.weights]
    history = fit(model, images).history
    assert set(history) == set(model.logged)
    assert np.isfinite(list(history.values())).all()
    moved = {variable.path: not np.array_equal(old, variable) for variable, old in before}
    assert any(moved.values())
    assert all(moves for path, moves in moved.items() if "moving_" in path), moved


@every_method
def test_config_round_trip(method):
    model = build(method)
    twin = type(model).from_config(model.get_config())
    assert twin.get_config() == model.get_config()
    assert [v.shape for v in twin.weights] == [v.shape for v in model.weights]


@every_method
def test_what_it_was_compiled_with_comes_back(method, tmp_path):
    model = build(method)
    chosen = {player: keras.optimizers.SGD(0.125, momentum=0.5) for player in model.players}
    model.compile(steps_per_execution=3, jit_compile="auto", **chosen)
    model.save(tmp_path / "model.keras")
    loaded = load(tmp_path / "model.keras")
    assert loaded.steps_per_execution == 3
    assert loaded.get_compile_config()["jit_compile"] == "auto"
    for player in model.players:
        assert float(getattr(loaded, player).learning_rate) == 0.125
        assert getattr(loaded, player).momentum == 0.5


@every_method
def test_each_optimizer_moves_its_own_networks_only(method, images):
    model = build(method)
    for player in model.players:
        model.compile(**sgd(model, moving=player), run_eagerly=True)
        own = {id(v) for v in model.variables_of(player)}
        before = [(v, v.numpy()) for v in model.trainable_variables]
        fit(model, images, batch_size=64)
        for variable, old in before:
            moved = not np.array_equal(variable, old)
            # Losses that compare two outputs can be blind to what both share.
            blind = not moved and "bias" in variable.path
            assert moved == (id(variable) in own) or blind, variable.path


@every_method
def test_eager_graph_and_xla_agree(method, images, monkeypatch):
    def same_noise(shape, seed, **_):  # XLA's own draws differ
        grid = ops.cast(ops.reshape(ops.arange(ops.prod(shape)), shape), "float32")
        return 1.4 * ops.sin(grid + ops.cast(ops.sum(seed), "float32"))

    def same_uniform(shape, seed, minval=0.0, maxval=1.0, dtype=tf.float32, **_):
        share = 0.5 + same_noise(shape, seed) / 2.9
        return tf.cast(minval + (maxval - minval) * share, dtype)

    monkeypatch.setattr(tf.random, "stateless_normal", same_noise)
    monkeypatch.setattr(tf.random, "stateless_uniform", same_uniform)
    results = []
    for chosen in ({"jit_compile": False}, {"run_eagerly": True}, {"jit_compile": True}):
        model = build(method)
        model.compile(**sgd(model), **chosen)
        history = fit(model, images).history
        results.append([history[name][0] for name in model.logged])
    # Sums in another order, over 4 steps.
    np.testing.assert_allclose(results[1:], [results[0]] * 2, rtol=1e-4)


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_labels_and_steps_per_execution_change_nothing(method, images):
    """Also where the last batch is short; labels only where a model needs none."""
    images, labels = images[:50], np.arange(50) % 10
    models = []
    for labelled, steps in ((False, 1), (True, 3)):
        model = build(method)
        model.compile(steps_per_execution=steps)
        arrays = (images, labels) if labelled else arrays_for(model, images)
        model.fit(*arrays, batch_size=16, shuffle=False, verbose=0)
        models.append(model)
    assert_same_weights(*models)


@every_method
def test_mixed_precision_takes_the_same_step(method, images):
    moves = []
    for chosen in ("float32", "mixed_bfloat16", "mixed_float16"):
        keras.config.set_dtype_policy(chosen)
        model = build(method)
        optimizers = sgd(model)
        if chosen == "mixed_float16":  # the default scale begins with steps that overflow
            scaled = keras.optimizers.LossScaleOptimizer
            optimizers = {p: scaled(o, initial_scale=256.0) for p, o in optimizers.items()}
        model.compile(**optimizers, run_eagerly=True)
        before = [v.numpy() for v in model.trainable_variables]
        fit(model, images, batch_size=64)
        moves.append(
            np.concatenate(
                [np.ravel(v.numpy() - old) for v, old in zip(model.trainable_variables, before)]
            )
        )
    # A forgotten loss scale is off by thousands; rounding to 8 bits by some percent.
    exact, *rounded = moves
    for move, tolerance in zip(rounded, (0.15, 0.05)):
        assert np.linalg.norm(move - exact) <= tolerance * np.linalg.norm(exact)


@every_method
def test_sample_weights_are_refused(method, images):
    model = build(method)
    model.compile()
    with pytest.raises(ValueError, match="sample weights"):
        model.fit(images, np.ones(len(images)), sample_weight=np.ones(len(images)), verbose=0)


@every_method
def test_epoch_means_are_means_over_examples(method, images):
    model = build(method)
    model.compile(**sgd(model, rate=0.0), run_eagerly=True)
    seen = []
    log = model.log
    model.log = lambda **values: (seen.append(values), log(**values))[1]
    history = fit(model, images[:40]).history  # batches of 16, 16 and 8
    for name in model.logged:
        values = np.concatenate([np.ravel(v[name]) for v in seen if name in v])
        # A generator takes one step for several of its critic.
        steps = model.discriminator_steps if model.adversarial else 1
        every_step = "critic" in name or "penalty" in name
        assert len(values) == (40 if every_step else 40 // steps)
        assert history[name][0] == pytest.approx(values.mean(), rel=1e-5)


@every_method
def test_not_a_number_stops_the_training(method, images):
    model = build(method)
    model.compile(**sgd(model), run_eagerly=True)
    with pytest.raises(FloatingPointError, match="epoch 1"):
        fit(model, np.full_like(images, np.nan), epochs=5, batch_size=64)


@every_method
def test_unknown_optimizer_is_refused(method):
    with pytest.raises(TypeError, match="its optimizers are"):
        build(method).compile(nobodys_optimizer="adam")


@every_method
def test_interrupted_equals_uninterrupted(method, images, tmp_path):
    interrupt(method, images, tmp_path, run_eagerly=True)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_interrupted_equals_uninterrupted_compiled(jit_compile, images, tmp_path):
    interrupt(methods()["vae"], images, tmp_path, jit_compile=jit_compile)


def interrupt(method, images, tmp_path, **compiled):
    split = Split(images, labels=np.arange(len(images)) % 10)

    def run(model, first, last):
        batches = split.batches(32, seed=5, first_epoch=first)
        backup = Backup(tmp_path)
        model.fit(batches, initial_epoch=first, epochs=last, verbose=0, callbacks=[backup])

    whole = build(method)
    whole.compile(**compiled)
    run(whole, 0, 3)
    (tmp_path / "epoch-00003.keras").unlink()
    resumed, epochs = restore(tmp_path)
    assert epochs == 2
    run(resumed, 2, 3)
    assert_same_weights(whole, resumed)


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(method, id=name)
        for name, method in methods().items()
        if method.load().generates
    ],
)
def test_generate_is_a_function_of_the_seed(method):
    model = build(method)
    first = model.generate(5, seed=1)
    assert first.shape == (5, 8, 8, 1)
    if not hasattr(model, "likelihood") or "logits" in model.likelihood.heads:
        assert (first >= 0).all() and (first <= 1).all()
    np.testing.assert_array_equal(first, model.generate(5, seed=1))
    assert not np.array_equal(first, model.generate(5, seed=2))
    assert not np.array_equal(model.generate(5), model.generate(5))


@every_method
def test_what_is_deployed_has_named_float32_ends(method):
    keras.config.set_dtype_policy("mixed_bfloat16")
    for network in build(method).deployed().values():
        for tensor in (*network.input.values(), *network.output.values()):
            assert tensor.dtype == ("int32" if tensor.name in INTEGERS else "float32")
            assert tensor.shape[0] is None


@pytest.fixture(scope="module")
def strategy():
    # One for all: the collective operations of two in one process get in each other's way.
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])


@pytest.mark.parametrize("method", with_steps_of_its_own(methods()))
def test_replicas_stay_in_step(method, strategy, images):
    with strategy.scope():
        model = build(method)
        model.compile()
    arrays = arrays_for(model, images)
    dataset = tf.data.Dataset.from_tensor_slices(arrays).batch(32)
    history = model.fit(dataset, epochs=2, verbose=0).history
    assert np.isfinite(list(history.values())).all()
    for variable in model.variables:
        # Keras's batch normalisation averages over each replica's own part of a batch.
        if variable.name not in ("moving_mean", "moving_variance"):
            one, other = strategy.experimental_local_results(variable.value)
            np.testing.assert_array_equal(one, other, err_msg=variable.path)


class Deterministic(GenerativeModel):
    """The least model without noise: a dense autoencoder under the squared error."""

    networks = ("network",)
    players = {"optimizer": ("network",)}

    def default_optimizers(self):
        return {"optimizer": keras.optimizers.SGD(0.01)}

    def train_step(self, data):
        x = self.data_of(data)
        with tf.GradientTape() as tape:
            loss = ops.sum((self.network(x, training=True) - x) ** 2, axis=(1, 2, 3))
        self.minimize(loss, tape, "optimizer")
        self.log(loss=loss)
        return self.results()


def deterministic_model():
    keras.utils.set_random_seed(1)
    data = keras.Input((8, 8, 1))
    hidden = keras.layers.Dense(4)(keras.layers.Flatten()(data))
    output = keras.layers.Reshape((8, 8, 1))(keras.layers.Dense(64)(hidden))
    return Deterministic(network=keras.Model(data, output))


def test_two_replicas_equal_one(strategy, images):
    dataset = tf.data.Dataset.from_tensor_slices(images).batch(32)
    single = deterministic_model()
    single.compile()
    expected = single.fit(dataset, epochs=3, verbose=0).history["loss"]
    with strategy.scope():
        model = deterministic_model()
        model.compile()
    found = model.fit(dataset, epochs=3, verbose=0).history["loss"]
    # Two half sums instead of one whole.
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    for one, other in zip(single.trainable_variables, model.trainable_variables):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_replicas_draw_different_noise(strategy):
    with strategy.scope():
        model = deterministic_model()
    seeds = [
        tuple(np.array(seed))
        for _ in range(3)
        for seed in strategy.experimental_local_results(strategy.run(tf.function(model.draw_seed)))
    ]
    assert len(set(seeds)) == 6


def test_unbuilt_network_is_refused():
    with pytest.raises(ValueError, match="must be built"):
        Deterministic(network=keras.Sequential([keras.layers.Dense(2)]))
