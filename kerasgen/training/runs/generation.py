"""What a trained run generates and reconstructs."""

from kerasgen.core.samplers import sampler_named
from kerasgen.errors import InputError
from kerasgen.evaluation.drawing import over_reconstructions
from kerasgen.training.runs.data import data_for
from kerasgen.training.runs.folder import open_run, read_config


def class_number(folder, label):
    """The number of a class of a run's data, by its name, or else by the number itself.

    Raises:
        InputError: if there is neither.
    """
    names = read_config(folder).get("class_names", [])
    if label in names:
        return names.index(label)
    if label.isdigit() and (not names or int(label) < len(names)):
        return int(label)
    known = f"there are {', '.join(names)}" if names else "its classes have no names, give a number"
    raise InputError(f"{folder} knows no class {label!r}; {known}.")


def generate(folder, count, seed, sampler=None, **conditions):
    """`count` examples from a run's generator, under conditions that its method knows."""
    model, config = open_run(folder)
    if not (sampler or model.generates):
        raise InputError(f"{config['method']} has no prior; add --sampler gaussian_mixture.")
    if sampler:
        if conditions:
            raise InputError(f"A sampler draws all latents; leave out {', '.join(conditions)}.")
        return model.decode(fitted_sampler(model, config, sampler).draw(count, seed))
    try:
        return model.generate(count, seed=seed, **conditions)
    except ValueError as error:
        raise InputError(str(error)) from error


def fitted_sampler(model, config, name):
    """The sampler of that name, in snake_case, fitted to the training data of a run."""
    return sampler_named(name).fit(model, data_for(config, None).train.as_floats())


def reconstructions(folder, data=None, count=16):
    """A picture of test examples over their reconstructions."""
    model, config = open_run(folder)
    if not model.reconstructs:
        raise InputError(f"{config['method']} has no encoder and cannot reconstruct; use a VAE.")
    return over_reconstructions(model, data_for(config, data).test, count)
