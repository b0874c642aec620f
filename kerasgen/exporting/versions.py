"""Versions of an exported model, one beside the other, as TensorFlow Serving serves them.

`tensorflow/1`, `tensorflow/2`, ... stay; all else that an export holds is of the newest. A next
export is written whole into `.next/`, and moved from there: the version by one rename, so that a
server that looks on sees all of it or nothing. Killed at any point it leaves the export that was
there, or what `settle` makes the next one of. Meanwhile no card or README speaks of what is gone.
"""

import shutil

from kerasgen.errors import InputError
from kerasgen.exporting import savedmodel
from kerasgen.files import cards, check_inside

NEXT = ".next"
MOVING = ".next-moving"
SPEAKING = ("README.md", "card.json")
OF_THE_NEWEST = (
    "onnx", "litert", "model.keras", "reference.npz", "sampler.npz", "samples.png",
    "models.config", "batching.config", "compose.yaml", "clients",
)  # fmt: skip


def plan(directory, formats, wanted=None):
    """Where an export into `directory` is written first, and the number of its version.

    Args:
        directory: path that does not exist, is empty or holds an export.
        formats: names of formats.
        wanted: int >= 1 or None for the next number.

    Returns:
        path and int: `directory` itself and 1 where nothing is there yet.

    Raises:
        InputError: if something else is there, or it has the version or a later one.
    """
    settle(directory)
    if wanted is not None and ("savedmodel" not in formats or wanted < 1):
        raise InputError("A version is a number from 1, of an export to savedmodel.")
    if not directory.exists() or (directory.is_dir() and not any(directory.iterdir())):
        return directory, wanted or 1
    if "savedmodel" not in formats or not (directory / "card.json").is_file():
        raise InputError(
            f"{directory} exists and is not empty; name another directory. Only an export with "
            "savedmodel goes beside another one, as its next version."
        )
    last = max([said_by(read_card(directory)), *numbers(directory)])
    if wanted is not None and wanted <= last:
        raise InputError(
            f"{directory} has had version {last}, and TensorFlow Serving serves the highest; "
            f"name {last + 1} or a higher one, or none."
        )
    return directory / NEXT, wanted or last + 1


def read_card(directory):
    """The contents of an export's `card.json`.

    Raises:
        InputError: if there is none of an export.
    """
    card = cards.read_card(directory)
    if not {"formats", "functions"} <= set(card):
        raise InputError(f"{directory} is no export: it has no {cards.CARD} of one.")
    return card


def said_by(card):
    """The version that a card is of: those written before there were others are of the first."""
    return card.get("version", 1) if "savedmodel" in card["formats"] else 0


def numbers(directory):
    """The versions of an export that are there, lowest first."""
    folder = directory / "tensorflow"
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(int(name) for name in names if name.isdecimal())


def check_follows(directory, part, card):
    """Refuse a next version that does not answer what clients ask of the last one, and alike.

    It may have more signatures. Those that the last one has take and give tensors of the same
    names, types and shapes, with the same ranges, meanings and names of classes.

    Args:
        directory: the export that is there.
        part: folder of the next one.
        card: dict. Of the next one.

    Raises:
        InputError: if a client of the last version would fail or take one answer for another, or
            another export has written the version meanwhile.
    """
    if card["version"] in numbers(directory):
        raise InputError(f"{directory} has a version {card['version']} by now; export again.")
    reason = _other_signature(directory, part) or _other_meaning(read_card(directory), card)
    if reason:
        raise InputError(
            f"{directory} holds an export whose clients this one would break: {reason}. "
            "Name another directory."
        )


def _other_signature(directory, part):
    last, new = (
        savedmodel.signatures(folder / "tensorflow" / str(numbers(folder)[-1]))
        if numbers(folder)
        else {}
        for folder in (directory, part)
    )
    for name, tensors in last.items():
        if name not in new:
            return f"it has no {name}"
        if new[name] != tensors:
            return f"{name} takes or gives other tensors"
    return None


def _other_meaning(last, new):
    for function, sides in last["functions"].items():
        if function not in new["functions"]:
            return f"it has no {function}"
        for side, tensors in sides.items():
            for name, said in tensors.items():
                now = new["functions"][function][side].get(name, {})
                for key in ("dtype", "shape", "meaning", "range"):
                    if now.get(key) != said.get(key):
                        return f"{name} of {function} has another {key}, {now.get(key)}"
                # Where no card of the training is given, nothing is known of names.
                if "names" in said and now.get("names", said["names"]) != said["names"]:
                    return f"{name} of {function} has other names, {', '.join(now['names'])}"
    return None


def settle(directory):
    """Finish what a next export of `directory` has begun, if one has: it was whole and verified.

    Each step can be done again, and none asks what an earlier one has moved or removed.
    """
    if not any((directory / name).exists() for name in (NEXT, MOVING)):
        return
    check_inside(directory)
    _move(directory)
    if (directory / NEXT).is_dir():
        for name in (*SPEAKING, *OF_THE_NEWEST):
            _remove(directory / name)
        (directory / NEXT).rename(directory / MOVING)
        _move(directory)


def _move(directory):
    moving = directory / MOVING
    if not moving.is_dir():
        return
    for version in moving.glob("tensorflow/*"):
        (directory / "tensorflow").mkdir(exist_ok=True)
        version.rename(directory / "tensorflow" / version.name)
    for path in sorted(moving.iterdir(), key=lambda path: path.name in SPEAKING):
        if path.name == "tensorflow":
            path.rmdir()
        else:
            path.rename(directory / path.name)
    moving.rmdir()


def _remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
