"""Export shipped models in every precision, measure them, and write the table of docs/exporting.md.

python tools/precisions.py                          some ten minutes on two cores
python tools/precisions.py --classifier FILE.keras  where there is one of MNIST; else it is trained
"""

import argparse
import json
import tempfile
from pathlib import Path

import kerasgen
from kerasgen.data import load_data
from kerasgen.evaluation.precisions import evaluate_precisions
from kerasgen.exporting import export
from kerasgen.exporting.precisions import PRECISIONS, SUFFIXES
from saved_models import ROOT, replace_marked

NAMES = ("vae-mnist", "gan-mnist")
COLUMNS = (
    "model, runtime",
    "precision",
    "MB",
    "largest difference",
    "Frechet distance",
    "squared error",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def rows(name, data, classifier):
    """Markdown rows of one model: what its files weigh, and what its first function loses."""
    model = kerasgen.load(ROOT / "saved_models" / name)
    first = next(iter(model.deployed()))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, name)
        calibration = data.train.as_floats()[:256]
        export(model, place, ("onnx", "litert"), smaller=PRECISIONS, calibration=calibration)
        precisions = json.loads((place / "card.json").read_text())["precisions"]
        losses = evaluate_precisions(place, model, data, classifier, model)
    for runtime in SUFFIXES:
        for precision, places in precisions.items():
            found, of_runtime = places[f"{runtime} {first}"], losses[precision][runtime]
            size = sum(places[p]["bytes"] for p in places if p.split()[0] == runtime)
            counts = " | ".join(
                f"{of_runtime[number]:.3f}" if number in of_runtime else ""
                for number in ("frechet_distance", "squared_error")
            )
            yield (
                f"| {name}, {runtime} | {precision} | {size / 1e6:.2f} "
                f"| {found['largest_difference']:.0e} | {counts} |"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--classifier", type=Path)
    with tempfile.TemporaryDirectory() as folder:
        classifier = parser.parse_args().classifier or Path(folder, "classifier.keras")
        data, lines = load_data("mnist"), [HEAD]
        for name in NAMES:
            for line in rows(name, data, classifier):
                print(line, flush=True)
                lines.append(line)
    replace_marked("exporting.md", "precisions", "\n".join(lines))


if __name__ == "__main__":
    main()
