"""How healthy a training is, measured at the end of every epoch and added to its logs."""

import keras
import numpy as np
import tensorflow as tf
from threadpoolctl import threadpool_limits

from kerasgen import metrics
from kerasgen.data.point_mass import PointMass

HIGHER_IS_BETTER = {
    "diversity",
    "covered_classes",
    "modes",
    "good_share",
    "mutual_information",
    "perplexity",
}


class Health(keras.callbacks.Callback):
    """Add to the logs of every epoch what tells a healthy training from a collapsed one.

    Callbacks after this one see these numbers; in a training on points of several modes
    `modes`, `good_share` and `reverse_kl` of `metrics.mode_counts` too:

        <player>_gradient_norm: length of the gradient in a step of each player, the mean over
            its steps where it has several.
        discriminator_accuracy_real, discriminator_accuracy_fake: shares of training examples and
            of generated ones on the right side of the game's `decision_boundary`.
        critic_gap: in a game without one, the mean verdict on training examples less that on
            generated ones.
        diversity: mean distance between generated examples over that between training examples.
        distance_from_data: of generated examples, in place of diversity where data are one point.
        covered_classes, frechet_distance: by the judge, as in `metrics`. Distances are to
            training examples: the test split has no say in which epoch is best.

    They are of the same examples and the same noise in every epoch. Nothing is moved: the players
    are measured on a twin of the model, and the training goes on as it would have without. With
    several replicas call `fit` outside the scope of their strategy.

    Args:
        data: `Data`.
        judge: `Judge`, or None to leave out what needs one.
        examples: int. Training examples and generated ones to measure on, at most.
        batch_size: int. Examples in the step of which gradients are measured.
        seed: int.

    Example:
        >>> model.fit(batches, epochs=10, callbacks=[Health(data), CollapseAlarm()])
    """

    def __init__(self, data, judge=None, examples=1000, batch_size=128, seed=12):
        super().__init__()
        self.data, self.judge, self.seed = data, judge, seed
        self.batch = next(iter(data.train.batches(examples, seed)))
        self.minibatch = tuple(array[:batch_size] for array in self.batch)
        self.real = self.batch[0].numpy()
        self.spread = metrics.mean_pairwise_distance(self.real)
        self.features = judge and judge.features(self.real)

    def on_train_begin(self, logs=None):
        self.twin = type(self.model).from_config(self.model.get_config())
        # Compiled as the training is, so that numbers are as reproducible as its own.
        self.step = tf.function(
            lambda: gradient_norms(self.twin, self.minibatch),
            autograph=False,
            jit_compile=self.model.jit_compile,
        )
        self.verdicts = tf.function(lambda: verdicts(self.twin, self.batch), autograph=False)

    def on_epoch_end(self, epoch, logs=None):
        self.twin.set_weights(self.model.get_weights())
        self.twin.seed_generator.state.assign([self.seed, 0])
        # Of one point a verdict, however close, is right of all or of none.
        if hasattr(self.twin, "opponent") and not is_one_point(self.data):
            logs.update(verdict_numbers(self.twin, *self.verdicts()))
        logs.update({name: float(norm) for name, norm in self.step().items()})
        if hasattr(self.model, "generate"):
            logs.update(self.of_samples(self.model.generate(len(self.real), seed=self.seed)))

    def of_samples(self, samples):
        """What is measured of generated examples: dict of numbers."""
        if is_one_point(self.data):
            return {"distance_from_data": self.data.density.distance(samples)}
        numbers = {"diversity": metrics.mean_pairwise_distance(samples) / self.spread}
        if has_modes(self.data):
            numbers |= metrics.mode_counts(
                samples, self.data.density.centres, self.data.density.scale
            )
        if self.judge:
            read = self.judge.read(samples)
            with threadpool_limits(1):  # where others use the cores, one thread is faster
                distance = metrics.frechet_distance(self.features, read["features"])
            numbers["frechet_distance"] = distance
            numbers["covered_classes"] = metrics.covered_classes(read["probabilities"])
        return numbers


# What can be measured ---------------------------------------------------------------------


def has_modes(data):
    """Whether data are points of a density with several modes."""
    return len(getattr(data.density, "centres", ())) > 1


def is_one_point(data):
    """Whether data are all the same, so that samples cannot be as diverse as they are."""
    return isinstance(data.density, PointMass)


def is_judged(method, data):
    """Whether a judge can tell what samples of a method are worth: those of labelled images."""
    return hasattr(method, "generate") and bool(data.class_names) and len(data.data_shape) == 3


def of_judge(method, data):
    """Names of the numbers that take a judge."""
    return ["covered_classes", "frechet_distance"] if is_judged(method, data) else []


def choices(method, data):
    """Names of the numbers by which one epoch of a training can be called better than another.

    Losses of players are not among them: they say how a game stands, not what samples are worth.

    Args:
        method: a kerasgen model or its class.
        data: `Data`.

    Returns:
        list of str. The higher the better are those in `HIGHER_IS_BETTER`.

    Example:
        >>> choices(GAN, load_data("digits"))
        ['diversity', 'covered_classes', 'frechet_distance']
    """
    names = [] if hasattr(method, "opponent") else list(method.logged)
    if hasattr(method, "generate"):
        names += ["distance_from_data"] if is_one_point(data) else ["diversity"]
        names += of_judge(method, data)
        if has_modes(data):
            names += ["modes", "good_share", "reverse_kl"]
    return names


def best_row(rows, name):
    """The row of a history whose number of that name is the best, of equals the last.

    Args:
        rows: list of dicts, one an epoch, with `epoch` and `name`, as numbers or as text.
        name: one of `choices`.

    Example:
        >>> best_row([{"epoch": 1, "loss": 3.0}, {"epoch": 2, "loss": 5.0}], "loss")["epoch"]  # 1
    """
    sign = 1 if name in HIGHER_IS_BETTER else -1
    return max(rows, key=lambda row: (sign * float(row[name]), int(row["epoch"])))


# Measures of players ----------------------------------------------------------------------


class _Scale:
    """An optimizer that weighs gradients, and moves nothing."""

    def __init__(self):
        self.norms = []

    def scale_loss(self, loss):
        return loss

    def apply(self, gradients, variables):
        self.norms.append(tf.linalg.global_norm(gradients))


def gradient_norms(model, batch):
    """Length of the gradient of each player's loss, as a training step on `batch` takes it.

    The model's optimizers are replaced, so it should be a twin that nobody trains; statistics of
    batch normalisation move, and random state does.

    Args:
        model: a kerasgen model.
        batch: what `fit` hands to a step.

    Returns:
        dict, `<player>_gradient_norm` to a tensor `()`; the mean of players with several steps.

    Example:
        >>> gradient_norms(twin, (images,))["generator_gradient_norm"]
    """
    scales = {player: _Scale() for player in model.players}
    for player, scale in scales.items():
        setattr(model, player, scale)
    model.train_step(batch)
    return {
        f"{player.removesuffix('optimizer')}gradient_norm": tf.reduce_mean(scale.norms)
        for player, scale in scales.items()
    }


def verdicts(game, batch):
    """What the opponent says of data and of as many generated examples, both `(batch, 1)`."""
    x = game.examples(batch)
    fake = game.imitation(game.noise_for(x), training=False)
    return game.verdicts(x, training=False), game.verdicts(fake, training=False)


def verdict_numbers(game, real, fake):
    """The opponent's accuracies on data and on what is generated, or the gap of its verdicts.

    Args:
        game: a `TwoPlayerGame`, or its class.
        real: array of verdicts on data.
        fake: array of verdicts on generated examples.

    Returns:
        dict of floats. A verdict on the boundary itself is wrong of either.

    Example:
        >>> verdict_numbers(GAN, real=[2.0, -1.0], fake=[-3.0, -4.0])
        {'discriminator_accuracy_real': 0.5, 'discriminator_accuracy_fake': 1.0}
    """
    real, fake = (np.asarray(verdict, "float64") for verdict in (real, fake))
    boundary = game.decision_boundary
    if boundary is None:
        return {f"{game.opponent}_gap": float(real.mean() - fake.mean())}
    return {
        f"{game.opponent}_accuracy_real": float((real > boundary).mean()),
        f"{game.opponent}_accuracy_fake": float((fake < boundary).mean()),
    }
