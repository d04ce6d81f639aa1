"""What an import found, and what became of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from schools.domain.roster.changes import Change, Changes
from schools.models import RosterChange
from schools.roster import Problem


@dataclass(frozen=True)
class ClassCounts:
    """The classes that the file's good rows name, compared with the school's."""

    new: int
    known: int


@dataclass(frozen=True)
class PeopleCounts:
    """The people of the file's good rows, compared with those known before."""

    new: int
    changed: int
    unchanged: int

    @classmethod
    def of(cls, changes: Iterable[Change]) -> "PeopleCounts":
        counts = Counter(changes)
        return cls(counts[Change.NEW], counts[Change.CHANGED], counts[Change.UNCHANGED])


@dataclass(frozen=True)
class ImportReport:
    """The counts compare the good rows with the database as it stood before.

    `can_import`: the file may be imported as asked; `is_saved`: it was (never by a mere check).
    `digest` stands for all that would change: another digest, another plan.
    `change` is what was saved, to be undone; None when nothing was. `ended` is how many of those
    left were taken off their classes.
    """

    classes: ClassCounts
    people: PeopleCounts
    problems: tuple[Problem, ...]
    can_import: bool
    is_saved: bool
    changes: Changes = Changes()
    digest: str = ""
    change: RosterChange | None = None
    ended: int = 0

    def to_json(self) -> dict[str, Any]:
        """The one object that `import_roster --json` prints."""
        return {
            "classes": {"new": self.classes.new, "known": self.classes.known},
            "people": {
                "new": self.people.new,
                "changed": self.people.changed,
                "unchanged": self.people.unchanged,
            },
            "problems": [problem.as_json() for problem in self.problems],
        }
