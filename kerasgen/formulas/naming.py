"""Objects by the snake_case names of their classes, as the command line gives them."""

import ast
import inspect
import re


def made_by_name(value, classes, kind, number=ast.literal_eval):
    """`"continuous_bernoulli"` and the like to an object; an object comes back as it is.

    Args:
        value: a class's name in snake_case, with its first arguments behind colons where some
            are to be given, or an object.
        classes: what may be named.
        kind: str. What the error calls them.
        number: function that reads an argument.

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
        return named[name](*map(number, arguments))
    except (SyntaxError, TypeError, ValueError) as error:
        taken = [*inspect.signature(named[name]).parameters]
        raise ValueError(
            f"{kind} {value!r}: behind {name} stand numbers with colons between, of "
            f"{', '.join(taken) or 'which it has none'}."
        ) from error


def snake_case(name):
    """`"ContinuousBernoulli"` as `"continuous_bernoulli"`."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()
