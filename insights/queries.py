"""What the plan page and the goal page show, ready for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from insights.attainment import Attainment, attainments
from insights.roster import covers, roster_day
from plan.choices import Audience
from plan.models import Goal, Indicator, Plan
from plan.queries import goals_of, pupil_indicators
from schools.choices import UnitKind
from schools.grades import grade_name
from schools.models import Unit


@dataclass(frozen=True)
class Row:
    """One unit's figures in a table."""

    label: str
    unit: Unit
    figure: Attainment


@dataclass(frozen=True)
class IndicatorReport:
    """An indicator with the figures of one unit (if one was asked for) and of several others."""

    indicator: Indicator
    grades: str
    topics: tuple[str, ...]
    figure: Attainment | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class GoalReport:
    """A goal, with pupils' indicators measured and those of other audiences by name only."""

    goal: Goal
    reports: tuple[IndicatorReport, ...]
    others: tuple[Indicator, ...]


def unit_label(unit: Unit, day: date) -> str:
    """A unit's name; a class is named by its grade on `day`."""
    return unit.class_name_on(day) if unit.is_class else unit.name


def full_label(unit: Unit, day: date) -> str:
    """The same, with the school's name before that of a class; `school` should be at hand."""
    label = unit_label(unit, day)
    return f"{unit.school.name} {label}" if unit.is_class and unit.school else label


def child_units(unit: Unit, day: date) -> list[Unit]:
    """A district's schools in tree order, a school's classes by grade and number; never by rank."""
    if unit.is_class:
        return []
    wide = unit.kind in (UnitKind.DISTRICT, UnitKind.GROUP)
    below = Unit.objects.filter(
        path__startswith=unit.path, kind=UnitKind.SCHOOL if wide else UnitKind.CLASS
    )
    if wide:
        return list(below.order_by("path"))
    return sorted(below, key=lambda each: (each.grade_on(day), each.number, each.path))


def plan_report(plan: Plan, units: Sequence[Unit], now: datetime) -> list[GoalReport]:
    """Every goal of the plan, with a row for each of these units."""
    goals = goals_of(plan)
    indicators = [each for goal in goals for each in pupil_indicators(goal)]
    day = roster_day(plan.school_year, now)
    found = attainments(indicators=indicators, units=units, now=now)
    return [_report(goal, None, units, found, day) for goal in goals]


def goal_report(goal: Goal, unit: Unit, now: datetime) -> GoalReport:
    """One goal for one unit, with a row for each unit below it.

    Expects a goal as `plan.queries.goals_of` gives it.
    """
    day = roster_day(goal.plan.school_year, now)
    children = child_units(unit, day)
    found = attainments(indicators=pupil_indicators(goal), units=[unit, *children], now=now)
    return _report(goal, unit, children, found, day)


def _report(
    goal: Goal,
    unit: Unit | None,
    units: Sequence[Unit],
    found: dict[tuple[int, int], Attainment],
    day: date,
) -> GoalReport:
    reports = []
    for indicator in pupil_indicators(goal):
        named = [(full_label if unit is None else unit_label, each) for each in units]
        rows = [Row(name(each, day), each, found[indicator.pk, each.pk]) for name, each in named]
        reports.append(
            IndicatorReport(
                indicator=indicator,
                grades=grade_range(indicator),
                topics=tuple(topic.name for topic in indicator.topics.all()),
                figure=found[indicator.pk, unit.pk] if unit else None,
                rows=tuple(row for row in rows if unit is None or _belongs(row, day)),
            )
        )
    others = [each for each in goal.indicators.all() if each.audience != Audience.STUDENTS]
    return GoalReport(goal=goal, reports=tuple(reports), others=tuple(others))


def _belongs(row: Row, day: date) -> bool:
    """Leave out schools and classes that have nobody in the indicator's grades."""
    if row.unit.is_class:
        return covers(row.figure.indicator, row.unit, day)
    return row.figure.classes > 0


def grade_range(indicator: Indicator) -> str:
    first, last = grade_name(indicator.grade_min), grade_name(indicator.grade_max)
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
