"""Who should be measured: the people of today's classes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from plan.models import Indicator
from schools.choices import UnitKind, last_grade
from schools.models import ClassMembership, SchoolYear, Unit, User


@dataclass(frozen=True)
class Roster:
    """The classes at or below some units on a day, and each person's one class."""

    day: date
    classes: tuple[Unit, ...]
    class_of: dict[int, int]

    def classes_for(self, indicator: Indicator) -> list[Unit]:
        """The classes whose grade the indicator covers, those without pupils included."""
        return [each for each in self.classes if covers(indicator, each, self.day)]


def roster_day(year: SchoolYear, now: datetime) -> date:
    """Today, or the nearest day of the school year when today is outside it."""
    return min(max(timezone.localdate(now), year.starts_date), year.ends_date)


def covers(indicator: Indicator, class_unit: Unit, day: date) -> bool:
    """Whether a class is in the indicator's grades on a day, and has not left school by then."""
    grade = class_unit.grade_on(day)
    top = min(indicator.grade_max, last_grade(class_unit.stage, class_unit.system))
    return indicator.grade_min <= grade <= top


def at_or_below(units: Iterable[Unit], field: str) -> Q:
    """The condition that the tree path in `field` is at or below one of the units."""
    condition = Q(pk__in=[])
    for path in covering_paths(unit.path for unit in units):
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def covering_paths(paths: Iterable[str]) -> list[str]:
    """The fewest tree paths that hold all the given ones at or below them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def home_memberships(day: date) -> QuerySet[ClassMembership]:
    """One membership for each active person on `day`: of several, the one that began last."""
    later = (
        ClassMembership.objects.on(day)
        .filter(student=OuterRef("student"))
        .filter(
            Q(starts_date__gt=OuterRef("starts_date"))
            | Q(starts_date=OuterRef("starts_date"), pk__gt=OuterRef("pk"))
        )
    )
    return ClassMembership.objects.on(day).filter(~Exists(later), student__is_active=True)


def read_roster(units: Sequence[Unit], day: date) -> Roster:
    """Two queries, however many units."""
    classes = Unit.objects.filter(at_or_below(units, "path"), kind=UnitKind.CLASS)
    members = home_memberships(day).filter(at_or_below(units, "class_unit__path"))
    return Roster(
        day=day,
        classes=tuple(classes.order_by("path")),
        class_of=dict(members.values_list("student_id", "class_unit_id")),
    )


def people_below(units: Iterable[Unit], day: date) -> QuerySet[User]:
    """The people in these units' classes on `day`, for use as a subquery."""
    members = ClassMembership.objects.on(day).filter(at_or_below(units, "class_unit__path"))
    return User.objects.filter(pk__in=members.values("student_id"))
