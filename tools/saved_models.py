"""Train, export, verify, measure and draw the models under saved_models/, and write their table.

python tools/saved_models.py                everything (about an hour on two cores)
python tools/saved_models.py --only NAME    one of them
python tools/saved_models.py --export       as they are there, exported and verified again
python tools/saved_models.py --measure      as they are there, measured and drawn again
python tools/saved_models.py --table        only the table of docs/models.md, from their cards
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np

import kerasgen
from kerasgen import pictures
from kerasgen.data import load_data
from kerasgen.evaluation.classification import evaluate_classification
from kerasgen.evaluation.drawing import over_reconstructions
from kerasgen.evaluation.inpainting import inpaint
from kerasgen.evaluation.recognition import evaluate_recognition
from kerasgen.evaluation.restoration import before_and_after, gaps
from kerasgen.evaluation.samples import evaluate_samples
from kerasgen.exporting import export
from kerasgen.files import write_json
from kerasgen.files.cards import quality
from kerasgen.training import runs
from kerasgen.training.requests import Request

ROOT = Path(__file__).parents[1]
SHIPPED = {
    "vae-digits": Request("vae", "digits"),
    "vae-mnist": Request("vae", "mnist"),
    "gan-mnist": Request("gan", "mnist"),
    "recurrent-autoencoder-mnist": Request(
        "autoencoder", "mnist", architecture="recurrent", epochs=8
    ),
    "consistent-info-gan-mnist": Request("consistent_info_gan", "mnist", seed=1),
    "latent-gan-mnist": Request(
        "latent_gan", "mnist", settings={"autoencoder": "saved_models/vae-mnist"}
    ),
    "semi-supervised-gan-mnist": Request("semi_supervised_gan", "mnist", labelled=100),
    "adversarial-autoencoder-mnist": Request("adversarial_autoencoder", "mnist"),
}


def make(name):
    """Train and export one model."""
    request, shipped = SHIPPED[name], ROOT / "saved_models" / name
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder, name)
        metrics = runs.train(request, run, command=command(request))
        model, config = runs.open_run(run)
        shutil.rmtree(shipped, ignore_errors=True)
        export(model, shipped, card={"training": config, "test_metrics": metrics})


def export_again(name):
    """Export one model as it was trained, and keep what was measured and drawn of it."""
    shipped = ROOT / "saved_models" / name
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder, name)
        export(kerasgen.load(shipped), again, card=_card(name))
        for picture in shipped.glob("*.png"):
            shutil.copy(picture, again)
        shutil.copytree(again, shipped, dirs_exist_ok=True)


def command(request):
    """What a user would type."""
    named = ("labelled", "epochs", "architecture", "seed")
    given = {name: getattr(request, name) for name in named}
    options = [f"--{name} {value}" for name, value in given.items() if value]
    options += [f"--set {name}={value}" for name, value in request.settings.items()]
    return " ".join(["kerasgen train", request.method, "--data", request.data, *options])


def describe(name, classifiers):
    """Measure a model into its card, and draw what it makes of test images and of its codes."""
    folder, data = ROOT / "saved_models" / name, load_data(SHIPPED[name].data)
    model, card, drawn = kerasgen.load(folder), _card(name), {}
    if model.generates:
        card |= evaluate_samples(model, data, classifiers / f"{data.name}.keras")[0]
    if model.classifies:
        labelled, seed = SHIPPED[name].labelled, SHIPPED[name].seed
        card |= evaluate_classification(model, data.with_labels(labelled, seed), seed)[0]
    if model.recognises:
        numbers, section = evaluate_recognition(model, data)
        card |= numbers
        for caption, picture in section.pictures.items():
            drawn[f"traversal-{caption.split()[0]}"] = picture
    if model.reconstructs:
        drawn["reconstructed"] = over_reconstructions(model, data.test, 16)
        drawn["repaired"] = _repaired(model, data.test.as_floats()[:16])
    write_json(folder / "card.json", card)
    for picture, pixels in drawn.items():
        pictures.save(pixels, folder / f"{picture}.png")


def _repaired(model, examples):
    """Examples with each kind of gap, over what the model fills it with."""
    return np.concatenate(
        [
            before_and_after(examples, known, inpaint(model, examples, known))
            for known in gaps(examples.shape[1:]).values()
        ]
    )


def _card(name):
    return json.loads((ROOT / "saved_models" / name / "card.json").read_text(encoding="utf-8"))


def table():
    """Markdown rows from the cards."""
    lines = [
        "| model | deployed parameters | on test | classes covered | Frechet distance, of data "
        "| largest difference |",
        "|---|---|---|---|---|---|",
    ]
    for name in SHIPPED:
        card = _card(name)
        samples, covered, distance = card.get("samples"), "", ""
        if samples:
            found, controls = samples["samples"], samples["controls"]
            covered = f"{found['covered_classes']} of 10"
            distance = f"{found['frechet_distance']:.1f}, {controls['frechet_distance']:.1f}"
        lines.append(
            f"| [{name}](../saved_models/{name}) | {card['parameters']:,} | {quality(card)} "
            f"| {covered} | {distance} "
            f"| {max(card['largest_difference'].values()):.0e} |"
        )
    return "\n".join(lines)


def replace_marked(page, mark, content):
    """Put `content` into a page of docs/ between the comments that `mark` begins and ends."""
    path = ROOT / "docs" / page
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not ended:
        raise ValueError(f"{page} has no {begin} that {end} ends.")
    path.write_text(f"{before}{begin}\n{content}\n{end}{after}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", choices=SHIPPED)
    parser.add_argument("--export", action="store_true")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else list(SHIPPED)
    with tempfile.TemporaryDirectory() as classifiers:
        for name in [] if arguments.table else names:
            if arguments.export:
                export_again(name)
            elif arguments.measure:
                describe(name, Path(classifiers))
            else:
                make(name)
                describe(name, Path(classifiers))
    replace_marked("models.md", "models", table())


if __name__ == "__main__":
    main()
