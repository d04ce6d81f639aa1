"""A roster file to pupils or staff, with every problem named by sheet, row and column."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from schools.choices import System
from schools.roster import columns
from schools.roster.class_names import class_in_title
from schools.roster.columns import Header, find_header, is_header_again, kind_of
from schools.roster.errors import RosterFileError
from schools.roster.pupils import PupilReader
from schools.roster.reader import read_sheets
from schools.roster.rows import Cell, ParsedRoster, Problem, PupilRow, Sheet, StaffRow
from schools.roster.skipping import is_skipped
from schools.roster.staff import StaffReader

Kind = Literal["pupils", "staff"]


def parse_roster(
    source: Path | str | bytes, *, filename: str = "", system: str = System.SIX_THREE
) -> ParsedRoster:
    """Read a roster of pupils or staff from a path, or from bytes named `filename`.

    `system` is the school's ("6-3" or "5-4"). Raises RosterFileError when the file as a whole
    cannot be used; single bad rows are left out and become problems, in the active language.
    """
    sheets = [sheet for sheet in read_sheets(source, filename) if sheet.rows]
    headed = [(sheet, header) for sheet in sheets if (header := _usable_header(sheet, system))]
    kind = _kind_of_file([_kind_of_sheet(sheet, header, system) for sheet, header in headed])
    reader = PupilReader(system) if kind == "pupils" else StaffReader(system)
    problems = list(_left_out_sheets(sheets, headed))
    rows: list[PupilRow | StaffRow] = []
    for sheet, header in headed:
        problems.extend(_identity_problems(sheet, header))
        for number, row in _people(sheet, header):
            found, faults = reader.read_row(sheet, header, number, row)
            problems.extend(faults)
            if found:
                rows.append(found)
    if not rows and not problems:
        raise RosterFileError(_("The file has column titles but no people under them."))
    if kind == "pupils":
        return ParsedRoster(
            kind, tuple(r for r in rows if isinstance(r, PupilRow)), tuple(problems)
        )
    return ParsedRoster(kind, tuple(r for r in rows if isinstance(r, StaffRow)), tuple(problems))


def _usable_header(sheet: Sheet, system: str) -> Header | None:
    header = find_header(sheet)
    return header if header and _kind_of_sheet(sheet, header, system) else None


def _kind_of_sheet(sheet: Sheet, header: Header, system: str) -> Kind | None:
    # A sheet that is itself named 三年级1班 needs no class column.
    named = class_in_title(sheet.name, system=system)
    return kind_of(header) or ("pupils" if named else None)


def _kind_of_file(kinds: list[Kind | None]) -> Kind:
    if "pupils" in kinds and "staff" in kinds:
        raise RosterFileError(
            _("The file has both pupils and staff. Put them into two files and import each.")
        )
    if not kinds or kinds[0] is None:
        raise RosterFileError(
            _(
                "No row of column titles was found. The first ten rows must have one with name "
                "and class (for pupils) or name and post (for staff)."
            )
        )
    return kinds[0]


def _left_out_sheets(sheets: list[Sheet], headed: list[tuple[Sheet, Header]]) -> Iterator[Problem]:
    used = {sheet.name for sheet, _header in headed}
    reason = _("This sheet has no row of column titles, so nothing was read from it.")
    for sheet in sheets:
        if sheet.name not in used:
            # Notes on how to fill in a form are common; a class without its titles is a loss.
            table = sum(1 for row in sheet.rows if sum(map(_filled, row)) >= 3) >= 3
            yield Problem(sheet.name, 1, "", "", reason, blocking=table)


def _identity_problems(sheet: Sheet, header: Header) -> Iterator[Problem]:
    reason = _("This column holds identity numbers. It was dropped; nothing of it is kept.")
    for title in header.identity_columns:
        yield Problem(sheet.name, header.row, title, "", reason, blocking=False)


def _people(sheet: Sheet, header: Header) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for number, row in enumerate(sheet.rows[header.row :], header.row + 1):
        mapped = any(_filled(header.cell(row, field)) for field in header.fields)
        if mapped and not is_header_again(row, header) and not is_skipped(row):
            yield number, row


def _filled(cell: Cell) -> bool:
    return bool(columns.has_text(cell))
