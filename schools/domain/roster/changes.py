"""Who would be new, corrected, moved or left, in words for people to check. Pure values."""

from dataclasses import dataclass
from enum import Enum


class Change(Enum):
    """What a row of the file means for the person it names."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class NewPerson:
    """`place` is a pupil's class, or what a member of staff will be where."""

    name: str
    place: str


@dataclass(frozen=True)
class Correction:
    """One thing about a known person; both values are as they may be shown."""

    name: str
    place: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Move:
    """A known pupil from one class to another; `before` names all classes that end."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class UnnamedPupil:
    """A pupil of a class that the file names, whom no good row names."""

    name: str
    place: str


@dataclass(frozen=True)
class UnnamedClass:
    """A class with pupils, of whom the file names nobody."""

    place: str
    pupils: int


@dataclass(frozen=True)
class Changes:
    """Every list in the order of the file; `left` and `unnamed_classes` in that of classes."""

    new_classes: tuple[str, ...] = ()
    new: tuple[NewPerson, ...] = ()
    corrected: tuple[Correction, ...] = ()
    moved: tuple[Move, ...] = ()
    left: tuple[UnnamedPupil, ...] = ()
    unnamed_classes: tuple[UnnamedClass, ...] = ()
