"""The writing half of the roster import: a file that was read, compared with what is known."""

from schools.domain.roster.importing import StalePlan, import_roster
from schools.domain.roster.report import ImportReport

__all__ = ["ImportReport", "StalePlan", "import_roster"]
