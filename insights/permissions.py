"""Whose figures a person may see, within one plan's district."""

from django.db.models import QuerySet

from insights.roster import covering_paths
from plan.models import Goal, Plan
from plan.permissions import plans_visible_to, prefixes
from schools.models import Unit
from schools.permissions import FIGURE_ROLES, Viewer, paths_with_role, units_with_figures


def goals_visible_to(user: Viewer) -> QuerySet[Goal]:
    """The goals of the plans that the person may read."""
    return Goal.objects.filter(plan__in=plans_visible_to(user))


def figure_units(user: Viewer, plan: Plan) -> QuerySet[Unit]:
    """The plan's units whose figures the person may see, the highest first."""
    units = units_with_figures(user).filter(path__startswith=plan.district.path)
    return units.select_related("school").order_by("depth", "path")


def top_units(user: Viewer, plan: Plan) -> list[Unit]:
    """The highest units of the plan's district whose figures the person may see, in tree order."""
    paths = covering_paths(paths_with_role(user, FIGURE_ROLES))
    units = Unit.objects.filter(path__in=paths, path__startswith=plan.district.path)
    return list(units.select_related("school").order_by("path"))


def visible_way_to(user: Viewer, unit: Unit) -> list[Unit]:
    """The units from the highest that the person may see down to `unit`, itself included."""
    seen = units_with_figures(user).filter(path__in=prefixes(unit.path))
    return list(seen.select_related("school").order_by("depth"))
