"""Where a unit belongs in the tree, and which week it is there."""

from datetime import date

from schools.choices import UnitKind
from schools.models import TeachingWeek, Unit
from schools.permissions import CLASS_ROLES, Viewer, classes_to_teach, units_with_role


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


def classes_for_panel(user: Viewer, day: date) -> list[Unit]:
    """The classes for which the user may sign a panel in: those they teach, then the others."""
    own = set(units_with_role(user, CLASS_ROLES).values_list("pk", flat=True))
    return sorted(
        classes_to_teach(user).select_related("school"),
        key=lambda each: (
            each.pk not in own,
            each.path[: -Unit.steplen],
            each.grade_on(day),
            each.number or 0,
        ),
    )
