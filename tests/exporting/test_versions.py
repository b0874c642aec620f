"""Exports one after another into one directory: the next beside the last, and never half of one."""

import json
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgen
from kerasgen import exporting
from kerasgen.errors import InputError
from kerasgen.exporting import export, savedmodel, verify, versions
from kerasgen.networks import Dense


def autoencoder(seed=0, size=3, latent_dim=2):
    keras.utils.set_random_seed(seed)
    return kerasgen.Autoencoder.from_data_shape((size,), latent_dim, Dense((4,)), seed=0)


def within_1():
    data, code = keras.Input((3,)), keras.Input((2,))
    decoder = keras.Model(code, {"mean": keras.layers.Dense(3, "tanh")(code)})
    return kerasgen.Autoencoder(keras.Model(data, keras.layers.Dense(2)(data)), decoder)


@pytest.fixture
def unmeasured(monkeypatch):
    """What is exported is not run, where it is not the proof that is tested."""
    monkeypatch.setattr(exporting, "measure", lambda directory, formats, smaller: [])


def files(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def card(directory):
    return json.loads((directory / "card.json").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("witnesses_at_hand")
def test_the_next_version_stands_beside_the_last_and_all_else_is_of_it(tmp_path):
    first, second = autoencoder(seed=1), autoencoder(seed=2)
    export(first, tmp_path / "x")
    before = files(tmp_path / "x" / "tensorflow" / "1")
    assert card(tmp_path / "x")["version"] == 1
    assert all(row.passed for row in export(second, tmp_path / "x"))
    assert versions.numbers(tmp_path / "x") == [1, 2] and card(tmp_path / "x")["version"] == 2
    assert files(tmp_path / "x" / "tensorflow" / "1") == before
    assert "tensorflow/2/" in (tmp_path / "x" / "README.md").read_text()
    assert all(row.passed for row in verify(tmp_path / "x"))
    x = np.random.default_rng(0).random((4, 3)).astype("float32")
    for model, version in ((first, "1"), (second, "2")):
        served = tf.saved_model.load(tmp_path / "x" / "tensorflow" / version)
        codes = served.signatures["encode"](data=tf.constant(x))["latents"]
        np.testing.assert_allclose(codes, model.encode(x), atol=1e-6)
    loaded = kerasgen.load(tmp_path / "x")
    np.testing.assert_allclose(loaded.encode(x), second.encode(x), atol=1e-6)


@pytest.mark.usefixtures("unmeasured")
def test_a_next_export_leaves_nothing_of_the_last_one_and_all_that_is_not_of_an_export(tmp_path):
    last = kerasgen.VAE.from_data_shape((4, 4, 1), 2, Dense((4,)))
    sampler = kerasgen.GaussianSampler().fit(last, np.random.default_rng(0).random((32, 4, 4, 1)))
    export(last, tmp_path / "x", sampler=sampler)
    assert {"samples.png", "sampler.npz", "onnx"} <= {p.name for p in (tmp_path / "x").iterdir()}
    (tmp_path / "x" / "notes.txt").write_text("mine")
    model = kerasgen.VAE.from_data_shape((4, 4, 1), 2, Dense((8,)))
    export(model, tmp_path / "x", ("savedmodel",))
    export(model, tmp_path / "fresh", ("savedmodel",), version=2)
    left, fresh = ({path.name for path in (tmp_path / d).iterdir()} for d in ("x", "fresh"))
    assert left == fresh | {"notes.txt"}
    assert card(tmp_path / "x")["formats"] == ["savedmodel"]
    assert versions.numbers(tmp_path / "fresh") == [2]


@pytest.mark.usefixtures("unmeasured")
def test_versions_are_named_and_never_taken_twice(tmp_path):
    model, x = autoencoder(), tmp_path / "x"
    export(model, x, ("savedmodel",), version=5)
    export(model, x, ("savedmodel",))
    export(model, x, ("savedmodel",), version=20261128)
    assert versions.numbers(x) == [5, 6, 20261128]
    before = files(x)
    for taken in (5, 7, 20261128):  # a server goes on serving the highest
        with pytest.raises(InputError, match=r"has had version 20261128, .* name 20261129"):
            export(model, x, ("savedmodel",), version=taken)
    for wrong, formats in ((0, ("savedmodel",)), (7, ("onnx",))):
        with pytest.raises(InputError, match="number from 1, of an export to savedmodel"):
            export(model, tmp_path / "y", formats, version=wrong)
    assert files(x) == before and not (tmp_path / "y").exists()
    shutil.rmtree(x / "tensorflow" / "20261128")  # taken back; servers have seen it
    with pytest.raises(InputError, match=r"is of version 20261128, and tensorflow/ has 5, 6"):
        verify(x)
    export(model, x, ("savedmodel",))
    assert versions.numbers(x) == [5, 6, 20261129]


def test_exports_from_before_there_were_versions_are_the_first(tmp_path, unmeasured):
    export(autoencoder(), tmp_path / "x", ("savedmodel",))
    old = {key: value for key, value in card(tmp_path / "x").items() if key != "version"}
    (tmp_path / "x" / "card.json").write_text(json.dumps(old))
    export(autoencoder(), tmp_path / "x", ("savedmodel",))
    assert versions.numbers(tmp_path / "x") == [1, 2]


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (lambda: autoencoder(size=5), "serving_default takes or gives other tensors"),
        (lambda: autoencoder(latent_dim=1), "serving_default takes or gives other tensors"),
        (lambda: kerasgen.GAN.from_data_shape((3,), 2, Dense((4,))), "it has no encode"),
        (within_1, r"data of decode has another range, \[-1.0, 1.0\]"),
    ],
)
def test_a_next_version_that_breaks_clients_is_refused(other, reason, tmp_path):
    export(autoencoder(), tmp_path / "x", ("savedmodel",))
    before = files(tmp_path / "x")
    with pytest.raises(InputError, match=f"clients this one would break: {reason}"):
        export(other(), tmp_path / "x", ("savedmodel",))
    assert files(tmp_path / "x") == before


@pytest.mark.usefixtures("unmeasured")
def test_classes_keep_their_numbers_and_signatures_may_come_but_not_go(tmp_path):
    """`sample` has no row in a card: a VAE has it beside what an autoencoder has."""
    names = {"training": {"class_names": ["cat", "dog"]}}
    turned = {"training": {"class_names": ["dog", "cat"]}}
    model = kerasgen.ConditionalGAN.from_data_shape((3,), 2, architecture=Dense((4,)), classes=2)
    export(model, tmp_path / "x", ("savedmodel",), names)
    with pytest.raises(InputError, match="label of generate has other names, dog, cat"):
        export(model, tmp_path / "x", ("savedmodel",), turned)
    export(model, tmp_path / "x", ("savedmodel",))  # which says nothing of classes
    path = tmp_path / "x" / "tensorflow" / "2"
    without = savedmodel.signatures(path)
    assert list(without) == ["serving_default", "sample"]

    more = tmp_path / "more" / "tensorflow" / "3"
    scalars = [tf.TensorSpec((), tf.int32, name=name) for name in ("count", "seed")]
    last = tf.saved_model.load(path)
    module = tf.Module()
    module.last = last
    tf.saved_model.save(
        module,
        more,
        {
            **last.signatures,
            "twice": tf.function(lambda count, seed: {"data": 2 * (count + seed)}, scalars),
        },
    )
    known = {**card(tmp_path / "x"), "version": 3}
    versions.check_follows(tmp_path / "x", tmp_path / "more", known)
    shutil.copytree(more, tmp_path / "x" / "tensorflow" / "3")
    with pytest.raises(InputError, match="has a version 3 by now"):
        versions.check_follows(tmp_path / "x", tmp_path / "more", known)
    with pytest.raises(InputError, match="it has no twice"):
        export(model, tmp_path / "x", ("savedmodel",))


@pytest.mark.usefixtures("unmeasured")
def test_only_exports_have_next_versions_and_only_saved_models_are_ones(tmp_path):
    model = autoencoder()
    export(model, tmp_path / "x")
    before = files(tmp_path / "x")
    with pytest.raises(InputError, match="is not empty; name another"):
        export(model, tmp_path / "x", ("onnx",))
    (tmp_path / "y").mkdir()
    (tmp_path / "y" / "card.json").write_text("{}")
    with pytest.raises(InputError, match=r"card\.json is damaged"):
        export(model, tmp_path / "y")
    assert files(tmp_path / "x") == before
    assert files(tmp_path / "y") == {"card.json": b"{}"}
    model.save_to_preset(tmp_path / "z")
    with pytest.raises(InputError, match="is no export"):
        export(model, tmp_path / "z")


def test_a_saved_model_that_differs_is_no_version(monkeypatch, tmp_path):
    model, rows = autoencoder(), []
    monkeypatch.setattr(exporting, "measure", lambda directory, formats, smaller: rows)
    export(model, tmp_path / "x")
    before = files(tmp_path / "x")
    rows.append(exporting.verification.Comparison("tensorflow", "encode", "fixed-1", 1.0))
    with pytest.raises(InputError, match=r"encode in tensorflow .* has what it had"):
        export(model, tmp_path / "x")
    assert files(tmp_path / "x") == before


class Killed(BaseException):
    pass


def export_there(directory, number, formats, extra):
    """What an export looks like on disk, for who does not run it."""
    for name in ("saved_model.pb", "variables/variables.index"):
        path = directory / "tensorflow" / str(number) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{number}")
    if "onnx" in formats:
        (directory / "onnx").mkdir()
        (directory / "onnx" / "encode.onnx").write_text(f"{number}")
    (directory / "clients").mkdir()
    for name in ("clients/predict.py", "model.keras", "README.md", *extra):
        (directory / name).write_text(f"{number}")
    said = {"version": number, "formats": formats, "functions": {}}
    (directory / "card.json").write_text(json.dumps(said))


@pytest.mark.parametrize(
    ("formats", "extra"),
    [
        ((["savedmodel", "onnx"], ["savedmodel"]), (["samples.png"], [])),
        ((["savedmodel"], ["savedmodel", "onnx"]), ([], ["samples.png"])),
    ],
)
def test_killed_at_any_step_nothing_is_half_and_the_next_command_finishes(
    formats, extra, monkeypatch, tmp_path
):
    export_there(tmp_path / "fresh", 2, formats[1], extra[1])
    wanted = files(tmp_path / "fresh")
    steps = 0
    while True:
        steps += 1
        there = tmp_path / f"killed-at-{steps}"
        export_there(there, 1, formats[0], extra[0])
        of_the_first = files(there / "tensorflow" / "1")
        export_there(there / versions.NEXT, 2, formats[1], extra[1])
        killed = _settle_and_die(there, steps, monkeypatch)
        _nothing_is_half(there)
        versions.settle(there)
        assert files(there / "tensorflow" / "1") == of_the_first
        shutil.rmtree(there / "tensorflow" / "1")
        assert files(there) == wanted
        assert not list(there.glob(".*"))
        if not killed:
            break
    assert steps > 10


def _settle_and_die(directory, step, monkeypatch):
    """Whether there was a step of that number, before which, or half through which, it died."""
    left = [step]

    def dying(done):
        def do(path, *arguments, **settings):
            left[0] -= 1
            if left[0] == 0:
                if done is rmtree:
                    next(file for file in path.rglob("*") if file.is_file()).unlink()
                raise Killed
            return done(path, *arguments, **settings)

        return do

    rmtree = shutil.rmtree
    with monkeypatch.context() as patch:
        for name in ("rename", "rmdir", "mkdir", "unlink"):
            patch.setattr(Path, name, dying(getattr(Path, name)))
        patch.setattr(versions.shutil, "rmtree", dying(rmtree))
        try:
            versions.settle(directory)
        except Killed:
            return True
    return False


def _nothing_is_half(directory):
    there = versions.numbers(directory)
    for number in there:
        found = files(directory / "tensorflow" / str(number))
        assert set(found) == {"saved_model.pb", "variables/variables.index"}
    if (directory / "README.md").exists():
        assert int((directory / "README.md").read_text()) == there[-1]
    if (directory / "card.json").exists():
        said = card(directory)
        assert said["version"] == there[-1]
        assert (directory / "onnx" / "encode.onnx").exists() or "onnx" not in said["formats"]
        for name in ("clients/predict.py", "model.keras"):
            assert int((directory / name).read_text()) == there[-1]
