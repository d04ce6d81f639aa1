"""Where a unit belongs in the tree, which week it is there, and who is in a class."""

from collections import Counter
from datetime import date

from django.db.models import QuerySet

from schools.choices import UnitKind
from schools.grades import SCHOOL_YEAR_STARTS, school_year_of
from schools.models import ClassMembership, TeachingWeek, Unit
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


def places_by_name(class_unit: Unit, day: date) -> list[ClassMembership]:
    """The places of a class's pupils on a day, in the usual order of names."""
    held = ClassMembership.objects.on(day).filter(class_unit=class_unit)
    return _by_name(held)


def left_this_year(class_unit: Unit, day: date) -> list[ClassMembership]:
    """The places in a class that ended in the school year of `day`, in the order of names."""
    began = date(school_year_of(day), *SCHOOL_YEAR_STARTS)
    return _by_name(class_unit.class_memberships.filter(ends_date__gte=began, ends_date__lte=day))


def _by_name(places: QuerySet[ClassMembership]) -> list[ClassMembership]:
    shown = places.filter(student__is_active=True, student__erased_at=None)
    return sorted(
        shown.select_related("student"),
        key=lambda place: (place.student.name.encode("gb18030"), place.student_id, place.pk),
    )


def classes_with_counts(school: Unit, day: date) -> list[tuple[Unit, int]]:
    """A school's running classes, each with the number of its pupils, in two queries."""
    classes = running_classes(Unit.objects.of_kind(UnitKind.CLASS), school, day)
    held = ClassMembership.objects.on(day).filter(
        class_unit__in=classes, student__is_active=True, student__erased_at=None
    )
    counts = Counter(held.values_list("class_unit_id", flat=True))
    return [(each, counts[each.pk]) for each in classes]


def running_classes(classes: UnitQuerySet, school: Unit, day: date) -> list[Unit]:
    """Those classes of a school that are not through on `day`, by grade and number."""
    found = [each for each in classes.filter(school=school) if not each.has_left_school_on(day)]
    return sorted(found, key=lambda each: (each.grade_on(day), each.number or 0, each.pk))
