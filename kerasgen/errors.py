"""The one error that is the user's to mend."""


class InputError(ValueError):
    """Something that was asked for or given is wrong; the message says what to do about it."""
