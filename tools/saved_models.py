"""Train, judge, export and verify the models under saved_models/, and write their table.

python tools/saved_models.py            everything (about half an hour on two cores)
python tools/saved_models.py --table    only the README's table, from the models' cards
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from judge_samples import classifier, judgement

from kerasgen import runs
from kerasgen.data import load_data
from kerasgen.exporting import export

ROOT = Path(__file__).parents[1]
SHIPPED = {
    "vae-digits": ("vae", "digits"),
    "vae-mnist": ("vae", "mnist"),
    "gan-mnist": ("gan", "mnist"),
}


def make(name, method, data):
    """One model from its default recipe, seed 0."""
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder, name)
        command = f"kerasgen train {method} --data {data}"
        metrics = runs.train(runs.Request(method, data), run, command=command)
        model, config = runs.open_run(run)
        source = load_data(data)
        judge, accuracy = classifier(source)
        samples = judgement(judge, accuracy, model.generate(2000, seed=1), source.class_names)
        card = {"training": config, "test_metrics": metrics, "samples": samples}
        shutil.rmtree(ROOT / "saved_models" / name, ignore_errors=True)
        export(model, ROOT / "saved_models" / name, card=card)


def table():
    """Markdown rows from the cards."""
    lines = [
        "| model | deployed parameters | test ELBO, nats | classes covered | read surely "
        "| largest difference |",
        "|---|---|---|---|---|---|",
    ]
    for name in SHIPPED:
        card = json.loads((ROOT / "saved_models" / name / "card.json").read_text(encoding="utf-8"))
        loss = card["test_metrics"].get("loss")
        elbo = "" if loss is None else f"{-loss:.2f}"
        samples = card["samples"]
        lines.append(
            f"| [{name}](saved_models/{name}) | {card['parameters']:,} | {elbo} "
            f"| {samples['classes_covered']} of 10 | {samples['read_with_probability_0.9']:.0%} "
            f"| {max(card['largest_difference'].values()):.0e} |"
        )
    return "\n".join(lines)


def replace_marked(mark, content):
    """Put `content` into the README between the comments that `mark` begins and ends."""
    readme = ROOT / "README.md"
    begin, end = f"<!-- {mark} -->\n", f"\n<!-- /{mark} -->"
    before, _, rest = readme.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    readme.write_text(f"{before}{begin}{content}{end}{after}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--only", choices=SHIPPED)
    arguments = parser.parse_args()
    if not arguments.table:
        for name, (method, data) in SHIPPED.items():
            if arguments.only in (None, name):
                make(name, method, data)
    replace_marked("models", table())


if __name__ == "__main__":
    main()
