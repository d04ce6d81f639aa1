"""Where a unit belongs in the tree, and which week it is there."""

from datetime import date

from schools.choices import UnitKind
from schools.models import TeachingWeek, Unit


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
