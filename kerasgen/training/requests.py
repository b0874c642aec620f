"""What a user asks of a training, and the model that it asks for."""

import inspect
from dataclasses import dataclass, field

import keras

from kerasgen.catalogue import method_named
from kerasgen.errors import InputError
from kerasgen.formulas.schedules import rate_over
from kerasgen.training.ranking import choices


@dataclass
class Request:
    """What a user asks of a training; None leaves it to the recipe.

    Args:
        method: name of a method.
        data: what `load_data` takes, as text.
        epochs: int.
        batch_size: int.
        latent_dim: int.
        architecture: `"dense"`, `"convolutional"` or `"recurrent"`.
        settings: further arguments of the method's `from_data_shape`.
        seed: int.
        dtype_policy: name of a Keras dtype policy.
        binarised: bool. Whether data are probabilities of binary values, drawn in every epoch.
        best: name of the logged number whose best epoch the run is to be used from, one of
            `ranking.choices`; None for the last epoch.
        learning_rate: float > 0, or a schedule as `rate_over` takes it, for all players.
        validation_share: float in (0, 1). Part of the training examples that is not trained on;
            what is logged of it, `val_loss` and the like, ranks epochs in place of the same
            number of the training examples.
        patience: int. Epochs since the best one after which a training ends; needs `best`.
        labelled: int. How many training examples keep their labels, of every class as many, which
            ones by `seed`; None for all that have any.
    """

    method: str
    data: str = "digits"
    epochs: int | None = None
    batch_size: int | None = None
    latent_dim: int | None = None
    architecture: str | None = None
    settings: dict = field(default_factory=dict)
    seed: int = 0
    dtype_policy: str = "float32"
    binarised: bool = False
    best: str | None = None
    learning_rate: float | str | None = None
    validation_share: float | None = None
    patience: int | None = None
    labelled: int | None = None


def new_model(request, recipe, data):
    """The model of a `Request`, untrained.

    Raises:
        InputError: for settings that the method does not have or cannot take, for data without
            labels where it needs them, for a likelihood that the data cannot have, and for a
            number that its epochs have not to be best by.
    """
    cls = method_named(request.method).load()
    allowed = _settings_of(cls)
    facts = {name: fact() for name, fact in _facts(data).items() if name in allowed}
    settings = {**recipe.settings, **facts, **request.settings}
    if "classes" in allowed and data.train.labels is None:
        raise InputError(f"{request.method} needs labels, which {data.name} has not.")
    if (
        cls.labelled
        and not cls.few_labels
        and (missing := len(data.train) - len(data.train.labelled()))
    ):
        raise InputError(
            f"{request.method} needs a label of every example, and {missing} of {data.name} have "
            "none."
        )
    for name in ("latent_dim", "architecture"):
        if getattr(request, name) is not None:
            settings[name] = getattr(request, name)
    for name in settings:
        if name not in allowed:
            raise InputError(
                f"{request.method} has no setting {name!r}; it has {', '.join(sorted(allowed))}."
            )
    known = choices(cls, data)
    if request.best is not None and request.best not in known:
        raise InputError(
            f"Epochs of {request.method} on {data.name} are not ranked by {request.best!r}; they "
            f"can be by {', '.join(known)}."
        )
    try:
        rate_over(request.learning_rate, steps=1)
    except ValueError as error:
        raise InputError(str(error)) from error
    if request.patience and request.best is None:
        raise InputError(
            f"Patience counts the epochs since the best: add --best {' or '.join(known)}."
        )
    policy = keras.config.dtype_policy()
    try:
        keras.config.set_dtype_policy(request.dtype_policy)
        model = cls.from_data_shape(data.data_shape, seed=request.seed, **settings)
    except (TypeError, ValueError) as error:
        raise InputError(str(error)) from error
    finally:
        keras.config.set_dtype_policy(policy)
    if data.density and "logits" in getattr(getattr(model, "likelihood", None), "heads", ()):
        raise InputError(
            f"{data.name} is made of points, which have no probability under "
            f"{type(model.likelihood).__name__}; add --set likelihood=gaussian."
        )
    return model


def _facts(data):
    """Settings that are no choice but what the data are, by functions that give them."""
    return {
        "classes": lambda: len(data.class_names),
        "data_size": lambda: len(data.train),
        "examples": data.train.as_floats,
    }


def _settings_of(cls):
    """What a method's constructor and `from_data_shape` take beside networks and data."""
    makers = (cls, cls.from_data_shape)
    names = {name for maker in makers for name in inspect.signature(maker).parameters}
    return names - {*cls.networks, "data_shape", "kwargs", "seed"}
