import numpy as np
import pytest
from interruptions import Interruption, interrupting
from PIL import Image, ImageDraw, ImageSequence

from kerasgen import pictures
from kerasgen.data import Data, Split
from kerasgen.data.densities import DENSITIES
from kerasgen.files import whole_file, whole_folder
from kerasgen.networks import Dense
from kerasgen.pictures import charts
from kerasgen.pictures.animation import Animation
from kerasgen.pictures.points import line, plane
from kerasgen.training import runs
from kerasgen.training.recipes import Recipe
from kerasgen.training.requests import Request


def test_grid_puts_images_in_rows_with_lines_between():
    images = np.stack([np.full((2, 3, 1), value) for value in (0.0, 0.5, 1.0)])
    picture = pictures.grid(images, columns=2, cell=2)
    assert picture.shape == (6, 8, 3) and picture.dtype == np.uint8
    assert (picture[0:2, 0:3] == 0).all()
    assert (picture[0:2, 4:7] == 128).all()
    assert (picture[3:5, 0:3] == 255).all()
    assert (picture[2] == 255).all() and (picture[:, 3] == 255).all()


def test_batches_stand_one_under_the_other():
    black, white = np.zeros((3, 2, 2, 1)), np.ones((3, 2, 2, 1))
    picture = pictures.rows(black, white)
    assert picture[10, :50].mean() < 100 and (picture[-10] == 255).all()
    assert picture.shape[1] > picture.shape[0]


def test_points_have_the_colours_of_their_classes():
    """Two points, the left one of the second class: orange on the left, blue on the right."""
    picture = charts.scatter([[0.0, 0.0], [1.0, 0.0]], labels=[1, 0], class_names=("a", "b"))
    blue, orange = (
        np.abs(picture.astype(int) - colour).sum(axis=-1) < 120
        for colour in ((31, 119, 180), (255, 127, 14))
    )
    left, right = picture.shape[1] // 3, picture.shape[1] * 2 // 3
    assert orange[:, :left].any() and not blue[:, :left].any()
    assert blue[:, left:right].any() or blue[:, left:].any()
    assert not orange[:, left:right].any()


def test_small_images_are_enlarged_by_a_whole_factor():
    picture = pictures.grid(np.zeros((1, 8, 8, 3)), cell=56)
    assert picture.shape == (63, 63, 3)


def test_vectors_become_curves(tmp_path):
    picture = pictures.grid(np.random.default_rng(0).random((5, 7)))
    assert picture.shape == (400, 600, 3) and picture.min() < 200
    pictures.save(picture, tmp_path / "a.png")
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "a.png")), picture)


def test_points_become_a_scatter_or_a_histogram():
    points = 5 * np.random.default_rng(0).standard_normal((50, 2))
    for vectors in (points, points[:, :1]):
        picture = pictures.grid(vectors)
        assert picture.shape == (400, 600, 3) and picture.min() < 200
    # Values beyond [0, 1] stay where they are.
    assert (pictures.grid(points) != pictures.grid(np.clip(points, 0, 1))).any()


@pytest.mark.parametrize("name", ["ring", "grid"])
def test_pictures_of_a_plane_differ_in_the_samples_only(name):
    density = DENSITIES[name]
    drawn = [
        plane(points, density)
        for points in (
            density.sample(300, seed=0)[0],
            np.full((300, 2), 0.1),  # a generator that has collapsed
            np.full((300, 2), 1e6),  # one that has run away
        )
    ]
    assert len({picture.shape for picture in drawn}) == 1
    assert drawn[0].dtype == np.uint8 and drawn[0].shape[2] == 3
    # Ticks and labels of the axes, below the picture's middle on the left, stay in their places.
    assert all((picture[300:, :50] == drawn[0][300:, :50]).all() for picture in drawn)
    assert (drawn[0] != drawn[1]).any() and (drawn[1] != drawn[2]).any()


@pytest.mark.parametrize("discriminate", [None, lambda x: np.full((len(x), 1), 0.5)])
def test_pictures_of_a_line_differ_in_the_samples_only(discriminate):
    density = DENSITIES["gaussian_1d"]
    drawn = [
        line(points, density, discriminate)
        for points in (density.sample(300, seed=0)[0], np.full((300, 1), 0.1), np.full((9, 1), 1e6))
    ]
    assert len({picture.shape for picture in drawn}) == 1
    assert drawn[0].dtype == np.uint8 and drawn[0].shape[2] == 3
    assert all((picture[40:, :50] == drawn[0][40:, :50]).all() for picture in drawn)
    assert (drawn[0] != drawn[1]).any() and (drawn[1] != drawn[2]).any()


def frames_of(path):
    with Image.open(path) as gif:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(gif)]


def test_an_animation_has_a_frame_for_every_epoch(tmp_path):
    animation = Animation(tmp_path / "a.gif", tmp_path / "a.png", tmp_path / "frames")
    levels = [255, 0, 0, 128]  # with two frames alike, which are two all the same
    for epoch, level in enumerate(levels):
        pictures.save(np.full((40, 90, 3), level, "uint8"), tmp_path / "a.png")
        animation.on_epoch_end(epoch)
    animation.on_train_end()
    frames = frames_of(tmp_path / "a.gif")
    assert [frame[:40].mean() for frame in frames] == levels
    assert all(frame.shape == (68, 90, 3) for frame in frames)
    captions = [frame[40:] for frame in frames]
    assert all((caption == 255).any() and (caption < 100).any() for caption in captions)
    assert (captions[1] != captions[2]).any()


def test_captions_of_frames_are_their_epochs(tmp_path, monkeypatch):
    captions = []
    monkeypatch.setattr(
        ImageDraw.ImageDraw, "text", lambda draw, place, text, *_, **__: captions.append(text)
    )
    animation = Animation(tmp_path / "a.gif", tmp_path / "a.png", tmp_path / "frames")
    pictures.save(np.zeros((40, 90, 3), "uint8"), tmp_path / "a.png")
    for epoch in (8, 9, 10):
        animation.on_epoch_end(epoch)
    animation.on_train_end()
    assert captions == ["epoch 9", "epoch 10", "epoch 11"]


@pytest.mark.slow
def test_a_resumed_training_has_the_frames_of_before(tmp_path, monkeypatch):
    density = DENSITIES["ring"]
    few = Data("ring", *(Split(density.sample(100, seed)[0]) for seed in (0, 1)), density=density)
    small = {"latent_dim": 2, "architecture": Dense((8,)), "output_activation": "linear"}
    recipe = Recipe(epochs=3, batch_size=50, settings=small, jit_compile=False)
    monkeypatch.setattr("kerasgen.training.runs.data.load_data", lambda source: few)
    monkeypatch.setattr("kerasgen.training.runs.training.recipe_for", lambda *_: recipe)
    request = Request("gan", "ring")
    with pytest.raises(Interruption):
        runs.train(request, tmp_path, watchers=interrupting(after=2))
    assert not (tmp_path / "training.gif").exists()
    before = np.asarray(Image.open(tmp_path / "samples.png"), "float32")
    runs.train(request, tmp_path, resume=True)
    after = np.asarray(Image.open(tmp_path / "samples.png"), "float32")
    frames = frames_of(tmp_path / "training.gif")
    assert len(frames) == 3
    height = len(before)
    # Of the colours of each frame the 256 most needed are left.
    for frame, drawn, other in ((frames[1], before, after), (frames[2], after, before)):
        assert np.abs(frame[:height] - drawn).mean() < min(
            0.5, np.abs(frame[:height] - other).mean()
        )
    assert not (tmp_path / "backups").exists()
    numbers = runs.evaluate(tmp_path)
    assert numbers["modes"] in range(9) and numbers == runs.read_metrics(tmp_path)
    assert "Beside the density" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_files_and_folders_appear_whole_or_not_at_all(tmp_path):
    with pytest.raises(RuntimeError), whole_file(tmp_path / "a.txt") as part:
        part.write_text("half")
        raise RuntimeError
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "a") as part:
        (part / "file").touch()
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with whole_file(tmp_path / "deep" / "a.txt") as part:
        part.write_text("whole")
    with whole_folder(tmp_path / "a") as part:
        (part / "file").touch()
    assert (tmp_path / "deep" / "a.txt").read_text() == "whole"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["file"]
