import numpy as np
import pytest
from PIL import Image

from kerasgen import pictures
from kerasgen.files import whole_file, whole_folder


def test_grid_puts_images_in_rows_with_lines_between():
    images = np.stack([np.full((2, 3, 1), value) for value in (0.0, 0.5, 1.0)])
    picture = pictures.grid(images, columns=2, cell=2)
    assert picture.shape == (6, 8, 3) and picture.dtype == np.uint8
    assert (picture[0:2, 0:3] == 0).all()
    assert (picture[0:2, 4:7] == 128).all()
    assert (picture[3:5, 0:3] == 255).all()
    assert (picture[2] == 255).all() and (picture[:, 3] == 255).all()


def test_small_images_are_enlarged_by_a_whole_factor():
    picture = pictures.grid(np.zeros((1, 8, 8, 3)), cell=56)
    assert picture.shape == (63, 63, 3)


def test_vectors_become_curves(tmp_path):
    picture = pictures.grid(np.random.default_rng(0).random((5, 7)))
    assert picture.shape == (400, 600, 3) and picture.min() < 200
    pictures.save(picture, tmp_path / "a.png")
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "a.png")), picture)


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
