"""The plan and its goals, for those who may see figures."""

import re

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from insights.permissions import figure_units, goals_visible_to, top_units, visible_way_to
from insights.queries import full_label, goal_report, plan_report, unit_label
from insights.roster import roster_day
from plan.models import Plan
from plan.permissions import plans_visible_to
from plan.queries import goals_of, plans_on
from quizzes.permissions import can_look_for_answers
from schools.models import Unit
from schools.permissions import Viewer, works_at_a_school

LOOKS_LIKE_ID = re.compile(r"[0-9]{1,18}")


@require_safe
@login_required
def show_plan(request: HttpRequest) -> HttpResponse:
    """The goals of this school year's plan, for the viewer's highest units or for `?unit=`."""
    if not works_at_a_school(request.user):
        raise Http404
    now = timezone.now()
    plans = plans_on(timezone.localdate(now)).filter(pk__in=plans_visible_to(request.user))
    asked = request.GET.get("unit", "")
    sections = []
    for plan in plans.order_by("district__path"):
        units = [_find_unit(request.user, plan, asked)] if asked else top_units(request.user, plan)
        sections.append({"plan": plan, "units": units, "goals": plan_report(plan, units, now)})
    return render(request, "insights/plan.html", {"sections": sections})


@require_safe
@login_required
def show_goal(request: HttpRequest, pk: int) -> HttpResponse:
    """One goal for one unit (`?unit=`, else the viewer's highest), and for the units below it."""
    now = timezone.now()
    plan = get_object_or_404(goals_visible_to(request.user).select_related("plan"), pk=pk).plan
    goal = next(each for each in goals_of(plan) if each.pk == pk)
    unit = _find_unit(request.user, goal.plan, request.GET.get("unit", ""))
    day = roster_day(goal.plan.school_year, now)
    trail = [(_("The plan"), reverse("plan")), (str(goal), "")]
    trail += [
        (unit_label(each, day), f"{reverse('goal', args=[pk])}?unit={each.pk}")
        for each in visible_way_to(request.user, unit)
    ]
    context = {
        "report": goal_report(goal, unit, now),
        "unit": unit,
        "unit_name": full_label(unit, day),
        "day": day,
        "trail": trail,
        "may_read_answers": can_look_for_answers(request.user, unit),
    }
    return render(request, "insights/goal.html", context)


def _find_unit(user: Viewer, plan: Plan, asked: str) -> Unit:
    """The unit asked for, or the highest; 404 unless the viewer may see its figures."""
    units = figure_units(user, plan)
    if asked:
        return get_object_or_404(units, pk=int(asked) if LOOKS_LIKE_ID.fullmatch(asked) else 0)
    unit = units.first()
    if unit is None:
        raise Http404
    return unit
