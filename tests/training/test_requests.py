"""What becomes of a request: its model, its schedule, and what measuring it leaves behind."""

import keras
import numpy as np
import pytest

from kerasgen.data import Data, Split
from kerasgen.networks import Dense
from kerasgen.training import runs
from kerasgen.training.ranking import best_row
from kerasgen.training.recipes import RECIPES, Recipe
from kerasgen.training.recipes.recipe import decaying_adam
from kerasgen.training.requests import Request, new_model
from kerasgen.training.runs.evaluation import grace, measure
from kerasgen.vaes.vae import VAE

SMALL = {"latent_dim": 2, "architecture": Dense((4,))}


class Rows(dict):
    """A row in which every number is that of the epoch."""

    def __missing__(self, name):
        return self["epoch"]


ROWS = [Rows(epoch=1), Rows(epoch=2)]


@pytest.fixture
def data():
    x = np.random.default_rng(0).random((30, 6), "float32")
    labels = np.arange(30) % 3
    return Data("table", Split(x[:20], labels[:20]), Split(x[20:], labels[20:]), tuple("abc"))


def test_what_data_are_is_no_choice_of_a_recipe_but_of_a_request(data):
    recipe = Recipe(1, 10, {**SMALL, "data_size": 7, "beta": 3.0})
    model = new_model(Request("beta_tcvae"), recipe, data)
    assert (model.data_size, model.beta, model.latent_dim) == (20, 3.0, 2)
    asked = Request("beta_tcvae", latent_dim=5, settings={"beta": 2.0, "data_size": 9})
    model = new_model(asked, recipe, data)
    assert (model.data_size, model.beta, model.latent_dim) == (9, 2.0, 5)
    assert new_model(Request("conditional_vae"), Recipe(1, 10, SMALL), data).classes == 3


def test_the_seed_of_a_request_is_the_models(data):
    assert new_model(Request("vae", seed=5), Recipe(1, 10, SMALL), data).seed == 5


def test_what_is_better_when_it_is_more():
    for name in ("diversity", "covered_classes", "modes", "mutual_information", "perplexity"):
        assert best_row(ROWS, name)["epoch"] == 2, name
    for name in ("loss", "kl", "frechet_distance", "reverse_kl", "distance_from_data"):
        assert best_row(ROWS, name)["epoch"] == 1, name


def test_rates_fall_to_nothing_over_the_training():
    for optimizer, rate in (
        (decaying_adam(4e-3)(100)["optimizer"], 4e-3),
        (RECIPES["gan"]["gaussian_1d"].optimizers(100)["generator_optimizer"], 2e-4),
    ):
        falling = []
        for step in (0, 50, 100):
            optimizer.iterations.assign(step)
            falling.append(float(optimizer.learning_rate))
        # A cosine, through half of the rate in the middle.
        assert falling == pytest.approx([rate, rate / 2, 0.0], abs=1e-8)


def test_a_rate_that_is_asked_for_falls_over_the_updates_of_every_player(data):
    """A critic is moved five times in a step."""
    model = new_model(Request("wgan_gp"), Recipe(1, 10, SMALL), data)
    RECIPES["wgan_gp"]["digits"].compile(model, 100, "cosine_decay:1e-3")
    for optimizer, updates in ((model.critic_optimizer, 500), (model.generator_optimizer, 100)):
        optimizer.iterations.assign(updates // 2)
        assert float(optimizer.learning_rate) == pytest.approx(5e-4)
        assert (optimizer.beta_1, optimizer.beta_2) == (0.0, 0.9)


def test_recipes_of_wgan_gp_have_the_papers_betas():
    for kind in ("digits", "images", "vectors"):
        for optimizer in RECIPES["wgan_gp"][kind].optimizers(10).values():
            assert (optimizer.beta_1, optimizer.beta_2) == (0.0, 0.9)


def test_a_policy_is_that_of_the_model_and_not_of_what_comes_after(data):
    model = new_model(Request("vae", dtype_policy="mixed_bfloat16"), Recipe(1, 10, SMALL), data)
    assert model.dtype_policy.name == "mixed_bfloat16"
    assert keras.config.dtype_policy().name == "float32"


def test_a_schedule_is_as_long_as_all_steps_of_the_training(data, tmp_path, monkeypatch):
    """Three epochs of two batches of 8 that 20 examples fill."""

    class Asked(Exception):
        pass

    def optimizers(steps):
        raise Asked(steps)

    recipe = Recipe(3, 8, SMALL, optimizers=optimizers, jit_compile=True)
    monkeypatch.setattr("kerasgen.training.runs.data.load_data", lambda source: data)
    monkeypatch.setattr("kerasgen.training.runs.training.recipe_for", lambda *_: recipe)
    for request, steps in (
        (Request("vae"), 6), (Request("vae", epochs=5, batch_size=5), 20),
        (Request("vae", batch_size=100), 3),
    ):  # fmt: skip
        with pytest.raises(Asked, match=f"^{steps}$"):
            runs.train(request, tmp_path / str(steps))


def test_measuring_is_a_function_of_the_seed_and_leaves_no_trace(data):
    model = VAE.from_data_shape((6,), seed=0, **SMALL)
    model.compile(run_eagerly=True)
    before = model.seed_generator.state.numpy()
    first, again, other = (measure(model, data.test, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(model.seed_generator.state, before)
    assert first == again != other
    assert list(first) == sorted(first)


def test_nothing_is_alarming_in_the_first_tenth():
    assert [grace(epochs) for epochs in (5, 10, 39, 400)] == [0, 1, 3, 40]
