"""A training in a directory: begun, interrupted, resumed, used."""

import json
import platform
import shutil
import warnings
from dataclasses import asdict
from pathlib import Path

import keras
import tensorflow as tf

import kerasgen
from kerasgen import callbacks, report
from kerasgen.animation import Animation
from kerasgen.collapse import CollapseAlarm
from kerasgen.data import load_data
from kerasgen.drawing import drawn, over_reconstructions
from kerasgen.errors import InputError
from kerasgen.evaluation import evaluate_model
from kerasgen.evaluation.samples import kept_judge
from kerasgen.evaluation.training import evaluate_training
from kerasgen.files import whole_file
from kerasgen.health import Health, best_row, is_judged, of_judge
from kerasgen.loading import load
from kerasgen.recipes import recipe_for
from kerasgen.requests import new_model
from kerasgen.samplers import sampler_named

FEW_IMAGES = 10_000  # a judge of more takes minutes


def train(
    request,
    folder,
    resume=False,
    command="",
    watchers=lambda epochs, first_epoch: [],
    tell=warnings.warn,
):
    """Train in `folder`, from the beginning or from where an interrupted training was.

    Interrupted at any moment and resumed, a run ends with the same weights as one that was
    never interrupted, bit for bit on one machine's CPU: the whole state is saved after every
    epoch, the order of the data is a function of seed and epoch, and TensorFlow's
    deterministic kernels are switched on, in this process, where XLA does not replace them.

    The health of games is logged, and that of other models if `request.best` is a part of it. A
    judge is trained first if `request.best` takes one, and for games on no more than 10,000
    images.

    Args:
        request: `Request`.
        folder: path of the run directory.
        resume: bool. Go on with what `folder` holds; begin if it holds nothing.
        command: str. Written down in the run's `config.json`.
        watchers: function of the number of epochs and the first one, to further callbacks.
        tell: function of a sentence, of what alarms say.

    Returns:
        dict of the test metrics of the last epoch, or of the best where `request.best` names one.

    Raises:
        InputError: if `folder` is in use, or its run was begun with another request or data.
    """
    folder = Path(folder)
    _check_place(folder, resume)
    if (folder / "model.keras").exists():
        return read_metrics(folder)
    data = _loaded(request.data, request.binarised)
    recipe = recipe_for(request.method, data.name, data.data_shape)
    epochs = request.epochs or recipe.epochs
    batch_size = min(request.batch_size or recipe.batch_size, len(data.train))
    keras.utils.set_random_seed(request.seed)
    if not recipe.jit_compile:  # Keras refuses XLA, whose CPU code is deterministic, beside it
        tf.config.experimental.enable_op_determinism()
    model = new_model(request, recipe, data)
    _write_config(folder, request, data, epochs, batch_size, command)
    restored, first_epoch = callbacks.restore(folder / "backups")
    if restored:
        model = restored
    else:
        recipe.compile(model, len(data.train) // batch_size * epochs)
    batches = data.train.batches(batch_size, request.seed, first_epoch, drop_remainder=True)
    history = callbacks.HistoryFile(folder / "history.csv", first_epoch)
    samples, frames = folder / "samples.png", folder / "backups" / "frames"
    animations = [Animation(folder / "training.gif", samples, frames)] if data.density else []
    model.fit(
        batches,
        epochs=epochs,
        initial_epoch=first_epoch,
        verbose=0,
        callbacks=[
            *_health(request, model, data, batch_size, folder),
            history,
            CollapseAlarm(history.rows, grace=_grace(epochs), tell=tell),
            *_best(request, folder, history.rows),
            callbacks.Picture(samples, folder / "logs", lambda model: drawn(model, data)),
            *animations,
            callbacks.Backup(folder / "backups"),
            *watchers(epochs, first_epoch),
        ],
    )
    used = load(folder / "best.keras") if request.best else model
    metrics = _measure(used, data.test, seed=request.seed)
    write_json(folder / "metrics.json", metrics)
    with whole_file(folder / "model.keras") as part:
        model.save(part)
    shutil.rmtree(folder / "backups")
    return metrics


def _health(request, model, data, batch_size, folder):
    if not hasattr(model, "opponent") and request.best in (None, *model.logged):
        return []
    asked = request.best in of_judge(model, data)
    cheap = hasattr(model, "opponent") and len(data.train) <= FEW_IMAGES
    needed = asked or (cheap and is_judged(model, data))
    judge = kept_judge(data, folder / "judge.keras") if needed else None
    return [Health(data, judge, batch_size=batch_size)]


def _best(request, folder, rows):
    if request.best is None:
        return []
    return [callbacks.BestCheckpoint(folder / "best.keras", request.best, rows)]


def _grace(epochs):
    # Samples of the first tenth are alike because the generator has hardly begun.
    return epochs // 10


def _check_place(folder, resume):
    """Whether a training may write to `folder`; nothing is written before this."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file; give --run a directory.")
    if any(folder.iterdir()) and not resume:
        raise InputError(f"{folder} is not empty; add --resume to go on with it, or name another.")
    if not (folder / "config.json").exists():
        strangers = [path.name for path in folder.iterdir() if not path.name.startswith(".part-")]
        if strangers:
            raise InputError(f"{folder} is no run: it holds {strangers[0]} and no config.json.")


def _write_config(folder, request, data, epochs, batch_size, command):
    config = {
        **asdict(request),
        "epochs": epochs,
        "batch_size": batch_size,
        "data_shape": list(data.data_shape),
        "data_fingerprint": data.fingerprint(),
    }
    if (folder / "config.json").exists():
        begun = read_config(folder)
        for name, value in config.items():
            if begun.get(name) != value:
                raise InputError(
                    f"{folder} was begun with {name} = {begun.get(name)!r}, not {value!r}; "
                    "resume it as it was begun, or start another run."
                )
        return
    versions = {
        "kerasgen": kerasgen.__version__,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "python": platform.python_version(),
    }
    write_json(folder / "config.json", {**config, "versions": versions, "command": command})


def _measure(model, split, seed):
    # On a copy of the random state, so that measuring leaves no trace in what is saved.
    kept = model.seed_generator.state.numpy()
    model.seed_generator.state.assign([seed, 1 << 30])
    metrics = model.evaluate(split.batches(500), verbose=0, return_dict=True)
    model.seed_generator.state.assign(kept)
    return {name: float(value) for name, value in sorted(metrics.items())}


def write_json(path, value):
    """Write `value` as indented JSON, whole or not at all."""
    with whole_file(path) as part:
        part.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def read_config(folder):
    """The `config.json` of a run."""
    return _read_json(folder, "config.json")


def read_metrics(folder):
    """The `metrics.json` of a finished run."""
    return _read_json(folder, "metrics.json")


def _read_json(folder, name):
    path = Path(folder) / name
    if not path.is_file():
        raise InputError(f"{folder} is no run: it has no {name}.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path} is damaged: {error}") from error


def open_run(folder):
    """The trained model of a run, that of its best epoch if it kept one, and its `config.json`."""
    config = read_config(folder)
    if not (Path(folder) / "model.keras").exists():
        raise InputError(f"{folder} is not finished; resume it with `kerasgen train ... --resume`.")
    return load(folder), config


def best_epoch(folder):
    """Of a run that kept its best epoch: the number that told and the row of its history.

    Returns:
        `(name, row)`, or None for a run that is used as it was after its last epoch.
    """
    name = read_config(folder).get("best")
    return name and (name, best_row(callbacks.history(Path(folder) / "history.csv"), name))


def evaluate(folder, source=None, tsne=False):
    """Measure a run, and write `metrics.json` and `report.html` into it.

    Args:
        folder: path of the run directory.
        source: other data of the same shape, as `load_data` takes them, whose results go to files
            with their name; or None for the data of the run.
        tsne: bool. Whether the report shows a t-SNE of the code.

    Returns:
        dict of the test metrics, and of what its codes are worth if the model has any.
    """
    folder = Path(folder)
    model, config = open_run(folder)
    data = _data_for(config, source)
    numbers = _measure(model, data.test, config["seed"])
    sections = [report.Section("Test metrics", columns=("", "mean"), rows=list(numbers.items()))]
    of_model, found = evaluate_model(model, data, folder / "judge.keras", tsne)
    numbers, sections = {**numbers, **of_model}, [*sections, *found]
    rows = callbacks.history(folder / "history.csv")
    if rows and not source:
        name = config.get("best")
        best = best_row(rows, name) if name else rows[-1]
        epoch = int(best["epoch"])
        if name:
            numbers["best"] = {"epoch": epoch, name: float(best[name])}
        sections.append(evaluate_training(rows, model, data, _grace(config["epochs"]), epoch))
    suffix = f"-{data.name}" if source else ""
    write_json(folder / f"metrics{suffix}.json", numbers)
    page = report.page(f"{config['method']} on {data.name}", sections)
    report.save(page, folder / f"report{suffix}.html")
    return numbers


def reconstructions(folder, data=None, count=16):
    """A picture of test examples over their reconstructions."""
    model, config = open_run(folder)
    if not hasattr(model, "reconstruct"):
        raise InputError(f"{config['method']} has no encoder and cannot reconstruct; use a VAE.")
    return over_reconstructions(model, _data_for(config, data).test, count)


def _loaded(source, binarised):
    data = load_data(source)
    return data.binarised() if binarised else data


def _data_for(config, source):
    data = _loaded(source or config["data"], config["binarised"])
    if list(data.data_shape) != config["data_shape"]:
        raise InputError(
            f"The run was trained on examples of shape {tuple(config['data_shape'])}, "
            f"{data.name} has {data.data_shape}."
        )
    return data


def fitted_sampler(model, config, name):
    """The sampler of that name, in snake_case, fitted to the training data of a run."""
    return sampler_named(name).fit(model, _data_for(config, None).train.as_floats())


def generate(folder, count, seed, sampler=None, **conditions):
    """`count` examples from a run's generator, under conditions that its method knows."""
    model, config = open_run(folder)
    if not (sampler or hasattr(model, "generate")):
        raise InputError(f"{config['method']} has no prior; add --sampler gaussian_mixture.")
    if sampler:
        if conditions:
            raise InputError(f"A sampler draws all latents; leave out {', '.join(conditions)}.")
        return model.decode(fitted_sampler(model, config, sampler).draw(count, seed))
    try:
        return model.generate(count, seed=seed, **conditions)
    except ValueError as error:
        raise InputError(str(error)) from error
