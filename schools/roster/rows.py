"""What reading a roster gives back."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from schools.roster.class_names import ClassKey

Kind = Literal["pupils", "staff", "guardians"]
Cell = str | int | float | bool | date | datetime | time | timedelta | None

LONGEST_SHOWN_VALUE = 60
# Long enough for an identity number or a 学籍号, too long for any telephone number.
IDENTITY_DIGITS = re.compile(r"\d{14,}")


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was read. `rows[0]` is row 1 of the file."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Problem:
    """Something wrong, and where. `blocking`: the row (or sheet) it names was left out."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    blocking: bool = True

    def as_json(self) -> dict[str, str | int]:
        """The five keys that `import_roster --json` prints."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class PupilRow:
    """One pupil. `student_id` is normalised for hashing and must never be stored or shown.

    `phones` are the guardians', for hashing too.
    """

    sheet: str
    row: int
    name: str
    class_key: ClassKey
    sex: Literal["m", "f", ""]
    student_id: str | None
    phones: tuple[str, ...] = ()

    def __repr__(self) -> str:
        # A row ends up in tracebacks and logs; its identity number must not.
        return f"<PupilRow {self.sheet} {self.row}>"


@dataclass(frozen=True)
class StaffRow:
    """One member of staff; `classes` are those they teach or lead."""

    sheet: str
    row: int
    name: str
    phone: str | None
    post: str
    classes: tuple[ClassKey, ...]
    safety_duty: str


@dataclass(frozen=True)
class GuardianRow:
    """A pupil, found by class and name, and the numbers of one of the guardians."""

    sheet: str
    row: int
    name: str
    class_key: ClassKey
    phones: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<GuardianRow {self.sheet} {self.row}>"


Row = PupilRow | StaffRow | GuardianRow


@dataclass(frozen=True)
class ParsedRoster:
    """A roster file, read. Every row that a blocking problem names is absent from `rows`."""

    kind: Kind
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def pupils(self) -> tuple[PupilRow, ...]:
        """The rows of a pupils' file; none for another."""
        return tuple(row for row in self.rows if isinstance(row, PupilRow))

    @property
    def staff(self) -> tuple[StaffRow, ...]:
        """The rows of a staff file; none for another."""
        return tuple(row for row in self.rows if isinstance(row, StaffRow))

    @property
    def guardians(self) -> tuple[GuardianRow, ...]:
        """The rows of a guardians' file; none for another."""
        return tuple(row for row in self.rows if isinstance(row, GuardianRow))


def shown_value(cell: Cell) -> str:
    """A cell's text for a problem's `value`: short, on one line, never with an identity number."""
    text = " ".join("" if cell is None else str(cell).split())
    if isinstance(cell, date):
        text = cell.strftime("%Y-%m-%d")  # with its hours it would look like an identity number
    if isinstance(cell, float) and cell.is_integer():
        text = str(int(cell))
    if IDENTITY_DIGITS.search(re.sub(r"\W", "", text)):
        return ""
    return text[:LONGEST_SHOWN_VALUE]
