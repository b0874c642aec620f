"""How a training went, by the history that it kept."""

from kerasgen.pictures import charts
from kerasgen.pictures.report import Section, words
from kerasgen.training.collapse import CollapseAlarm
from kerasgen.training.ranking import best_row, choices, measured


def evaluate_training(rows, model, data, grace, used):
    """A `report.Section` on a training: charts of what was logged, alarms, the best epochs.

    Args:
        rows: list of dicts, one an epoch, of a `HistoryFile`; one or more.
        model: the trained kerasgen model.
        data: `Data`.
        grace: int. First epochs in which no alarm rings.
        used: int. The epoch whose checkpoint the run is used from.

    Example:
        >>> section = evaluate_training(history("history.csv"), model, data, grace=2, used=20)
    """
    rows = [{name: float(value) for name, value in row.items()} for row in rows]
    ranked = [name for name in choices(model, data) if name in rows[-1]]
    best = {measured(rows[-1], name): best_row(rows, name) for name in ranked}
    aside = any(name.startswith("val_") for name in rows[-1])
    of_others = ", but for what begins with val, of examples that were set aside" if aside else ""
    alarms = CollapseAlarm(rows, grace=grace).alarms or ["No alarm rang."]
    of_best = " Of equally good epochs the last is named." if ranked else ""
    return Section(
        "Health of the training",
        f"This page is on the model after epoch {used} of {len(rows)}, at the line in the charts. "
        f"What was logged is of training examples{of_others}.{of_best} {' '.join(alarms)}",
        ("", "last epoch", "best", "in epoch"),
        [(words(name), rows[-1][name], row[name], int(row["epoch"])) for name, row in best.items()],
        {"What was logged in every epoch": charts.history(panels(rows, model.logged), used)},
    )


def panels(rows, losses):
    """What was logged, shared out to panels of one quantity each.

    Args:
        rows: list of dicts of numbers, one an epoch.
        losses: names of the losses, which share a panel.

    Returns:
        dict, panel to dict, name of a curve to dict, epoch to value.

    Example:
        >>> panels([{"epoch": 1.0, "loss": 3.0, "diversity": 0.5}], ["loss"])
        {'losses': {'loss': {1.0: 3.0}}, 'diversity': {'diversity': {1.0: 0.5}}}
    """
    shared = {}
    for name in [name for name in rows[-1] if name != "epoch"]:
        quantities = ("gradient_norm", "accuracy")
        quantity = next((quantity for quantity in quantities if quantity in name), name)
        panel = "losses" if name.removeprefix("val_") in losses else words(quantity)
        curve = {row["epoch"]: row[name] for row in rows}
        shared.setdefault(panel, {})[words(name)] = curve
    return shared
