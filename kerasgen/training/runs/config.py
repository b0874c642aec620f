"""What stands in a run's `config.json`, as far as it is read again."""

from kerasgen.errors import InputError

LARGEST = 2**31


def check_config(config, path):
    """Refuse what no training has written; what is missing is none of it.

    Args:
        config: dict, the contents of the file.
        path: path of the file, for the message.

    Raises:
        InputError: with the first name whose value is of another kind.

    Example:
        >>> check_config({"method": "vae", "seed": 0}, "runs/vae-digits/config.json")
    """
    for name, fits in FORMS.items():
        if name in config and not fits(config[name]):
            raise InputError(f"{path} is no run's: its {name} is {config[name]!r}; train again.")


def _is_text(value):
    return isinstance(value, str)


def _is_name(value):
    return value is None or (_is_text(value) and value.isidentifier())


def _is_count(value):
    return type(value) is int and 1 <= value < LARGEST


def _is_count_or_none(value):
    return value is None or _is_count(value)


def _is_share_or_none(value):
    return value is None or (isinstance(value, float) and 0 < value < 1)


def _are(kind):
    return lambda values: isinstance(values, list) and all(kind(value) for value in values)


FORMS = {
    "method": _is_text,
    "data": _is_text,
    "data_shape": _are(_is_count),
    "data_fingerprint": lambda value: type(value) is int,
    "class_names": _are(_is_text),
    "binarised": lambda value: isinstance(value, bool),
    "seed": lambda value: type(value) is int and 0 <= value < LARGEST,
    "epochs": _is_count,
    "prolonged_after": _are(_is_count),
    "batch_size": _is_count_or_none,
    "labelled": _is_count_or_none,
    "validation_share": _is_share_or_none,
    "best": _is_name,
}
