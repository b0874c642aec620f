"""What a fault is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A text that is replaced by a wrong one.

    Args:
        file: path below `kerasgen/`.
        what: what is wrong then.
        text: what stands in the file, exactly once.
        instead: what is put in its place.
        tests: node ids below `tests/`, as few and as quick as may be, that should fail.
        accepted: why none has to, or empty.
    """

    file: str
    what: str
    text: str
    instead: str
    tests: tuple
    accepted: str = ""
