"""The rows of a sheet as the file had them, for handing the bad ones back to be corrected."""

from collections.abc import Iterable
from dataclasses import dataclass

from schools.roster.cells import plain_text
from schools.roster.columns import GUARDIAN_PHONES, STUDENT_ID, Header
from schools.roster.rows import IDENTITY_DIGITS, Cell, Sheet, shown_value

LONGEST_CELL = 200


@dataclass(frozen=True)
class Table:
    """A sheet's recognised columns without the 学籍号, and its rows by row number."""

    sheet: str
    titles: tuple[str, ...]
    rows: dict[int, tuple[str, ...]]

    def __repr__(self) -> str:
        return f"<Table {self.sheet}>"  # rows are people; a traceback must not show them


def table_of(sheet: Sheet, header: Header, people: Iterable[tuple[int, tuple[Cell, ...]]]) -> Table:
    """Only what an import reads: nothing else of a file needs to come back."""
    ordered = sorted(header.fields, key=lambda field: header.fields[field])
    fields = [field for field in ordered if field != STUDENT_ID]
    rows = {
        number: tuple(_text(header.cell(row, field), field) for field in fields)
        for number, row in people
    }
    return Table(sheet.name, tuple(header.title(field) for field in fields), rows)


def _text(cell: Cell, field: str) -> str:
    """A cell's text, unless it holds an identity number that slipped into the wrong column."""
    text = plain_text(cell)[:LONGEST_CELL]
    # Two telephones in one cell are as many digits, but never without a mark between them.
    hidden = (
        IDENTITY_DIGITS.search(text)
        if field in GUARDIAN_PHONES
        else shown_value(cell) == "" != text
    )
    return "" if hidden else text
