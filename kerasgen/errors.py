"""The one error that is the user's to mend."""

LONGEST = 2_000


class InputError(ValueError):
    """Something that was asked for or given is wrong; the message says what to do about it."""

    def __init__(self, message):
        super().__init__(one_line(message))


def one_line(text):
    """Text in one line without what a terminal would obey, as strangers' files may hold it.

    Example:
        >>> one_line("red \\x1b[31m\\nand more")
        'red \\\\x1b[31m and more'
    """
    words = " ".join(str(text).split())
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in words)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]} ..."
