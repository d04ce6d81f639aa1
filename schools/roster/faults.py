"""Collects the problems of one row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from schools.roster.columns import Header
from schools.roster.errors import CellError
from schools.roster.rows import Cell, Problem, Sheet, shown_value

MASKED_ID = "G****"

Cleaned = TypeVar("Cleaned")


@dataclass(frozen=True)
class Place:
    """A row of a file, for pointing at it from another row's problem."""

    sheet: str
    row: int

    def words(self) -> dict[str, str | int]:
        """The placeholders of a sentence that names this place."""
        return {"sheet": self.sheet, "row": self.row}


class Faults:
    """The problems of one row of one sheet, in the order in which they are found."""

    def __init__(self, sheet: Sheet, header: Header, number: int, row: tuple[Cell, ...]) -> None:
        self.place = Place(sheet.name, number)
        self.problems: list[Problem] = []
        self._header = header
        self._row = row

    @property
    def blocking(self) -> bool:
        """Whether any problem so far leaves the row out."""
        return any(problem.blocking for problem in self.problems)

    def cell(self, field: str) -> Cell:
        """The row's cell of a field."""
        return self._header.cell(self._row, field)

    def read(
        self,
        field: str,
        clean: Callable[[Cell], Cleaned],
        *,
        blocking: bool = True,
        shown: str | None = None,
    ) -> Cleaned | None:
        """The cleaned cell of a field, or None after noting why it could not be read."""
        try:
            return clean(self.cell(field))
        except CellError as error:
            self.add(field, str(error), blocking=blocking, shown=shown)
            return None

    def add(
        self, field: str, reason: str, *, blocking: bool = True, shown: str | None = None
    ) -> None:
        """Note a problem; `shown` stands in for a value that must not be repeated."""
        value = shown_value(self.cell(field) if shown is None else shown)
        title = self._header.title(field)
        place = self.place
        self.problems.append(Problem(place.sheet, place.row, title, value, reason, blocking))
