"""What stands as `model.optimizer` where several players have one each."""

from kerasgen.errors import InputError


class OptimizersOfPlayers:
    """The optimizers of a game, to callbacks of Keras that set or show the rate of each.

    Args:
        optimizers: list of optimizers.

    Example:
        >>> patience = keras.callbacks.ReduceLROnPlateau("generator_loss", mode="min")
        >>> model.fit(images, epochs=50, callbacks=[patience])
    """

    built = True

    def __init__(self, optimizers):
        self.optimizers = optimizers

    @property
    def learning_rate(self):
        raise AttributeError("Each player has a rate: model.generator_optimizer.learning_rate.")

    @learning_rate.setter
    def learning_rate(self, rate):
        raise InputError("Set the rate of each player: model.generator_optimizer.learning_rate.")

    @property
    def iterations(self):
        """Steps of the first player."""
        return self.optimizers[0].iterations

    @property
    def variables(self):
        return [v for optimizer in self.optimizers for v in optimizer.variables]
