"""What the command line prints."""

import rich.console
import rich.table

from kerasgen.errors import one_line

# Names that come from files are printed as they are: brackets in them are no markup.
console = rich.console.Console(highlight=False, markup=False, emoji=False)


def tell_epoch(run):
    """Say which epoch a run is used from, if it kept its best."""
    from kerasgen.training import runs
    from kerasgen.training.ranking import measured

    best = runs.best_epoch(run)
    if best:
        name, row = best
        name = measured(row, name)
        value = f"{name} {float(row[name]):.4g}"
        used = f"{run}: as it was after epoch {row['epoch']}, its best by {value}"
        console.print(used, soft_wrap=True)


def number(value):
    """A number to read, and what is none as it is."""
    return f"{value:.4f}" if isinstance(value, (int, float)) else one_line(value)


def flat(metrics, prefix=""):
    """Numbers by the way to them, in words; tables are left to the report."""
    found = {}
    for name, value in metrics.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            found |= flat(value, f"{path} ")
        elif not isinstance(value, list):
            found[path] = value
    return found


def show(comparisons):
    table = rich.table.Table("runtime", "function", "largest difference", "allowed", "", box=None)
    worst = {}
    for comparison in comparisons:
        key = (comparison.runtime, comparison.function)
        if key not in worst or comparison.difference > worst[key].difference:
            worst[key] = comparison
    for (runtime, function), comparison in worst.items():
        result = one_line(comparison.reason) or ("same" if comparison.passed else "DIFFERENT")
        difference = "cannot" if comparison.reason else f"{comparison.difference:.1e}"
        table.add_row(runtime, function, difference, f"{comparison.tolerance:g}", result)
    console.print(table)
