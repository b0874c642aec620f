"""What stands as `model.optimizer` where several players have one each."""

from kerasgen.errors import InputError


class OptimizersOfPlayers:
    """The optimizers of a game, to callbacks of Keras that set or show the rate of each.

    Args:
        by_player: dict, the name of a player's optimizer to the optimizer.

    Example:
        >>> patience = keras.callbacks.ReduceLROnPlateau("generator_loss", mode="min")
        >>> model.fit(images, epochs=50, callbacks=[patience])
    """

    built = True

    def __init__(self, by_player):
        self.optimizers = [*by_player.values()]
        self.first = next(iter(by_player))

    @property
    def learning_rate(self):
        raise AttributeError(f"Each player has a rate: model.{self.first}.learning_rate.")

    @learning_rate.setter
    def learning_rate(self, rate):
        raise InputError(f"Set the rate of each player: model.{self.first}.learning_rate.")

    @property
    def iterations(self):
        """Steps of the first player."""
        return self.optimizers[0].iterations

    @property
    def variables(self):
        return [v for optimizer in self.optimizers for v in optimizer.variables]
