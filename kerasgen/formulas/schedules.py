"""Weights and rates that change during a training, by name."""

from keras.optimizers import schedules

from kerasgen.formulas.naming import made_by_name

SCHEDULES = (
    schedules.CosineDecay,
    schedules.ExponentialDecay,
    schedules.InverseTimeDecay,
    schedules.PolynomialDecay,
)


def schedule_named(value):
    """A schedule of Keras by a name such as `"polynomial_decay:0:1000:1"`.

    Behind the name stand the first arguments of its class, here the value at first, the number of
    steps and the value after them.

    Args:
        value: such a name, or a number or schedule, which come back as they are.

    Raises:
        ValueError: for another name, or arguments that the schedule does not take.

    Example:
        >>> schedule_named("polynomial_decay:0:1000:1")(500)  # 0.5
    """
    # Keras's cosine takes pi for an integer beside one.
    return made_by_name(value, SCHEDULES, "schedule", float)


def rate_over(value, steps):
    """A rate of a training of so many steps, or its schedule, as `schedule_named` takes it.

    A name with nothing but the rate at first has the training's number of steps.

    Example:
        >>> rate_over("cosine_decay:1e-3", 500)(250)  # 5e-4
    """
    whole = isinstance(value, str) and value.count(":") == 1
    return schedule_named(f"{value}:{steps}" if whole else value)
