"""Objects by the snake_case names of their classes, as the command line gives them."""

import re


def made_by_name(value, classes, kind):
    """`"continuous_bernoulli"` and the like to an object; an object comes back as it is.

    Args:
        value: a class's name in snake_case, or an object.
        classes: what may be named; each is made without arguments.
        kind: str. What the error calls them.

    Raises:
        ValueError: for a name that none of the classes has.

    Example:
        >>> made_by_name("gaussian", [Bernoulli, Gaussian], "likelihood")
    """
    if not isinstance(value, str):
        return value
    named = {re.sub("(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower(): cls for cls in classes}
    if value not in named:
        raise ValueError(f"Unknown {kind} {value!r}; there are {', '.join(named)}.")
    return named[value]()
