"""The classes that a roster names: which the school has, and making those that it lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schools.choices import Stage, UnitKind, first_grade, stage_of_grade
from schools.grades import school_year_of
from schools.models import Unit
from schools.roster import ClassKey

# All grades of these schools are of one stage, whatever an ordinary school calls them.
OWN_STAGES = (Stage.SPECIAL, Stage.VOCATIONAL)


@dataclass(frozen=True)
class ClassBook:
    """The named classes that stand, and the named ones that do not, in order."""

    units: Mapping[ClassKey, Unit]
    missing: tuple[ClassKey, ...]


def find_classes(*, school: Unit, keys: Iterable[ClassKey], today: date) -> ClassBook:
    """Look up classes as they are called on `today`, in one query."""
    classes = Unit.objects.of_kind(UnitKind.CLASS).filter(school=school)
    standing = {(unit.stage, unit.entry_year, unit.number): unit for unit in classes}
    wanted = sorted(set(keys))
    units = {
        key: unit
        for key in wanted
        if (unit := standing.get((*entry_of(school, key, today), key.number)))
    }
    return ClassBook(units, tuple(key for key in wanted if key not in units))


def add_classes(*, school: Unit, keys: Iterable[ClassKey], today: date) -> dict[ClassKey, Unit]:
    """Make classes below a school that was just read: treebeard counts children in memory."""
    return {key: new_class(school=school, below=school, key=key, today=today) for key in keys}


def new_class(*, school: Unit, below: Unit, key: ClassKey, today: date) -> Unit:
    """A class below the school or one of its campuses, which was just read."""
    stage, entry_year = entry_of(school, key, today)
    unit: Unit = below.add_child(
        kind=UnitKind.CLASS,
        school=school,
        system=school.system,
        stage=stage,
        entry_year=entry_year,
        number=key.number,
    )
    return unit


def entry_of(school: Unit, key: ClassKey, today: date) -> tuple[Stage, int]:
    """The stage of a class that is of this grade on `today`, and the year in which it entered."""
    stage = stage_of_grade(key.grade, school.system)
    if school.stage in OWN_STAGES and key.grade >= first_grade(school.stage, school.system):
        stage = Stage(school.stage)
    years_in = key.grade - first_grade(stage, school.system)
    return stage, school_year_of(today) - years_in
