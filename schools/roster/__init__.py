"""The pure reading half of the roster import: a file in, clean rows and named problems out.

Nothing here knows a model, a request or the database, so the same file always reads the same.
"""

from schools.roster.class_names import ClassKey, parse_class_list, parse_class_name
from schools.roster.errors import CellError, ColumnsUnknown, RosterFileError
from schools.roster.parse import Reading, parse_roster, read_roster
from schools.roster.rows import GuardianRow, ParsedRoster, Problem, PupilRow, StaffRow
from schools.roster.tables import Table

__all__ = [
    "CellError",
    "ClassKey",
    "ColumnsUnknown",
    "GuardianRow",
    "ParsedRoster",
    "Problem",
    "PupilRow",
    "Reading",
    "RosterFileError",
    "StaffRow",
    "Table",
    "parse_class_list",
    "parse_class_name",
    "parse_roster",
    "read_roster",
]
