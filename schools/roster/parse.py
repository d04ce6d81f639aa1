"""A roster file to pupils, staff or guardians, every problem named by sheet, row and column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from schools.choices import System
from schools.roster import columns
from schools.roster.class_names import class_in_title
from schools.roster.columns import Header, find_header, guess_titles, is_header_again, kind_of
from schools.roster.errors import ColumnsUnknown, RosterFileError
from schools.roster.guardians import GuardianReader
from schools.roster.pupils import PupilReader
from schools.roster.reader import read_sheets
from schools.roster.rows import Cell, Kind, ParsedRoster, Problem, Row, Sheet
from schools.roster.skipping import is_skipped
from schools.roster.staff import StaffReader
from schools.roster.tables import Table, table_of

READERS: dict[Kind, type[PupilReader] | type[StaffReader] | type[GuardianReader]] = {
    "pupils": PupilReader,
    "staff": StaffReader,
    "guardians": GuardianReader,
}


@dataclass(frozen=True)
class Reading:
    """A file that was read, and what its rows said, for handing bad ones back."""

    roster: ParsedRoster
    tables: tuple[Table, ...]


def parse_roster(
    source: Path | str | bytes, *, filename: str = "", system: str = System.SIX_THREE
) -> ParsedRoster:
    """Read a roster of pupils, staff or guardians from a path, or from bytes named `filename`.

    `system` is the school's ("6-3" or "5-4"). Raises RosterFileError when the file as a whole
    cannot be used; single bad rows are left out and become problems, in the active language.
    """
    return read_roster(source, filename=filename, system=system).roster


def read_roster(
    source: Path | str | bytes,
    *,
    filename: str = "",
    system: str = System.SIX_THREE,
    mapping: Mapping[str, str] | None = None,
) -> Reading:
    """The same, with the rows as they were. `mapping`: fields to the file's own column titles.

    Raises ColumnsUnknown, a RosterFileError, when a mapping by hand would help.
    """
    sheets = [sheet for sheet in read_sheets(source, filename) if sheet.rows]
    found = [(sheet, _usable_header(sheet, system, mapping)) for sheet in sheets]
    headed = [(sheet, header) for sheet, header in found if header]
    if not headed:
        raise _no_columns(sheets)
    kind = _kind_of_file([_kind_of_sheet(sheet, header, system) for sheet, header in headed])
    reader = READERS[kind](system)
    problems = list(_left_out_sheets(sheets, headed))
    rows: list[Row] = []
    tables = []
    for sheet, header in headed:
        problems.extend(_identity_problems(sheet, header))
        people = list(_people(sheet, header))
        tables.append(table_of(sheet, header, people))
        for number, row in people:
            person, faults = reader.read_row(sheet, header, number, row)
            problems.extend(faults)
            if person:
                rows.append(person)
    if not rows and not problems:
        raise RosterFileError(_("The file has column titles but no people under them."))
    return Reading(ParsedRoster(kind, tuple(rows), tuple(problems)), tuple(tables))


def _no_columns(sheets: list[Sheet]) -> RosterFileError:
    sentence = _(
        "No row of column titles was found. The first ten rows must have one with name "
        "and class (for pupils) or name and post (for staff)."
    )
    for sheet in sheets:
        titles, known = guess_titles(sheet)
        if titles:
            return ColumnsUnknown(sentence, titles, known)
    return RosterFileError(sentence)


def _usable_header(sheet: Sheet, system: str, mapping: Mapping[str, str] | None) -> Header | None:
    header = find_header(sheet, mapping)
    return header if header and _kind_of_sheet(sheet, header, system) else None


def _kind_of_sheet(sheet: Sheet, header: Header, system: str) -> Kind | None:
    # A sheet that is itself named 三年级1班 needs no class column.
    named = class_in_title(sheet.name, system=system)
    return kind_of(header) or ("pupils" if named else None)


def _kind_of_file(kinds: list[Kind | None]) -> Kind:
    named = {kind for kind in kinds if kind}
    if named == {"pupils", "staff"}:
        raise RosterFileError(
            _("The file has both pupils and staff. Put them into two files and import each.")
        )
    if len(named) > 1:
        raise RosterFileError(
            _(
                "The file has lists of several kinds (pupils, staff, guardians). Put each kind "
                "into a file of its own and import them one after the other."
            )
        )
    return named.pop()


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
