"""Seeds that do not repeat, whoever draws them."""

from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf

from kerasgen.formulas.randomness import draw_seed, folded


def test_replicas_in_step_draw_different_seeds(monkeypatch):
    seeds = set()
    for replica in range(3):
        context = SimpleNamespace(replica_id_in_sync_group=replica)
        monkeypatch.setattr(tf.distribute, "get_replica_context", lambda context=context: context)
        generator = keras.random.SeedGenerator(7)
        seeds |= {tuple(np.array(draw_seed(generator))) for _ in range(4)}
    assert len(seeds) == 12


def test_each_number_folds_a_seed_into_another_one():
    seeds = {tuple(np.array(folded(seed, n))) for seed in ((0, 0), (0, 1), (1, 0)) for n in (1, 2)}
    assert len(seeds) == 6
    np.testing.assert_array_equal(folded((3, 4), 5), folded((3, 4), 5))
