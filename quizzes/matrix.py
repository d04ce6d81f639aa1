"""Marks from a spreadsheet: a header of item names, then one row a person. Pure."""

import math
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from quizzes.statistics import Item

MAXIMUM = re.compile(r"(?P<name>.*\S)\s*/\s*(?P<maximum>[^/\s]+)\s*$", re.DOTALL)
MOST_ITEMS = 1000
MOST_PEOPLE = 200_000

Row = tuple[str, ...]


class MatrixError(ValueError):
    """The table holds no marks that can be reckoned with; the message says what and where."""


def read_matrix(rows: Iterable[Row]) -> list[Item]:
    """The items of a table. Raises MatrixError.

    A header cell is a name, or `name/maximum` where the maximum is not 1. An empty cell is a
    question that was not answered; a row without any cell is no row. A first column in which no
    cell is a number holds the people's names and is left out.
    """
    header, *people = [(number, row) for number, row in enumerate(rows, 1) if row] or [(0, ())]
    if not any(cell.strip() for cell in header[1]):
        raise MatrixError(_("The table is empty. Its first row holds the names of the questions."))
    if not people:
        raise MatrixError(_("The table has a header and nobody below it."))
    if len(people) > MOST_PEOPLE or len(header[1]) > MOST_ITEMS:
        limits = {"items": MOST_ITEMS, "people": MOST_PEOPLE}
        raise MatrixError(
            _("The table is too large: at most %(items)d questions and %(people)d people.") % limits
        )
    first = 1 if _holds_names(people) and len(header[1]) > 1 else 0
    titles = [_title(cell, place) for place, cell in enumerate(header[1]) if place >= first]
    lines = [(number, _padded(row, number, len(header[1]))[first:]) for number, row in people]
    return [
        Item(name, top, [_mark(row[place], number, name, top) for number, row in lines])
        for place, (name, top) in enumerate(titles)
    ]


def _holds_names(people: list[tuple[int, Row]]) -> bool:
    """Whether the first column is nothing but words."""
    cells = [row[0].strip() for _number, row in people]
    return any(cells) and not any(_is_number(cell) for cell in cells)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _title(cell: str, place: int) -> tuple[str, float]:
    text = cell.strip()
    found = MAXIMUM.fullmatch(text)
    if not found:
        return text or str(place + 1), 1.0
    # 1/2 may be a name; only a number behind the stroke that could be a maximum is one.
    if not _is_number(found["maximum"]):
        return text, 1.0
    maximum = float(found["maximum"])
    if maximum < 0:
        where = {"name": text}
        raise MatrixError(_("Header “%(name)s”: the maximum must not be below 0.") % where)
    return found["name"], maximum


def _padded(row: Row, number: int, width: int) -> Row:
    if any(cell.strip() for cell in row[width:]):
        raise MatrixError(
            _("Row %(row)d has more cells than the header has names.") % {"row": number}
        )
    return (*row[:width], *("" for _place in range(width - len(row))))


def _mark(cell: str, number: int, name: str, maximum: float) -> float | None:
    text = cell.strip()
    if not text:
        return None
    where = {"row": number, "column": name, "value": text[:20], "maximum": f"{maximum:g}"}
    if not _is_number(text):
        raise MatrixError(_("Row %(row)d, column %(column)s: “%(value)s” is not a number.") % where)
    if not 0 <= float(text) <= maximum:
        raise MatrixError(
            _(
                "Row %(row)d, column %(column)s: %(value)s does not lie between 0 and %(maximum)s. "
                "Write the maximum behind the name, as in “Q1/5”."
            )
            % where
        )
    return float(text)
