"""The lists of a district's schools and of a school's classes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from schools.choices import UnitKind
from schools.models import ClassMembership, Unit
from schools.models.units import UnitQuerySet


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


def _above(unit: Unit) -> str:
    return str(unit.path[: -Unit.steplen])
