"""A district's tree on screen: its groups and schools, and a school's campuses."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from schools.choices import UnitKind
from schools.domain.units import CodeTaken, WrongPlace, add_unit, change_unit
from schools.models import Unit
from schools.permissions import (
    can_change_unit,
    kinds_to_add,
    places_for_school,
    signed_in,
    units_to_change,
    units_to_open,
)
from schools.unit_forms import UnitForm
from schools.unit_queries import campuses_of, unit_rows, units_inside

PER_PAGE = 50


@never_cache
@require_safe
def unit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A district's or group's schools; of a school its campuses and the way to its lists."""
    unit: Unit = get_object_or_404(units_to_open(request.user), pk=pk)
    context = {
        "unit": unit,
        "kinds": kinds_to_add(request.user, unit),
        "may_change": can_change_unit(request.user, unit),
    }
    if unit.kind == UnitKind.SCHOOL:
        context["campuses"] = campuses_of(unit)
    else:
        page = Paginator(units_inside(unit), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page_obj": page, "rows": unit_rows(page)}
    return render(request, "schools/unit.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unit_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A new group, school or campus below a unit."""
    parent: Unit = get_object_or_404(units_to_open(request.user), pk=pk)
    if kind not in kinds_to_add(request.user, parent):
        raise Http404
    places = list(places_for_school(request.user, parent))
    form = UnitForm(request.POST or None, kind=kind, places=places, initial={"place": parent.pk})
    if form.is_valid():
        try:
            unit = add_unit(
                parent=form.chosen_place or parent,
                kind=UnitKind(kind),
                actor=signed_in(request),
                now=timezone.now(),
                **form.values,
            )
        except CodeTaken as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("“%(name)s” has been added.") % {"name": unit.name})
            return redirect("unit", pk=pk)
    title = {
        UnitKind.GROUP: _("Add a group"),
        UnitKind.SCHOOL: _("Add a school"),
        UnitKind.CAMPUS: _("Add a campus"),
    }[UnitKind(kind)]
    return _show_form(request, form, title, parent)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a unit; put a school into a group or out of it."""
    units = units_to_change(request.user).select_related("school")
    unit: Unit = get_object_or_404(units, pk=pk)
    form = _edit_form(request, unit)
    back = unit.school or unit
    if form.is_valid():
        try:
            change_unit(
                unit=unit,
                values=form.values,
                to=form.chosen_place,
                actor=signed_in(request),
                now=timezone.now(),
            )
        except CodeTaken as error:
            form.add_error("code", str(error))
        except WrongPlace as error:
            form.add_error("place", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("unit", pk=back.pk)
    return _show_form(request, form, _("Change “%(name)s”") % {"name": unit.name}, back)


def _edit_form(request: HttpRequest, unit: Unit) -> UnitForm:
    is_school = unit.kind == UnitKind.SCHOOL
    places = list(places_for_school(request.user, unit)) if is_school else []
    above = unit.path[: -Unit.steplen]
    place = next((each.pk for each in places if each.path == above), None)
    initial = {
        "name": unit.name,
        "code": unit.code,
        "stage": unit.stage,
        "system": unit.system,
        "place": place,
    }
    has_classes = unit.inner_units.filter(kind=UnitKind.CLASS).exists()
    # Who may not move the school where it stands (a group's own officer) is not asked.
    return UnitForm(
        request.POST or None,
        kind=unit.kind,
        places=places if place else [],
        has_classes=has_classes,
        initial=initial,
    )


def _show_form(request: HttpRequest, form: UnitForm, title: str, back: Unit) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    status = 422 if form.errors else 200
    return render(request, "schools/unit_form.html", context, status=status)
