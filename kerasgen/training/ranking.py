"""By which numbers one epoch of a training is better than another."""

from kerasgen.evaluation.measurable import has_modes, is_classifiable, is_one_point

HIGHER_IS_BETTER = {
    "diversity",
    "covered_classes",
    "modes",
    "good_share",
    "mutual_information",
    "perplexity",
}


def of_classifier(method, data):
    """Names of the numbers that take a classifier."""
    return ["covered_classes", "frechet_distance"] if is_classifiable(method, data) else []


def choices(method, data):
    """Names of the numbers by which one epoch of a training can be called better than another.

    Losses of players are not among them: they say how a game stands, not what samples are worth.
    Nor are distances by the features of a player, which grow and shrink as it moves.

    Args:
        method: a kerasgen model or its class.
        data: `Data`.

    Returns:
        list of str. The higher the better are those in `HIGHER_IS_BETTER`.

    Example:
        >>> choices(GAN, load_data("digits"))
        ['diversity', 'covered_classes', 'frechet_distance']
    """
    names = list(method.logged) if method.comparable else []
    if method.generates:
        names += ["distance_from_data"] if is_one_point(data) else ["diversity"]
        names += of_classifier(method, data)
        if has_modes(data):
            names += ["modes", "good_share", "reverse_kl"]
    return names


def measured(row, name):
    """The name under which a row of a history has a number: of validation, where there is one."""
    return f"val_{name}" if f"val_{name}" in row else name


def best_row(rows, name):
    """The row of a history whose number of that name is the best, of equals the last.

    Numbers of validation examples go before those of training examples.

    Args:
        rows: list of dicts, one an epoch, with `epoch` and `name`, as numbers or as text.
        name: one of `choices`.

    Example:
        >>> best_row([{"epoch": 1, "loss": 3.0}, {"epoch": 2, "loss": 5.0}], "loss")["epoch"]  # 1
    """
    sign = 1 if name in HIGHER_IS_BETTER else -1
    return max(rows, key=lambda row: (sign * float(row[measured(row, name)]), int(row["epoch"])))
