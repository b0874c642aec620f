"""The quantiser and the prior beside hand-worked values, k-means and closed forms."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs

from kerasgen.networks import Convolutional, Dense, code_grids
from kerasgen.networks.layers.quantiser import Quantiser, perplexity
from kerasgen.vaes.vq_vae import VQVAE


def quantiser(codebook, counts=1.0, **kwargs):
    """One whose averages are as if each code had been chosen `counts` times where it is."""
    codebook = np.array(codebook, "float32")
    layer = Quantiser(*codebook.shape, **kwargs)
    layer.build((None, codebook.shape[1]))
    counts = np.broadcast_to(np.float32(counts), len(codebook))
    layer.set_weights([codebook, counts, counts[:, None] * codebook])
    return layer


def updated(layer, vectors, seed=0, times=1):
    """The codebook after so many updates on a batch of vectors."""
    vectors = tf.constant(np.array(vectors, "float32"))
    update = tf.function(lambda key: layer.update(vectors, layer(vectors)["codes"], key))
    for index in range(times):
        update(tf.constant([seed, index]))
    return layer.codebook.numpy()


@pytest.fixture
def model():
    return VQVAE.from_data_shape((8, 8, 1), 2, Dense((16,)), codes=5, positions=3, seed=0)


def test_every_vector_is_replaced_by_the_nearest_code():
    layer = quantiser([[0, 0], [2, 0], [0, 3]])
    # Squared distances of (1.1, 0) are 1.21, .81, 10.21; of (.2, 1.6) they are 2.6, 5.8, 2; the
    # longest code has the largest product with (.9, .9), whose distances are 1.62, 2.02, 5.22.
    nearest = layer(np.array([[1.1, 0, 0.2, 1.6], [0.9, 0.9, -5, 0]], "float32"))
    np.testing.assert_array_equal(nearest["codes"], [[1, 2], [0, 0]])
    np.testing.assert_array_equal(nearest["latents"], [[2, 0, 0, 3], [0, 0, 0, 0]])
    np.testing.assert_array_equal(layer.lookup(nearest["codes"]), nearest["latents"])


def test_gradients_pass_straight_through_and_past_the_codebook():
    layer = quantiser(np.random.default_rng(0).standard_normal((7, 2)))
    inputs, weights = np.random.default_rng(1).standard_normal((2, 5, 6)).astype("float32")
    inputs = tf.constant(inputs)
    with tf.GradientTape() as tape:
        tape.watch([inputs, layer.codebook.value])
        loss = ops.sum(weights * layer(inputs)["latents"])
    to_inputs, to_codebook = tape.gradient(loss, [inputs, layer.codebook.value])
    np.testing.assert_array_equal(to_inputs, weights)
    assert to_codebook is None
    assert not layer.trainable_variables


def test_an_update_is_the_smoothed_moving_average(monkeypatch):
    # The real one moves the sixth digit.
    monkeypatch.setattr("kerasgen.networks.layers.quantiser.EPSILON", 1.0)
    layer = quantiser([[1.0], [3.0]], counts=2, decay=0.5)
    found = updated(layer, [[0.0], [1.0], [2.5]])
    # The first two choose code 0. Counts are (2 + 2) / 2 and (2 + 1) / 2, sums (2 + 1) / 2 and
    # (6 + 2.5) / 2, and counts smoothed (2 + 1) / (3.5 + 2) 3.5 and (1.5 + 1) / (3.5 + 2) 3.5.
    np.testing.assert_allclose(layer.counts, [2.0, 1.5], rtol=1e-6)
    np.testing.assert_allclose(layer.sums, [[1.5], [4.25]], rtol=1e-6)
    np.testing.assert_allclose(
        found, [[1.5 * 5.5 / (3 * 3.5)], [4.25 * 5.5 / (2.5 * 3.5)]], rtol=1e-6
    )


def test_codes_come_to_be_the_centroids_of_k_means():
    x, _, centres = make_blobs(
        300, centers=4, cluster_std=0.5, center_box=(-8, 8), random_state=3, return_centers=True
    )
    found = updated(quantiser(centres + 1.0, decay=0.5), x, times=30)
    expected = KMeans(4, n_init=10, random_state=0).fit(x).cluster_centers_
    by_first = [centroids[centroids[:, 0].argsort()] for centroids in (found, expected)]
    # Smoothing by 1e-5 and float32 are left; 0.5^30 is less.
    np.testing.assert_allclose(*by_first, rtol=1e-4)


def test_a_dead_code_starts_again_from_the_batch_and_live_ones_go_on():
    vectors = np.array([[0.1], [0.2], [1.1], [1.4]], "float32")
    live = updated(quantiser([[0.0], [1.0]]), vectors)
    layer = quantiser([[0.0], [1.0], [50.0]], counts=[1, 1, 0.05])
    found = updated(layer, vectors)
    # In mean 4/3 vectors choose a code; 0.05 of that is more than 0.99 * 0.05.
    assert found[2] in vectors
    np.testing.assert_allclose(layer.counts[2], 0.05 * 4 / 3, rtol=1e-6)
    np.testing.assert_allclose(layer.sums[2], 0.05 * 4 / 3 * found[2], rtol=1e-6)
    # All that the third code changes of the others is what smoothing takes from them.
    np.testing.assert_allclose(found[:2], live, rtol=1e-4)


def test_restarts_find_all_of_the_batch():
    vectors = np.arange(4, dtype="float32")[:, None]
    starts = updated(quantiser([[0.0]] + 40 * [[50.0]], counts=[1] + 40 * [0]), vectors)[1:]
    assert set(starts.ravel()) == {0.0, 1.0, 2.0, 3.0}


def test_a_live_code_that_nobody_chooses_for_a_while_stays():
    layer = quantiser([[0.0], [50.0]], decay=0.9)
    # 0.9^20 is 0.12 of its count, 0.9^40 is 0.015, and less than 0.05 of the mean is dead.
    assert updated(layer, [[0.1], [-0.1]], times=20)[1] == pytest.approx(50.0, rel=1e-3)
    assert abs(updated(layer, [[0.1], [-0.1]], times=20)[1]) < 1


def test_the_first_batch_starts_the_codebook():
    layer = Quantiser(20, code_dim=2)
    layer.build((None, 2))
    vectors = 5 + np.random.default_rng(0).standard_normal((30, 2)).astype("float32")
    found = updated(layer, vectors)
    chosen = (layer.counts.numpy() > 0.05 * 30 / 20 * 1.001)[:, None]
    # The rest are vectors of the batch; what was chosen often at once is their mean.
    assert np.isin(found, vectors)[~chosen[:, 0]].all()
    assert (np.abs(found - 5) < 4).all()


class Replica:
    """One of two replicas, to whose sums the other adds what it gave."""

    num_replicas_in_sync = 2

    def __init__(self, index, of_other=(0.0, 0.0, 0.0)):
        self.replica_id_in_sync_group = index
        self.of_other = of_other

    def all_reduce(self, operation, tensors):
        assert operation == tf.distribute.ReduceOp.SUM
        self.given = tensors
        return [own + other for own, other in zip(tensors, self.of_other)]


def test_replicas_keep_one_codebook_as_if_they_were_one(monkeypatch):
    start, counts = [[0, 0], [1, 1], [9, 9], [9, 9]], [1, 1, 0, 0]
    halves = np.random.default_rng(0).random((2, 4, 2)).astype("float32")

    def updated_on(replica):
        monkeypatch.setattr(tf.distribute, "get_replica_context", lambda: replica)
        layer, own = quantiser(start, counts), halves[replica.replica_id_in_sync_group]
        layer.update(own, layer(own)["codes"], (0, replica.replica_id_in_sync_group))
        return layer

    def given_by(index):
        replica = Replica(index)
        updated_on(replica)
        return replica.given

    first, second = (updated_on(Replica(index, given_by(1 - index))) for index in range(2))
    for one, other in zip(first.weights, second.weights):
        np.testing.assert_array_equal(one, other)
    monkeypatch.undo()
    expected = updated(quantiser(start, counts), halves.reshape(8, 2))
    found = first.codebook.numpy()
    np.testing.assert_allclose(found[:2], expected[:2], rtol=1e-5)  # sums in another order
    for index in range(2):  # the replicas give restarts by turns
        assert (found[2 + index] == halves[index]).all(axis=1).any()


def test_perplexity_is_the_number_of_codes_in_even_use():
    assert float(perplexity(ops.array([[3, 1], [6, 0]]), 8)) == pytest.approx(4, rel=1e-5)
    assert float(perplexity(ops.array([[3, 3]]), 8)) == pytest.approx(1, rel=1e-5)


def test_commitment_is_the_distance_that_the_encoder_alone_closes(model, images):
    with tf.GradientTape(persistent=True) as tape:
        latents = model.encoder(images)
        nearest = model.quantiser(latents)
        terms = model.objective(images, latents, nearest, training=True)
    vectors, codebook = np.reshape(latents, (64, 3, 1, 2)), model.quantiser.codebook.numpy()
    distances = np.square(vectors - codebook).sum(axis=-1)
    np.testing.assert_allclose(terms["commitment"], distances.min(axis=-1).sum(axis=-1), 1e-4)
    np.testing.assert_array_equal(nearest["codes"], distances.argmin(axis=-1))
    np.testing.assert_allclose(
        terms["loss"], terms["reconstruction_nll"] + 0.25 * terms["commitment"], rtol=1e-6
    )
    to_encoder = tape.gradient(terms["commitment"], model.encoder.trainable_variables)
    assert all(np.abs(g).max() > 0 for g in to_encoder)
    to_decoder = tape.gradient(terms["commitment"], model.decoder.trainable_variables)
    assert to_decoder == [None] * len(to_decoder)
    # Towards the code: d|z - e|^2 = 2 (z - e).
    to_latents = tape.gradient(terms["commitment"], latents)
    np.testing.assert_allclose(to_latents, 2 * (latents - nearest["latents"]), rtol=1e-5)


def test_reconstructions_reach_the_encoder_through_the_codes(model, images):
    with tf.GradientTape() as tape:
        latents = model.encoder(images)
        terms = model.objective(images, latents, model.quantiser(latents), training=True)
    gradients = tape.gradient(terms["reconstruction_nll"], model.encoder.trainable_variables)
    assert all(np.abs(g).max() > 0 for g in gradients)


def test_codes_are_numbers_of_vectors_of_the_codebook(model, images):
    found = model.apply_deployed("encode", data=images)
    assert found["codes"].shape == (64, 3) and found["latents"].shape == (64, 6)
    expected = model.quantiser.codebook.numpy()[found["codes"].astype(int)]
    np.testing.assert_array_equal(found["latents"], expected.reshape(64, 6))
    np.testing.assert_allclose(model.decode(found["latents"]), model.reconstruct(images), atol=1e-6)


def chain(count, rng):
    """Codes `(count, 4)` of a Markov chain on three states, and its entropy in nats."""
    first = np.array([0.5, 0.3, 0.2])
    moves = np.array([[0.9, 0.05, 0.05], [0.1, 0.1, 0.8], [0.3, 0.4, 0.3]])
    codes = [rng.choice(3, count, p=first)]
    entropy, share = stats.entropy(first), first
    for _ in range(3):
        cumulative = moves.cumsum(axis=1)[codes[-1]]
        codes.append((rng.random((count, 1)) > cumulative).sum(axis=1))
        entropy += share @ stats.entropy(moves, axis=1)
        share = share @ moves
    return np.stack(codes, axis=1).astype("int32"), entropy


def test_the_prior_learns_the_distribution_of_the_codes():
    model = VQVAE.from_data_shape((4,), 2, Dense((4,)), codes=3, positions=4, seed=0)
    model.compile(prior_optimizer=keras.optimizers.Adam(1e-2))
    rng = np.random.default_rng(0)
    step = tf.function(model.prior_step)
    for _ in range(150):
        step(tf.constant(chain(256, rng)[0]))
    codes, entropy = chain(20_000, rng)
    nll = np.array(model.prior_nll(codes, training=False))
    # The chain is far from uniform (4.39 nats) and from independent (3.86).
    assert nll.mean() == pytest.approx(entropy, abs=0.02 + float(4 * stats.sem(nll)))


@pytest.mark.parametrize("positions", [1, 5, 9])
def test_the_prior_sees_all_earlier_codes_and_no_other(positions):
    prior = code_grids.causal_prior(positions, codes=4, units=8)
    codes = np.random.default_rng(0).integers(0, 4, (1, positions))
    before = np.array(prior(codes))[0]
    for changed in range(positions):
        other = codes.copy()
        other[0, changed] = (other[0, changed] + 1) % 4
        moved = np.abs(np.array(prior(other))[0] - before).max(axis=-1) > 0
        np.testing.assert_array_equal(moved, np.arange(positions) > changed)


def test_draws_have_the_probabilities_that_the_prior_says():
    model = VQVAE.from_data_shape((4,), 2, Dense((4,)), codes=2, positions=3, seed=0)
    head = model.prior.get_layer("logits")
    head.kernel.assign(30 * head.kernel)  # far from uniform
    sequences = np.array(list(itertools.product(range(2), repeat=3)))
    probabilities = np.exp(-np.array(model.prior_nll(sequences, training=False), "float64"))
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert probabilities.max() > 2 * probabilities.min()
    drawn = np.array(model.draw_codes(20_000, (3, 0)))
    counts = np.bincount(drawn @ [4, 2, 1], minlength=8)
    expected = 20_000 * probabilities / probabilities.sum()
    assert stats.chisquare(counts, expected).pvalue > 1e-3
    latents = np.array(model.prior_draw(20_000, (3, 0)))
    np.testing.assert_array_equal(latents, model.quantiser.lookup(drawn))


def test_a_grid_has_a_code_for_every_four_by_four_pixels_row_by_row():
    encoder = code_grids.grid_encoder((8, 12, 1), 2, Convolutional(4))
    decoder = code_grids.grid_decoder((8, 12, 1), 2, Convolutional(4))
    assert encoder.output_shape == decoder.input_shape == (None, 2 * 3 * 2)
    assert decoder.output["logits"].shape == (None, 8, 12, 1)
    # A grid of two rows of six: far corners of the picture are those of the sequence.
    encoder = code_grids.grid_encoder((8, 24, 1), 2, Convolutional(4))
    decoder = code_grids.grid_decoder((8, 24, 1), 2, Convolutional(4))
    image, latents = np.zeros((1, 8, 24, 1), "float32"), np.zeros((1, 24), "float32")
    corner, at_start = image.copy(), latents.copy()
    corner[0, :2, :2], at_start[0, :2] = 1.0, 1.0
    moved = np.array(encoder(corner) - encoder(image)).reshape(2, 6, 2).any(axis=-1)
    assert moved[0, 0] and not moved[:, 3:].any()
    moved = np.array(decoder(at_start)["logits"] - decoder(latents)["logits"])[0, ..., 0] != 0
    assert moved[:4, :4].any() and not moved[:, 12:].any()


@pytest.mark.slow
def test_it_learns_digits(digits):
    images = digits.train.as_floats()
    model = VQVAE.from_data_shape((8, 8, 1), 4, Dense((64,)), codes=32, positions=4, seed=0)
    adam = keras.optimizers.Adam
    model.compile(optimizer=adam(5e-3), prior_optimizer=adam(5e-3))
    history = model.fit(images, batch_size=64, epochs=8, verbose=0).history
    error = np.square(model.reconstruct(images) - images).mean()
    # The mean digit's error, which one code for all does not beat.
    assert error < 0.7 * np.square(images - images.mean(axis=0)).mean()
    assert history["perplexity"][-1] > 20
    # Less than if all codes were alike likely.
    assert history["prior_nll"][-1] < 4 * np.log(32) - 2


def test_what_is_asked_of_the_codebook_reaches_it():
    model = VQVAE.from_data_shape(
        (4,), 2, Dense((4,)), codes=5, positions=3, decay=0.7, restart_share=0.2, seed=0
    )
    quantiser = model.quantiser
    assert (quantiser.codes, quantiser.code_dim) == (5, 2)
    assert (quantiser.decay, quantiser.restart_share) == (0.7, 0.2)


def test_the_prior_pays_for_every_position():
    """Logits that say nothing of three codes out of five."""
    model = VQVAE.from_data_shape((4,), 2, Dense((4,)), codes=5, positions=3, seed=0)
    model.prior = lambda codes, training: ops.zeros((2, 3, 5))
    found = model.prior_nll(ops.zeros((2, 3), "int32"), training=True)
    np.testing.assert_allclose(found, [3 * np.log(5)] * 2, rtol=1e-6)


def test_latents_that_positions_cannot_share_are_refused(model):
    prior = code_grids.causal_prior(4, codes=5)
    with pytest.raises(ValueError, match="6 latents, which cannot be shared out among the 4"):
        VQVAE(model.encoder, model.decoder, prior)
