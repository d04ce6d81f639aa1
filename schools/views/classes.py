"""A school's classes: the list as of today, a new one, a class's number and campus."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from schools.domain.classes import ClassExists, add_class, change_class
from schools.models import Unit
from schools.permissions import (
    classes_with_roster_to_change,
    schools_with_roster_to_import,
    signed_in,
)
from schools.unit_forms import ClassFilterForm, ClassForm, NewClassForm
from schools.unit_queries import campuses_of, class_rows, classes_of

PER_PAGE = 50


@never_cache
@require_safe
def class_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The classes as they are called today, the youngest first, those that left at the end."""
    school: Unit = get_object_or_404(schools_with_roster_to_import(request.user), pk=pk)
    today = timezone.localdate()
    classes = classes_of(school, today)
    years = classes.order_by("-entry_year").values_list("entry_year", flat=True).distinct()
    form = ClassFilterForm(request.GET, years=list(years))
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = classes.filter(**{name: value for name, value in asked.items() if value})
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    query = urlencode({name: request.GET.get(name, "") for name in form.fields}) + "&"
    context = {
        "school": school,
        "form": form,
        "page_obj": page,
        "rows": class_rows(page, today),
        "query": query,
    }
    return render(request, "schools/class_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def class_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A class of a grade of today."""
    school: Unit = get_object_or_404(schools_with_roster_to_import(request.user), pk=pk)
    form = NewClassForm(request.POST or None, campuses=list(campuses_of(school)))
    if form.is_valid():
        try:
            unit = add_class(
                school=school,
                grade=form.cleaned_data["grade"],
                number=form.cleaned_data["number"],
                campus=form.chosen_campus,
                actor=signed_in(request),
                now=timezone.now(),
            )
        except ClassExists as error:
            form.add_error("number", str(error))
        else:
            name = unit.class_name_on(timezone.localdate())
            messages.success(request, _("“%(name)s” has been added.") % {"name": name})
            return redirect("class_list", pk=pk)
    return _show_form(request, form, _("Add a class"), school)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def class_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A class's number and campus. Its grade follows from the date."""
    classes = classes_with_roster_to_change(request.user).select_related("school")
    unit: Unit = get_object_or_404(classes, pk=pk)
    school = unit.school
    assert school is not None  # a constraint sees to it
    campuses = list(campuses_of(school))
    above = unit.path[: -Unit.steplen]
    campus = next((each.pk for each in campuses if each.path == above), "")
    initial = {"number": unit.number, "campus": campus}
    form = ClassForm(request.POST or None, campuses=campuses, initial=initial)
    if form.is_valid():
        try:
            change_class(
                class_unit=unit,
                number=form.cleaned_data["number"],
                campus=form.chosen_campus,
                actor=signed_in(request),
                now=timezone.now(),
            )
        except ClassExists as error:
            form.add_error("number", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("class_list", pk=school.pk)
    return _show_form(request, form, unit.class_name_on(timezone.localdate()), school)


def _show_form(request: HttpRequest, form: ClassForm, title: str, school: Unit) -> HttpResponse:
    context = {"form": form, "title": title, "school": school}
    status = 422 if form.errors else 200
    return render(request, "schools/class_form.html", context, status=status)
