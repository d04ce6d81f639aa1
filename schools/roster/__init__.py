"""The pure reading half of the roster import: a file in, clean rows and named problems out.

Nothing here knows a model, a request or the database, so the same file always reads the same.
"""

from schools.roster.class_names import ClassKey, parse_class_list, parse_class_name
from schools.roster.errors import CellError, RosterFileError
from schools.roster.parse import parse_roster
from schools.roster.rows import ParsedRoster, Problem, PupilRow, StaffRow

__all__ = [
    "CellError",
    "ClassKey",
    "ParsedRoster",
    "Problem",
    "PupilRow",
    "RosterFileError",
    "StaffRow",
    "parse_class_list",
    "parse_class_name",
    "parse_roster",
]
