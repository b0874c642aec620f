"""An alarm that says when a game collapses, and what it saw."""

import warnings

import keras

COVERED = {"covered_classes": "classes", "modes": "modes"}


class CollapseAlarm(keras.callbacks.Callback):
    """Read what `Health` logs and say, once per cause, that a training goes wrong.

    It rings if samples are too much alike; if the discriminator is certain of data and of
    samples while the generator's gradient has all but vanished; and if classes or modes that
    samples covered in an earlier epoch are lost.

    Args:
        rows: list of dicts, logs of earlier epochs with their `epoch`; what they ring is kept
            and not told.
        least_diversity: float. Rings below this share of the distance between data.
        certain: float. Accuracy on data and on samples beyond which the discriminator is certain.
        vanished: float. The generator's gradient has vanished if it is shorter than this share of
            what it was after the first epoch, or of 1 if it was less: it can vanish that early.
        lost: float. Share of the most classes or modes that were covered; rings if as many, or
            more, are lost.
        grace: int. First epochs in which nothing rings: samples of a generator that has hardly
            begun are alike.
        tell: function of a sentence.

    Attributes:
        alarms: list of the sentences so far.

    Example:
        >>> model.fit(batches, epochs=10, callbacks=[Health(data), CollapseAlarm()])
    """

    def __init__(
        self,
        rows=(),
        least_diversity=0.5,
        certain=0.99,
        vanished=0.01,
        lost=1 / 3,
        grace=0,
        tell=warnings.warn,
    ):
        super().__init__()
        self.least_diversity, self.certain = least_diversity, certain
        self.vanished, self.lost, self.grace, self.tell = vanished, lost, grace, tell
        self.first_gradient, self.most, self.rung, self.alarms = None, {}, set(), []
        for row in rows:
            self.read(row)

    def on_epoch_end(self, epoch, logs=None):
        for sentence in self.read({"epoch": epoch + 1, **logs}):
            self.tell(sentence)

    def read(self, row):
        """The sentences that an epoch's logs, numbers or text, ring."""
        row = {name: float(value) for name, value in row.items()}
        seen = {"alike": self._alike(row), "certain": self._certain(row)}
        seen |= {name: self._lost(name, row) for name in COVERED}
        new = {cause for cause, sentence in seen.items() if sentence} - self.rung
        if row["epoch"] <= self.grace or not new:
            return []
        self.rung |= new
        told = [f"In epoch {row['epoch']:.0f} {seen[cause]}" for cause in seen if cause in new]
        self.alarms += told
        return told

    def _alike(self, row):
        diversity = row.get("diversity", self.least_diversity)
        if diversity < self.least_diversity:
            return (
                f"samples are {diversity:.3f} times as far apart as data are, less than "
                f"{self.least_diversity:g} times: the generator repeats itself."
            )

    def _certain(self, row):
        gradient = row.get("generator_gradient_norm")
        if gradient is None or "discriminator_accuracy_real" not in row:
            return None
        self.first_gradient = self.first_gradient or gradient
        on = [row[f"discriminator_accuracy_{examples}"] for examples in ("real", "fake")]
        if min(on) > self.certain and gradient < self.vanished * max(1.0, self.first_gradient):
            return (
                f"the discriminator tells {on[0]:.1%} of data and {on[1]:.1%} of samples, and the "
                f"generator's gradient is {gradient:.2g} long, {self.first_gradient:.2g} in the "
                "first one: it no longer learns."
            )

    def _lost(self, name, row):
        if name not in row:
            return None
        covered, (most, epoch) = row[name], self.most.get(name, (0, 0))
        if covered >= most:
            self.most[name] = covered, row["epoch"]
        elif most - covered >= self.lost * most:
            return (
                f"samples cover {covered:.0f} {COVERED[name]}, {most:.0f} in epoch {epoch:.0f}: "
                "the generator lost the others."
            )
