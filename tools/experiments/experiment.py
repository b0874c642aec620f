"""What an experiment is."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Experiment:
    """A measurement with its protocol.

    Args:
        run: function of a seed to a dict of numbers.
        minutes: about, for three seeds on two cores.
        protocol: what is trained on what, and how it is measured.
        bars: name of a number to `"<= 7.9"` and the like.
        controls: name of a number to what it stands beside.
    """

    run: Callable[[int], dict]
    minutes: int
    protocol: str
    bars: dict
    controls: dict = field(default_factory=dict)
