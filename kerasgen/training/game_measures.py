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
