"""What to train with: the settings of one method on one kind of data, and their optimizers."""

from collections.abc import Callable
from dataclasses import dataclass, field

import keras

from kerasgen.formulas.schedules import rate_over


@dataclass(frozen=True)
class Recipe:
    """Settings under which a method is known to give good pictures on a kind of data.

    Args:
        epochs: int.
        batch_size: int.
        settings: arguments of the method's `from_data_shape`.
        optimizers: function of the total number of steps, to the arguments of `compile`.
        jit_compile: whether XLA was measured to be faster on a CPU.
        steps_per_execution: int.
        labelled_share: float in (0, 1), the labelled part of every batch where few examples are
            labelled; None for methods that use no labels.
    """

    epochs: int
    batch_size: int
    settings: dict = field(default_factory=dict)
    optimizers: Callable[[int], dict] = lambda steps: {}
    jit_compile: bool = True
    steps_per_execution: int = 1
    labelled_share: float | None = None

    def compile(self, model, steps, learning_rate=None):
        """Compile `model` for a training of so many steps.

        Args:
            model: a `GenerativeModel`.
            steps: int. Of the whole training.
            learning_rate: float, or schedule as `rate_over` takes it, of every player.
        """
        model.compile(
            jit_compile=self.jit_compile,
            steps_per_execution=self.steps_per_execution,
            **self._optimizers_of(model, steps, learning_rate),
        )

    def _optimizers_of(self, model, steps, learning_rate):
        made = model.default_optimizers()
        for player in made:
            updates = steps * model.updates_per_step(player)
            made[player] = self.optimizers(updates).get(player, made[player])
            if learning_rate is not None:
                rate = rate_over(learning_rate, updates)
                config = {**made[player].get_config(), "learning_rate": rate}
                made[player] = type(made[player]).from_config(config)
        return made

    def reschedule(self, model, steps, learning_rate=None):
        """Give a compiled model the schedules of a training of so many steps.

        Returns:
            bool, whether it had others.
        """
        changed = False
        for name, optimizer in self._optimizers_of(model, steps, learning_rate).items():
            schedule = optimizer.get_config()["learning_rate"]
            own = getattr(model, name)
            own = getattr(own, "inner_optimizer", own)
            if isinstance(schedule, dict) and own.get_config()["learning_rate"] != schedule:
                own.learning_rate = keras.saving.deserialize_keras_object(schedule)
                changed = True
        return changed


def decaying_adam(rate, weight_decay=None):
    def optimizers(steps):
        schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
        return {"optimizer": keras.optimizers.Adam(schedule, weight_decay=weight_decay)}

    return optimizers
