"""What stops a training that cannot be right."""

import math

import keras

from kerasgen.errors import InputError


class FiniteGuard(keras.callbacks.Callback):
    """Stops a training when a mean of an epoch is not finite."""

    def on_epoch_end(self, epoch, logs=None):
        lost = [name for name, value in (logs or {}).items() if not math.isfinite(value)]
        if lost:
            raise FloatingPointError(
                f"{', '.join(lost)} became infinite or NaN in epoch {epoch + 1}; "
                "lower the learning rate or look for extreme values in the data."
            )


class MisfitGuard(keras.callbacks.Callback):
    """Stops a training on values for which a model was not made.

    A compiled step cannot raise. It counts such values, and the count is looked at after the
    first batch, where wrongly scaled data show, and after every epoch.

    Args:
        complaints: dict, name of a kind of wrong values to the sentence that refuses them.
    """

    def __init__(self, complaints):
        super().__init__()
        self._complaints = complaints
        self._counts = {kind: keras.metrics.Sum() for kind in complaints}

    def count(self, kind, wrong):
        """Count where `wrong`, a tensor of booleans, is true; for use in a step."""
        self._counts[kind].update_state(wrong)

    def forget(self):
        """Begin to count anew."""
        for count in self._counts.values():
            count.reset_state()

    def refuse(self):
        """Raise an `InputError` if there was a wrong value since the last time."""
        found = [kind for kind, count in self._counts.items() if count.result() > 0]
        self.forget()
        if found:
            raise InputError(self._complaints[found[0]])

    def on_train_begin(self, logs=None):
        self._first = True

    def on_train_batch_end(self, batch, logs=None):
        if self._first:
            self.refuse()
        self._first = False

    def on_epoch_end(self, epoch, logs=None):
        self.refuse()

    def on_test_end(self, logs=None):
        self.refuse()

    def on_predict_end(self, logs=None):
        self.refuse()
