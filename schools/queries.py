"""Where a unit belongs, which week it is there, and the lists of schools, classes and staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from schools.choices import UnitKind
from schools.models import ClassMembership, Membership, TeachingWeek, Unit, User
from schools.models.units import UnitQuerySet


def line_above(unit: Unit) -> list[Unit]:
    """The unit and all above it, the nearest first."""
    ends = range(Unit.steplen, len(unit.path) + 1, Unit.steplen)
    above = Unit.objects.filter(path__in=[unit.path[:end] for end in ends])
    return sorted(above, key=lambda each: each.depth, reverse=True)


def district_of(unit: Unit) -> Unit:
    """The district at the root of the unit's tree, or the unit itself."""
    return Unit.objects.get(path=unit.path[: Unit.steplen])


def school_of(unit: Unit) -> Unit | None:
    """The school in which the unit lies, or which it is; None above schools."""
    return unit if unit.kind == UnitKind.SCHOOL else unit.school


def current_week(unit: Unit, day: date) -> TeachingWeek | None:
    """The teaching week of the unit's district that contains `day`; None in the holidays."""
    weeks = TeachingWeek.objects.containing(day).select_related("term__school_year")
    return weeks.filter(term__school_year__district__path=unit.path[: Unit.steplen]).first()


@dataclass(frozen=True)
class UnitRow:
    """A group or school in a district's list; `group` is "" for what stands below none."""

    unit: Unit
    group: str
    classes: int


def units_inside(unit: Unit) -> UnitQuerySet:
    """The groups and schools below a district or group, in tree order, with their `classes`."""
    kinds = (UnitKind.GROUP, UnitKind.SCHOOL)
    inside = Unit.objects.filter(path__startswith=unit.path, kind__in=kinds).exclude(pk=unit.pk)
    return inside.annotate(classes=Count("inner_units", filter=Q(inner_units__kind="class")))


def unit_rows(units: Iterable[Any]) -> list[UnitRow]:
    """The rows of one page of `units_inside`; one query more."""
    units = list(units)
    above = Unit.objects.of_kind(UnitKind.GROUP).filter(path__in={_above(each) for each in units})
    groups = dict(above.values_list("path", "name"))
    return [UnitRow(each, groups.get(_above(each), ""), each.classes) for each in units]


@dataclass(frozen=True)
class ClassRow:
    """A class in a school's list as it is on a day; `campus` is "" below the school itself."""

    unit: Unit
    name: str
    campus: str
    pupils: int
    has_left: bool


def classes_of(school: Unit, day: date) -> UnitQuerySet:
    """A school's classes with their `pupils` on a day, the youngest first."""
    on_roster = ClassMembership.objects.on(day).filter(student__erased_at=None)
    classes = Unit.objects.of_kind(UnitKind.CLASS).filter(school=school)
    pupils = Count("class_memberships", filter=Q(class_memberships__in=on_roster))
    return classes.annotate(pupils=pupils).order_by("-entry_year", "stage", "number", "pk")


def class_rows(classes: Iterable[Any], day: date) -> list[ClassRow]:
    """The rows of one page of `classes_of`; one query more."""
    classes = list(classes)
    above = {_above(each) for each in classes}
    campuses = Unit.objects.of_kind(UnitKind.CAMPUS).filter(path__in=above)
    names = dict(campuses.values_list("path", "name"))
    return [
        ClassRow(
            unit=each,
            name=each.class_name_on(day),
            campus=names.get(_above(each), ""),
            pupils=each.pupils,
            has_left=each.has_left_school_on(day),
        )
        for each in classes
    ]


def campuses_of(school: Unit) -> UnitQuerySet:
    return Unit.objects.of_kind(UnitKind.CAMPUS).filter(school=school)


@dataclass(frozen=True)
class ColleagueRow:
    """Somebody in a staff list: each post with its class's name ("" at the school itself)."""

    person: User
    posts: list[tuple[Membership, str]]


def colleague_rows(
    people: Sequence[User], memberships: QuerySet[Membership], day: date
) -> list[ColleagueRow]:
    """What these people hold, of these memberships; one query."""
    held: dict[int, list[tuple[Membership, str]]] = {person.pk: [] for person in people}
    of_people = memberships.filter(user__in=people).select_related("unit")
    for each in of_people.order_by("unit__depth", "unit__path", "pk"):
        place = each.unit.class_name_on(day) if each.unit.is_class else ""
        held[each.user_id].append((each, place))
    return [ColleagueRow(person, held[person.pk]) for person in people]


def _above(unit: Unit) -> str:
    return str(unit.path[: -Unit.steplen])
