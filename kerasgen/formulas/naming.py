"""Objects by the snake_case names of their classes, as the command line gives them."""

import ast
import re


def made_by_name(value, classes, kind):
    """`"continuous_bernoulli"` and the like to an object; an object comes back as it is.

    Args:
        value: a class's name in snake_case, with an argument behind a colon where one is to be
            given, or an object.
        classes: what may be named.
        kind: str. What the error calls them.

    Raises:
        ValueError: for a name that none of the classes has, or an argument that is no number.

    Example:
        >>> made_by_name("gaussian:0.5", [Bernoulli, Gaussian], "likelihood")
    """
    if not isinstance(value, str):
        return value
    name, *arguments = value.split(":")
    named = {snake_case(cls.__name__): cls for cls in classes}
    if name not in named:
        raise ValueError(f"Unknown {kind} {name!r}; there are {', '.join(named)}.")
    try:
        return named[name](*map(ast.literal_eval, arguments))
    except (SyntaxError, TypeError) as error:
        raise ValueError(f"{kind} {value!r}: write {name} or {name}:NUMBER.") from error


def snake_case(name):
    """`"ContinuousBernoulli"` as `"continuous_bernoulli"`."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()
