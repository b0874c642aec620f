"""Recorded steps taken again by the twins, and the table of how much differs."""

import json
import math
import sys
from pathlib import Path

import autoencoders
import coded_games
import games
import games_on_codes
import joint_games
import numpy as np
import quantised
import torch
import vae_and_game
import vaes
from protocol import DESCENT_RATE
from torch_optimizers import GradientDescent
from twin import OtherDrawsError

# Of the largest change of a weight. In float32 sums of some hundred terms lose 1e-7 to 1e-6 of a
# gradient; where an optimizer divides by it, of gradients down to a thousandth of the largest.
TOLERANCES = {"paper": 2e-4, "descent": 1e-5}
MODULES = (
    autoencoders,
    vaes,
    quantised,
    games,
    coded_games,
    joint_games,
    games_on_codes,
    vae_and_game,
)


def twin_of(class_name):
    """The twin of a method's class, or None."""
    return next((getattr(m, class_name) for m in MODULES if hasattr(m, class_name)), None)


def tensors(arrays):
    """Arrays as tensors, real numbers in float64."""
    kinds = {"f": torch.float64, "i": torch.int64}
    return [torch.tensor(array, dtype=kinds[array.dtype.kind]) for array in arrays]


def parts(recorded, start):
    """What is recorded under a path: the rest of the path to array."""
    return {k.removeprefix(start): v for k, v in recorded.items() if k.startswith(start)}


def difference(ours, twins, before, counted):
    """Largest difference of two changes of a weight, as a share of the largest change.

    What the storage of the weight itself rounds, in float32 two units of its last place, is left
    out, and so is what is not `counted`.
    """
    stored = 2 * np.spacing(np.abs(before).astype("float32"))
    apart = np.maximum(np.abs(ours - twins) - stored, 0.0)[counted]
    return apart.max(initial=0.0) / max(np.abs(twins[counted]).max(initial=0.0), 1e-30)


def differences(twin, recorded):
    """Largest difference of each weight over all steps of a run."""
    worst = {}
    for step in sorted({path.split("/")[0] for path in recorded}):
        before, batch, drawn, after = (
            parts(recorded, f"{step}/{what}/") for what in ("weights", "batch", "draws", "after")
        )
        kinds = [path.split("/")[1] for path in drawn]
        twin.begin(
            dict(zip(before, tensors(before.values()))),
            list(zip(kinds, tensors(drawn.values()))),
        )
        twin.step(*tensors(batch.values()))
        if twin.draws:
            raise OtherDrawsError(f"{len(twin.draws)} draws more")
        for path, old in before.items():
            found = difference(
                after[path].astype("float64") - old,
                twin.weights[path].detach().numpy() - old,
                old,
                twin.significant(path).numpy(),
            )
            worst[path] = np.maximum(found, worst.get(path, 0.0))
    return worst


def compared(recorded):
    """A case's row, lines on what differs, and whether nothing does."""
    name, class_name, settings = json.loads(str(recorded.pop("case")))
    make = twin_of(class_name)
    if make is None:
        return [f"{name:<40}  no twin"], False
    descent = {player: GradientDescent(DESCENT_RATE) for player in make.players}
    twins = {"paper": make(settings), "descent": make(settings, descent)}
    numbers, wrong = "", []
    for run, twin in twins.items():
        try:
            by_path = differences(twin, parts(recorded, f"{run}/"))
        except OtherDrawsError as error:
            by_path = {str(error): math.inf}
        numbers += f"{np.max(list(by_path.values())):>10.1e}"
        wrong += [f"    {run}: {p} {d:.1e}" for p, d in by_path.items() if not d <= TOLERANCES[run]]
    told = ", ".join(f"{key} {value}" for key, value in settings.items())
    row = f"{name:<40}{numbers}  {'DIFFERENT' if wrong else 'same':<9}  {told}"
    return [row.rstrip(), *wrong], not wrong


def main(folder):
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    print(f"{'method':<40}{''.join(f'{run:>10}' for run in TOLERANCES)}")
    same = True
    for path in sorted(Path(folder).glob("*.npz")):
        lines, as_ours = compared(dict(np.load(path)))
        print(*lines, sep="\n", flush=True)
        same &= as_ours
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main(sys.argv[1])
