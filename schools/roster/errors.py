"""The two ways in which a roster can be wrong: the whole file, or one cell."""


class RosterFileError(Exception):
    """The file as a whole cannot be read; the message is a translated sentence to show."""


class ColumnsUnknown(RosterFileError):
    """The file has a row of titles, but not which column holds the name, or the class or post.

    `titles` are the file's own, in order; `known` are those that were recognised, by field.
    """

    def __init__(self, message: str, titles: tuple[str, ...], known: dict[str, str]) -> None:
        super().__init__(message)
        self.titles, self.known = titles, known


class CellError(ValueError):
    """One cell cannot be used; the message is a translated sentence to show."""
