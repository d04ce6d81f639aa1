"""Read a roster file's raw cells. Formulas stay text: nothing in a file is ever evaluated."""

import io
import warnings
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from schools.roster.archive import (
    ZIP_HEADERS,
    check_workbook_archive,
    refuse_ole,
    unreadable_workbook,
)
from schools.roster.errors import RosterFileError
from schools.roster.rows import Cell, Sheet
from schools.roster.text import decode_text, read_rows

MAX_PACKED_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_SHEETS = 100
# Formatting at Excel's last row makes a million blank rows; none is looked at beyond this one.
LAST_ROW = 100_000
# More than any roster has; a cell far to the right would pad every row.
MAX_COLUMNS = 60
TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}


def read_sheets(source: Path | str | bytes, filename: str = "") -> list[Sheet]:
    """Every visible sheet of a workbook, or the one table of a CSV or TSV file.

    `source` is a path or the file's bytes; `filename` names bytes. Raises RosterFileError.
    """
    name = Path(filename or ("" if isinstance(source, bytes) else source))
    data = source if isinstance(source, bytes) else _load(Path(source))
    if len(data) > MAX_PACKED_BYTES:
        raise _too_big()
    refuse_ole(data)
    if data.startswith(ZIP_HEADERS):
        sheets = _read_workbook(data)
    elif name.suffix.lower() in TEXT_SUFFIXES:
        rows = (row[:MAX_COLUMNS] for row in read_rows(decode_text(data)))
        sheets = [Sheet(name.stem, _bounded(rows))]
    else:
        raise RosterFileError(
            _("The file is not an Excel workbook or a table. Import an .xlsx, .csv or .tsv file.")
        )
    return _refuse_empty(sheets)


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_PACKED_BYTES + 1)
    except (OSError, ValueError) as error:
        raise RosterFileError(
            _("The file %(name)s cannot be opened. Check its name and folder.")
            % {"name": path.name}
        ) from error


def _read_workbook(data: bytes) -> list[Sheet]:
    check_workbook_archive(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of every unusual style it drops
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=False, keep_links=False
            )
            return _workbook_sheets(book)
    except RosterFileError:
        raise
    except Exception as error:  # a damaged part can raise anything at all in the parser
        raise unreadable_workbook() from error


def _workbook_sheets(book: openpyxl.Workbook) -> list[Sheet]:
    sheets = []
    left = MAX_ROWS
    for worksheet in book.worksheets[:MAX_SHEETS]:
        # A hidden sheet is last year's list or a drop-down's: the sender does not see it.
        if worksheet.sheet_state != "visible":
            continue
        worksheet.reset_dimensions()  # the stated size is often wrong, and would cut rows off
        cells = worksheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
        rows = _bounded((tuple(map(_plain, row)) for row in cells), limit=left)
        left -= len(rows)
        sheets.append(Sheet(worksheet.title, rows))
    return sheets


def _plain(value: Any) -> Cell:
    if isinstance(value, ArrayFormula):
        return str(value.text or "=")
    if isinstance(value, DataTableFormula):
        return "="
    return value  # type: ignore[no-any-return]


def _bounded(
    rows: Iterable[tuple[Cell, ...]], *, limit: int = MAX_ROWS
) -> tuple[tuple[Cell, ...], ...]:
    """The rows without the blank ones at the end; RosterFileError beyond `limit` of them."""
    kept: list[tuple[Cell, ...]] = []
    blanks = 0
    for row in islice(rows, LAST_ROW):
        if all(cell is None or cell == "" for cell in row):
            blanks += 1
            continue
        if len(kept) + blanks >= limit:
            raise RosterFileError(
                _(
                    "The file has more than %(limit)d rows. Split it by grade and import "
                    "the parts one after the other."
                )
                % {"limit": MAX_ROWS}
            )
        kept.extend(() for _blank in range(blanks))
        blanks = 0
        kept.append(row)
    return tuple(kept)


def _refuse_empty(sheets: list[Sheet]) -> list[Sheet]:
    if not any(sheet.rows for sheet in sheets):
        raise RosterFileError(_("The file is empty. Check that you chose the right one."))
    return sheets


def _too_big() -> RosterFileError:
    return RosterFileError(
        _("The file is larger than %(limit)d MB. Split it by grade and import the parts.")
        % {"limit": MAX_PACKED_BYTES // 1024 // 1024}
    )
