"""Measures of the players of a game while they train."""

import numpy as np
import tensorflow as tf


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


def discriminator_outputs(game, batch):
    """A game's discriminator on data and on as many generated examples, both `(batch, 1)`."""
    x = game.examples(batch)
    fake = game.generated(game.noise_for(x), training=False)
    x = game.completed(x, training=False)
    return tuple(game.outputs(batch, training=False)[game.output] for batch in (x, fake))


def discriminator_numbers(game, real, fake):
    """A discriminator's accuracies on data and on what is generated, or the gap of its outputs.

    Args:
        game: a `TwoPlayerGame`.
        real: array of outputs for data.
        fake: array of outputs for generated examples.

    Returns:
        dict of floats. An output on the decision boundary itself is wrong of either.

    Example:
        >>> discriminator_numbers(gan, real=[2.0, -1.0], fake=[-3.0, -4.0])
        {'discriminator_accuracy_real': 0.5, 'discriminator_accuracy_fake': 1.0}
    """
    real, fake = (np.asarray(outputs, "float64") for outputs in (real, fake))
    boundary = game.objective.decision_boundary
    if boundary is None:
        return {f"{game.role}_gap": float(real.mean() - fake.mean())}
    return {
        f"{game.role}_accuracy_real": float((real > boundary).mean()),
        f"{game.role}_accuracy_fake": float((fake < boundary).mean()),
    }
