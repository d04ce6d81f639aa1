"""Reads of the plan that more than one page needs."""

from datetime import date

from django.db.models import QuerySet

from plan.choices import Audience
from plan.models import Goal, Indicator, Plan


def plans_on(day: date) -> QuerySet[Plan]:
    """The plans whose school year contains `day` (both ends included), newest first."""
    return Plan.objects.filter(
        school_year__starts_date__lte=day, school_year__ends_date__gte=day
    ).select_related("school_year", "district")


def goals_of(plan: Plan) -> list[Goal]:
    """A plan's goals in order, each with `indicators` and their `topics` at hand."""
    goals = Goal.objects.filter(plan=plan).select_related("plan__school_year", "plan__district")
    return list(goals.prefetch_related("indicators__topics").order_by("code", "pk"))


def pupil_indicators(goal: Goal) -> list[Indicator]:
    """The indicators of a prefetched goal that pupils' class quizzes measure; asks nothing."""
    found = [each for each in goal.indicators.all() if each.audience == Audience.STUDENTS]
    for indicator in found:
        indicator.goal = goal
    return found
