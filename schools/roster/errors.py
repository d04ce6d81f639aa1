"""The two ways in which a roster can be wrong: the whole file, or one cell."""


class RosterFileError(Exception):
    """The file as a whole cannot be read; the message is a translated sentence to show."""


class CellError(ValueError):
    """One cell cannot be used; the message is a translated sentence to show."""
