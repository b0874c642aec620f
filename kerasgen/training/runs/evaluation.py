"""What a trained run is worth."""

from pathlib import Path

from kerasgen.evaluation import evaluate_model
from kerasgen.files import file_in, write_json
from kerasgen.pictures import report
from kerasgen.training import callbacks
from kerasgen.training.history_section import evaluate_training
from kerasgen.training.ranking import best_row, measured
from kerasgen.training.runs.data import data_for
from kerasgen.training.runs.folder import is_run, open_run, rows_with


def evaluate(folder, source=None, tsne=False, results=None):
    """Measure a trained model, and write `metrics.json` and `report.html`.

    Args:
        folder: path of a run directory, or of another one with a model and its card.
        source: other data of the same shape, as `load_data` takes them, whose results go to files
            with their name; or None for the data of the run.
        tsne: bool. Whether the report shows a t-SNE of the code.
        results: path of the directory that is written to; None for `folder`.

    Returns:
        dict of the test metrics, and of what its codes are worth if the model has any.
    """
    folder, results = Path(folder), Path(results or folder)
    model, config = open_run(folder)
    if not model.compiled:  # from an export
        model.compile()
    name = config.get("best") if is_run(folder) else None
    rows = rows_with(folder, name) if name else callbacks.history(file_in(folder, "history.csv"))
    data = data_for(config, source)
    numbers = measure(model, data.test, config["seed"])
    sections = [report.Section("Test metrics", columns=("", "mean"), rows=list(numbers.items()))]
    kept = config.get("labelled")
    taught = data.with_labels(kept, config["seed"]) if kept and not source else data
    classifier = file_in(results, "classifier.keras")
    of_model, found = evaluate_model(model, data, classifier, tsne, taught)
    numbers, sections = {**numbers, **of_model}, [*sections, *found]
    if rows and not source:
        best = best_row(rows, name) if name else rows[-1]
        epoch = int(best["epoch"])
        if name:
            name = measured(best, name)
            numbers["best"] = {"epoch": epoch, name: float(best[name])}
        sections.append(evaluate_training(rows, model, data, grace(config["epochs"]), epoch))
    suffix = f"-{data.name}" if source else ""
    write_json(results / f"metrics{suffix}.json", numbers)
    page = report.page(f"{config['method']} on {data.name}", sections)
    report.save(page, results / f"report{suffix}.html")
    return numbers


def measure(model, split, seed):
    # On a copy of the random state, so that measuring leaves no trace in what is saved.
    kept = model.seed_generator.state.numpy()
    model.seed_generator.state.assign([seed, 1 << 30])
    metrics = model.evaluate(split.batches(500), verbose=0, return_dict=True)
    model.seed_generator.state.assign(kept)
    return {name: float(value) for name, value in sorted(metrics.items())}


def grace(epochs):
    # Samples of the first tenth are alike because the generator has hardly begun.
    return epochs // 10
