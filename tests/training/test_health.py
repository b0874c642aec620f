"""The health of a training, its alarm and its best epoch."""

import inspect
from dataclasses import replace
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from interruptions import Interruption, interrupting
from small_models import assert_same_weights, slow_but, untouched

from kerasgen.catalogue import methods
from kerasgen.data import Data, Split
from kerasgen.data.densities import DENSITIES
from kerasgen.gans.gan import GAN
from kerasgen.gans.hinge_gan import HingeGAN
from kerasgen.gans.lsgan import LSGAN
from kerasgen.gans.wgan import WGAN
from kerasgen.loading import load
from kerasgen.networks import Convolutional, Dense
from kerasgen.training import runs
from kerasgen.training.callbacks import BestCheckpoint, HistoryFile, history
from kerasgen.training.collapse import CollapseAlarm
from kerasgen.training.game_measures import discriminator_numbers, gradient_norms
from kerasgen.training.health import Health
from kerasgen.training.history_section import evaluate_training, panels
from kerasgen.training.ranking import best_row, choices
from kerasgen.training.recipes import Recipe
from kerasgen.training.requests import Request
from kerasgen.training.runs import training
from kerasgen.vaes.vae import VAE

GAMES = {name: method for name, method in methods().items() if method.load().adversarial}


@pytest.fixture(scope="module")
def few(digits):
    cut = lambda split: Split(split.examples[:64], split.labels[:64])  # noqa: E731
    return Data("digits", cut(digits.train), cut(digits.test), digits.class_names)


def small(cls=GAN, **kwargs):
    if "critic_steps" in inspect.signature(cls).parameters:
        kwargs["critic_steps"] = 2
    if "autoencoder" in inspect.signature(cls.from_data_shape).parameters:
        kwargs["autoencoder"] = untouched("vae")
    keras.utils.set_random_seed(1)
    return cls.from_data_shape((8, 8, 1), latent_dim=4, architecture=Dense((8,)), seed=3, **kwargs)


def fit(model, data, epochs, callbacks):
    batches = data.train.batches(16, seed=5)
    return model.fit(batches, epochs=epochs, verbose=0, callbacks=callbacks).history


class Scripted(keras.callbacks.Callback):
    """Logs that were written beforehand."""

    def __init__(self, **script):
        super().__init__()
        self.script = script

    def on_epoch_end(self, epoch, logs=None):
        logs.update({name: values[epoch] for name, values in self.script.items()})


# What is measured -------------------------------------------------------------------------


def test_accuracies_are_of_each_games_own_boundary():
    real, fake = [[0.6], [0.4], [-0.1], [7.0]], [[0.4], [-3.0], [0.6], [0.0]]
    names = ["discriminator_accuracy_real", "discriminator_accuracy_fake"]
    for cls in (GAN, HingeGAN):  # above 0, below 0; an output of 0 is wrong
        assert discriminator_numbers(small(cls), real, fake) == dict(zip(names, (0.75, 0.25)))
    assert discriminator_numbers(small(LSGAN), real, fake) == dict(zip(names, (0.5, 0.75)))
    # (.6 + .4 - .1 + 7) / 4 - (.4 - 3 + .6) / 4
    gap = discriminator_numbers(small(WGAN), real, fake)
    assert gap == {"critic_gap": pytest.approx(7.9 / 4 + 2 / 4)}


def test_gradient_norms_of_a_linear_game():
    """`G(z) = w z` and `f(x) = a x`: gradients are `w z - mean(x)` by a and `-a z` by w."""
    latents, data = keras.Input((1,)), keras.Input((1,))
    line = lambda slope: keras.layers.Dense(  # noqa: E731
        1, use_bias=False, kernel_initializer=keras.initializers.Constant(slope)
    )
    generator = keras.Model(latents, line(0.5)(latents))
    critic = keras.Model(data, {"scores": line(3.0)(data)})
    model = WGAN(generator, critic, critic_steps=2, clip=10.0)
    model.noise_for = lambda x: np.full((len(x), 1), 2.0, "float32")
    norms = gradient_norms(model, np.array([[1.0], [3.0], [5.0], [9.0]], "float32"))
    # One step on 1 and 5, one on 3 and 9: gradients of 1 - 3 and 1 - 6.
    assert float(norms["critic_gradient_norm"]) == pytest.approx((2 + 5) / 2)
    assert float(norms["generator_gradient_norm"]) == pytest.approx(3 * 2)


def test_one_image_has_no_diversity_and_other_data_have_all(few):
    health = Health(few)
    constant = np.repeat(few.test.as_floats()[:1], 50, axis=0)
    assert health.of_samples(constant) == {"diversity": 0}
    # 64 distances that vary by a fifth of their mean, on either side of the division.
    of_data = health.of_samples(few.test.as_floats())["diversity"]
    assert of_data == pytest.approx(1, abs=4 * 0.2 * (2 / 64) ** 0.5)


def test_modes_are_counted_where_there_are_any():
    density = DENSITIES["ring"]
    points = [Split(density.sample(100, seed)[0]) for seed in (0, 1)]
    health = Health(Data("ring", *points, density=density))
    numbers = health.of_samples(np.repeat(density.centres[:1], 40, axis=0))
    assert numbers["diversity"] == 0 and numbers["modes"] == 1 and numbers["good_share"] == 1
    assert health.of_samples(density.sample(1000, 2)[0])["modes"] == 8


def test_a_classifier_is_asked_about_training_examples(few):
    """Its features are two pixels, and its classes the darker and the lighter."""

    def read(images):
        pixels = images.reshape(len(images), -1)[:, [20, 21]]
        light = images.mean(axis=(1, 2, 3)) > 0.3
        return {"features": pixels, "probabilities": np.stack([light, ~light], axis=1)}

    classifier = SimpleNamespace(read=read, features=lambda images: read(images)["features"])
    health = Health(few, classifier)
    assert len(health.real) == 64
    same = health.of_samples(few.train.as_floats())
    assert same["frechet_distance"] == pytest.approx(0, abs=1e-6) and same["covered_classes"] == 2
    black = health.of_samples(np.zeros((20, 8, 8, 1)))
    pixels = few.train.as_floats().reshape(64, -1)[:, [20, 21]]
    expected = np.square(pixels.mean(axis=0)).sum() + pixels.var(axis=0, ddof=1).sum()
    assert black["frechet_distance"] == pytest.approx(expected)
    assert black["covered_classes"] == 1


# What it does to a training ---------------------------------------------------------------


@pytest.mark.parametrize("method", slow_but({"gan", "wgan"}, GAMES))
@pytest.mark.usefixtures("untraced")
def test_every_game_is_watched_and_ends_with_the_same_weights(method, few):
    plain, watched = (small(method.load()) for _ in range(2))
    for model in (plain, watched):
        model.compile(run_eagerly=True)
    fit(plain, few, 1, [])
    logs = fit(watched, few, 1, [Health(few, batch_size=16)])
    assert_same_weights(plain, watched)
    for one, other in zip(plain.metrics_variables, watched.metrics_variables, strict=True):
        np.testing.assert_array_equal(one, other)
    of_discriminator = (
        {f"{plain.role}_gap"}
        if plain.objective.decision_boundary is None
        else {"discriminator_accuracy_real", "discriminator_accuracy_fake"}
    )
    norms = {f"{plain.role}_gradient_norm", "generator_gradient_norm"}
    assert set(logs) - set(plain.logged) == of_discriminator | norms | {"diversity"}
    assert np.isfinite(list(logs.values())).all()
    assert all(min(logs[name]) > 0 for name in norms)


def test_statistics_of_normalised_batches_are_left_alone(few):
    models = []
    for callbacks in ([], [Health(few)]):
        keras.utils.set_random_seed(1)
        model = GAN.from_data_shape((8, 8, 1), 4, Convolutional(4, 8), seed=3)
        assert any("moving_mean" in variable.path for variable in model.variables)
        model.compile(run_eagerly=True)
        fit(model, few, 1, callbacks)
        models.append(model)
    assert_same_weights(*models)


def test_no_epoch_is_measured_with_other_noise(few):
    health, epochs = Health(few), [{}, {}]
    health.set_model(small())
    health.model.compile(jit_compile=False)
    health.on_train_begin()
    for epoch, logs in enumerate(epochs):
        health.on_epoch_end(epoch, logs)
    assert epochs[0] == epochs[1] and len(epochs[0]) == 5


def test_models_that_are_no_games_are_watched_too(few):
    model = small(VAE)
    model.compile(jit_compile=False)
    logs = fit(model, few, 1, [Health(few)])
    assert set(logs) - set(model.logged) == {"gradient_norm", "diversity"}


# The alarm --------------------------------------------------------------------------------


def rung(rows, **thresholds):
    return CollapseAlarm(rows, **thresholds).alarms


def test_a_constant_generator_rings_the_alarm_once(few):
    model = small()
    for layer in model.generator.layers:
        layer.set_weights([np.zeros_like(weight) for weight in layer.get_weights()])
    still = {player: keras.optimizers.SGD(0.0) for player in model.players}
    model.compile(jit_compile=False, **still)
    told = []
    alarm = CollapseAlarm(tell=told.append)
    fit(model, few, 2, [Health(few), alarm])
    assert told == alarm.alarms and len(told) == 1
    assert told[0].startswith("In epoch 1 samples are 0.000 times as far apart as data are")


def test_what_is_as_diverse_as_data_rings_nothing():
    assert rung([{"epoch": 1, "diversity": 0.97}, {"epoch": 2, "diversity": 0.5}]) == []


def test_nothing_rings_in_the_first_epochs_and_later_it_does():
    rows = [{"epoch": epoch, "diversity": 0.1} for epoch in (1, 2, 3)]
    (alarm,) = rung(rows, grace=2)
    assert alarm.startswith("In epoch 3 ")
    assert rung(rows, grace=3) == rung(rows, least_diversity=0.1) == []


def certain(epoch, real, fake, gradient):
    return {
        "epoch": epoch,
        "discriminator_accuracy_real": real,
        "discriminator_accuracy_fake": fake,
        "generator_gradient_norm": gradient,
    }


def test_certainty_alarms_when_the_gradient_has_vanished():
    first = certain(1, 1.0, 1.0, 2.0)
    for harmless in (
        certain(2, 1.0, 1.0, 0.02),
        certain(2, 0.99, 1.0, 0.01),
        certain(2, 1.0, 0.5, 0.01),
    ):
        assert rung([first, harmless]) == []
    (alarm,) = rung([first, certain(2, 0.995, 1.0, 0.019)])
    assert (
        "99.5% of data and 100.0% of samples" in alarm and "0.019 long, 2 in the first one" in alarm
    )
    # Nothing to compare with where it has vanished from the first.
    assert len(rung([certain(1, 1.0, 1.0, 1e-8), certain(2, 1.0, 1.0, 1e-9)], grace=1)) == 1


@pytest.mark.parametrize(("name", "word"), [("covered_classes", "classes"), ("modes", "modes")])
def test_a_third_of_the_most_that_was_covered_is_too_much_to_lose(name, word):
    counts = [4, 9, 7, 6, 0]
    rows = [{"epoch": epoch, name: count} for epoch, count in enumerate(counts, start=1)]
    assert rung(rows[:3]) == []
    assert rung(rows) == [
        f"In epoch 4 samples cover 6 {word}, 9 in epoch 2: the generator lost the others."
    ]


def test_an_alarm_that_rang_before_an_interruption_is_kept_and_not_told():
    rows = [{"epoch": "1", "diversity": "0.1"}]
    alarm = CollapseAlarm(rows, tell=lambda sentence: pytest.fail(sentence))
    alarm.on_epoch_end(1, {"diversity": 0.1})
    assert len(alarm.alarms) == 1 and alarm.alarms[0].startswith("In epoch 1 ")


# The best epoch ---------------------------------------------------------------------------


def test_validation_goes_before_training_in_ranking():
    """What is trained on gets better where the rest gets worse."""
    rows = [{"epoch": 1, "loss": 3.0, "val_loss": 4.0}, {"epoch": 2, "loss": 1.0, "val_loss": 5.0}]
    assert best_row(rows, "loss") is rows[0]


def test_a_report_names_the_numbers_by_which_epochs_are_ranked(few):
    rows = [
        {"epoch": "1", "loss": "3.0", "val_loss": "4.0"},
        {"epoch": "2", "loss": "1.0", "val_loss": "5.0"},
    ]
    section = evaluate_training(rows, VAE, few, grace=0, used=1)
    assert ("val loss", 5.0, 4.0, 1) in section.rows
    assert "set aside" in section.sentence


def test_the_best_row_is_the_least_loss_the_most_diverse_and_of_equals_the_last():
    rows = [
        {"epoch": "1", "loss": "10.5", "diversity": "0.9"},
        {"epoch": "2", "loss": "9.25", "diversity": "0.8"},
        {"epoch": 3, "loss": 11.0, "diversity": 0.9},
    ]
    assert best_row(rows, "loss") is rows[1]
    assert best_row(rows, "diversity") is rows[2]


def test_the_checkpoint_is_of_the_best_epoch(few, tmp_path):
    seen = []
    keep = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(model.get_weights())
    )
    model = small()
    model.compile(jit_compile=False)
    rows = HistoryFile(tmp_path / "history.csv")
    best = BestCheckpoint(tmp_path / "best.keras", "frechet_distance", rows.rows)
    fit(model, few, 4, [Scripted(frechet_distance=[5.0, 2.0, 2.5, 3.0]), rows, best, keep])
    for found, expected in zip(load(tmp_path / "best.keras").get_weights(), seen[1]):
        np.testing.assert_array_equal(found, expected)


@pytest.fixture
def on_few(few, monkeypatch):
    """Runs on a few images without labels, and a recipe that takes seconds."""
    small = {"latent_dim": 4, "architecture": Dense((8,))}
    recipe = Recipe(epochs=4, batch_size=16, settings=small, jit_compile=False)
    monkeypatch.setattr(
        "kerasgen.training.runs.data.load_data", lambda source: replace(few, class_names=())
    )
    monkeypatch.setattr("kerasgen.training.runs.training.recipe_for", lambda *_: recipe)
    return Request("gan", best="diversity")


@pytest.mark.slow
def test_an_interrupted_run_remembers_its_best(on_few, tmp_path, monkeypatch):
    script = {"diversity": [0.6, 0.9, 0.7, 0.8]}
    monkeypatch.setattr(
        "kerasgen.training.runs.training.health_watchers", lambda *_: [Scripted(**script)]
    )
    metrics = runs.train(on_few, tmp_path / "whole")
    with pytest.raises(Interruption):
        runs.train(on_few, tmp_path / "run", watchers=interrupting(after=3))
    runs.train(on_few, tmp_path / "run", resume=True)
    for name in ("best.keras", "model.keras"):
        assert_same_weights(load(tmp_path / "whole" / name), load(tmp_path / "run" / name))
    best, last = (load(tmp_path / "run" / name) for name in ("best.keras", "model.keras"))
    assert [m.generator_optimizer.iterations.numpy() for m in (best, last)] == [8, 16]
    # The run is used from its best epoch, and says so.
    for used in (runs.open_run(tmp_path / "run")[0], load(tmp_path / "run")):
        assert_same_weights(used, best)
    name, row = runs.best_epoch(tmp_path / "run")
    assert (name, row["epoch"], row["diversity"]) == ("diversity", "2", "0.9")
    found = runs.evaluate(tmp_path / "run")
    assert found == {**metrics, "best": {"epoch": 2, "diversity": 0.9}}
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "after epoch 2 of 4" in page and "No alarm rang." in page


@pytest.mark.slow
def test_a_watched_run_is_resumed_exactly(on_few, tmp_path):
    told = []
    runs.train(on_few, tmp_path / "whole", tell=told.append)
    with pytest.raises(Interruption):
        runs.train(on_few, tmp_path / "run", watchers=interrupting(after=2), tell=told.append)
    runs.train(on_few, tmp_path / "run", resume=True, tell=told.append)
    for name in ("best.keras", "model.keras"):
        assert_same_weights(load(tmp_path / "whole" / name), load(tmp_path / "run" / name))
    whole, rows = (history(tmp_path / run / "history.csv") for run in ("whole", "run"))
    assert rows == whole and len(rows) == 4
    assert {"discriminator_accuracy_real", "generator_gradient_norm", "diversity"} <= set(rows[0])
    # Once each in both runs, and not again after the interruption.
    assert told == 2 * CollapseAlarm(rows).alarms
    assert not (tmp_path / "run" / "classifier.keras").exists()


def test_losses_of_players_rank_no_epochs(few):
    for game in (GAN, methods()["vae_gan"].load()):
        assert choices(game, few) == ["diversity", "covered_classes", "frechet_distance"]
    assert choices(VAE, few)[:3] == ["loss", "reconstruction_nll", "kl"]
    assert choices(methods()["autoencoder"].load(), few) == ["loss"]


@pytest.mark.parametrize(
    ("request_", "few_images", "classified"),
    [
        (Request("gan"), 64, True),
        (Request("gan"), 63, False),
        (Request("gan", best="diversity"), 63, False),
        (Request("gan", best="covered_classes"), 63, True),
        (Request("vae", best="frechet_distance"), 64, True),
        (Request("vae", best="diversity"), 64, False),
        (Request("vae", best="loss"), 64, None),
        (Request("vae"), 64, None),
    ],
)
def test_a_classifier_is_trained_where_it_is_cheap_or_asked_for(
    request_, few_images, classified, few, tmp_path, monkeypatch
):
    trained = SimpleNamespace(features=lambda images: images)
    monkeypatch.setattr(training, "FEW_IMAGES", few_images)
    monkeypatch.setattr(training, "kept_classifier", lambda *_: trained)
    model = GAN if request_.method == "gan" else VAE
    watching = training.health_watchers(request_, model, few, 16, tmp_path)
    assert [health.classifier is trained for health in watching] == (
        [] if classified is None else [classified]
    )


def test_quantities_share_a_panel():
    row = {"epoch": 1.0, "loss": 3.0, "kl": 1.0, "a_gradient_norm": 2.0, "b_gradient_norm": 4.0}
    assert panels([row], ["loss", "kl"]) == {
        "losses": {"loss": {1.0: 3.0}, "kl": {1.0: 1.0}},
        "gradient norm": {"a gradient norm": {1.0: 2.0}, "b gradient norm": {1.0: 4.0}},
    }
