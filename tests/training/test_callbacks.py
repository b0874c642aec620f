"""What is kept beside a training and found again, without a training."""

from types import SimpleNamespace

import keras
import pytest

from kerasgen import loading
from kerasgen.training import callbacks
from kerasgen.training.callbacks import Backup, BestCheckpoint, HistoryFile, history, restore


def model_that_saves(*texts):
    """A model whose file holds the next of some texts."""
    left = list(texts)
    return SimpleNamespace(save=lambda path: path.write_text(left.pop(0)))


def test_the_last_two_backups_are_kept_and_named_by_the_epochs_that_they_have_seen(tmp_path):
    backup = Backup(tmp_path)
    backup.set_model(model_that_saves(*"abcd"))
    for epoch in range(8, 12):
        backup.on_epoch_end(epoch)
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {"epoch-00011.keras": "c", "epoch-00012.keras": "d"}


def test_a_backup_that_fails_leaves_those_before(tmp_path):
    backup = Backup(tmp_path)
    backup.set_model(model_that_saves("a", "b"))
    for epoch in range(2):
        backup.on_epoch_end(epoch)
    with pytest.raises(IndexError):
        backup.on_epoch_end(2)
    assert {path.name for path in tmp_path.iterdir()} == {"epoch-00001.keras", "epoch-00002.keras"}


def test_the_newest_whole_backup_is_restored(tmp_path, monkeypatch):
    for epoch in (9, 10, 11):
        (tmp_path / f"epoch-{epoch:05d}.keras").touch()
    monkeypatch.setattr(callbacks, "is_whole", lambda file: "11" not in file.name)
    monkeypatch.setattr(callbacks, "load", lambda file: file.name)
    assert restore(tmp_path) == ("epoch-00010.keras", 10)
    monkeypatch.setattr(callbacks, "is_whole", lambda file: False)
    assert restore(tmp_path) == (None, 0)


def test_a_history_goes_on_after_the_epochs_that_a_backup_has_seen(tmp_path):
    path = tmp_path / "history.csv"
    first = HistoryFile(path)
    for epoch, loss in enumerate((5.0, 4.0, 3.0)):
        first.on_epoch_end(epoch, {"loss": loss})
    resumed = HistoryFile(path, first_epoch=2)
    assert [row["epoch"] for row in resumed.rows] == ["1", "2"]
    resumed.on_epoch_end(2, {"loss": 2.5})
    found = [(row["epoch"], row["loss"]) for row in history(path)]
    assert found == [("1", "5.0"), ("2", "4.0"), ("3", "2.5")]


def test_a_run_is_used_from_its_best_epoch_once_it_is_finished(tmp_path):
    (tmp_path / "best.keras").touch()
    assert loading._used_of(tmp_path).name == "model.keras"  # which is not there: not finished
    (tmp_path / "model.keras").touch()
    assert loading._used_of(tmp_path).name == "best.keras"
    (tmp_path / "best.keras").unlink()
    assert loading._used_of(tmp_path).name == "model.keras"


def test_a_byte_that_was_turned_is_found(tmp_path):
    path = tmp_path / "model.keras"
    keras.Sequential([keras.Input((4,)), keras.layers.Dense(400)]).save(path)
    assert loading.is_whole(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    assert not loading.is_whole(path)
    assert not loading.is_whole(tmp_path / "missing.keras")


def test_of_equally_good_epochs_the_last_is_kept(tmp_path):
    rows = []
    best = BestCheckpoint(tmp_path / "best.keras", "diversity", rows)
    best.set_model(model_that_saves(*"123"))
    for epoch, diversity in enumerate((0.5, 0.9, 0.8, 0.9), start=1):
        rows.append({"epoch": epoch, "diversity": diversity})
        best.on_epoch_end(epoch - 1)
    assert (tmp_path / "best.keras").read_text() == "3"
