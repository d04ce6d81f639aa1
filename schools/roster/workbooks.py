"""Workbooks to download: the report of an import, and the rows to correct. Every cell is text."""

import io
import re
from collections.abc import Iterable
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from schools.roster.characters import drop_invisible

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")
LONGEST_TITLE = 31
WIDTH = 24


def bad_rows_workbook(report: dict[str, Any]) -> bytes:
    """The rows that were left out, sheet by sheet as in the file, each with its reasons.

    The 学籍号 column is left out, and a sheet of notes says so. It can be uploaded again.
    """
    book = _book()
    for sheet in report["bad_rows"]:
        rows = [[*cells, str(number), " ".join(why)] for number, cells, why in sheet["rows"]]
        titles = [*sheet["titles"], _("Row in the file"), _("What is wrong")]
        _add_sheet(book, sheet["sheet"], [titles, *rows])
    notes = [
        _("Correct these rows and upload this file again."),
        _(
            "The column of student ids is left out on purpose: the number contains the identity "
            "number. Add it again yourself where a pupil has one."
        ),
    ]
    _add_sheet(book, _("Notes"), [[note] for note in notes])
    return _saved(book)


def report_workbook(report: dict[str, Any]) -> bytes:
    """The figures, every problem, and every list of changes, a sheet each."""
    book = _book()
    classes, people, changes = report["classes"], report["people"], report["changes"]
    figures = [
        [_("New classes"), classes["new"]],
        [_("Known classes"), classes["known"]],
        [_("New people"), people["new"]],
        [_("Changed people"), people["changed"]],
        [_("Unchanged people"), people["unchanged"]],
        [_("Problems"), len(report["problems"])],
    ]
    _add_sheet(book, _("Figures"), figures)
    place = [_("Sheet"), _("Row"), _("Column"), _("Value"), _("What is wrong")]
    keys = ["sheet", "row", "column", "value", "reason"]
    _add_sheet(book, _("Problems"), _table(place, keys, report["problems"]))
    name, where, before, after = _("Name"), _("Class or role"), _("Before"), _("After")
    lists = [
        (_("New"), "new", [name, where], ["name", "place"]),
        (_("Moved"), "moved", [name, before, after], ["name", "before", "after"]),
        (
            _("Corrected"),
            "corrected",
            [name, where, _("What changes"), before, after],
            ["name", "place", "what", "before", "after"],
        ),
        (_("Not in the file"), "left", [name, where], ["name", "place"]),
        (
            _("Classes not in the file"),
            "unnamed_classes",
            [_("Class"), _("Pupils")],
            ["place", "pupils"],
        ),
    ]
    for title, key, heads, fields in lists:
        _add_sheet(book, title, _table(heads, fields, changes[key]))
    return _saved(book)


def _table(heads: list[str], keys: list[str], rows: Iterable[dict[str, Any]]) -> list[list[object]]:
    return [list(heads), *([row[key] for key in keys] for row in rows)]


def _book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    return book


def _add_sheet(book: openpyxl.Workbook, title: str, rows: list[Any]) -> None:
    plain = NOT_IN_A_TITLE.sub(" ", drop_invisible(title)).strip()[:LONGEST_TITLE]
    sheet = book.create_sheet(plain or "1")
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            _write(sheet, number, column, value)
    for column in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH


def _write(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell: Any = sheet.cell(row=row, column=column)
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = drop_invisible(str(value))
    cell.data_type = "s"  # openpyxl takes "=…" for a formula; what people wrote is never one
    cell.quotePrefix = True  # and stays none when Excel edits the cell


def _saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
