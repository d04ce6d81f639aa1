"""A class's roster: who is on it, who left it, and changing one pupil's place by hand."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.domain.roster.by_hand import (
    CannotChange,
    Namesake,
    add_pupil,
    correct_pupil,
    end_place,
    move_pupil,
    transfer_pupil,
)
from schools.models import ClassMembership, Unit
from schools.models.units import UnitQuerySet
from schools.permissions import (
    can_manage_pins,
    classes_to_transfer_between,
    classes_with_roster_to_change,
    classes_with_roster_to_read,
    places_in,
    schools_with_roster_history,
    schools_with_roster_to_import,
    signed_in,
)
from schools.queries import (
    classes_with_counts,
    left_this_year,
    places_by_name,
    running_classes,
)
from schools.roster_forms import (
    ClassChoiceForm,
    LeavingForm,
    NewPupilForm,
    PupilForm,
    SchoolChoiceForm,
)

SCHOOLS_PER_PAGE = 50


@never_cache
@require_safe
def rosters(request: HttpRequest) -> HttpResponse:
    """The schools whose rosters the user looks after."""
    schools = schools_with_roster_history(request.user)
    if not schools.exists():
        raise Http404
    page = Paginator(schools, SCHOOLS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "schools/rosters.html", {"page_obj": page})


@never_cache
@require_safe
def school_rosters(request: HttpRequest, pk: int) -> HttpResponse:
    """The classes of a school, each with how many pupils it has today."""
    school: Unit = get_object_or_404(schools_with_roster_history(request.user), pk=pk)
    today = timezone.localdate()
    context = {
        "school": school,
        "classes": [
            (each.pk, each.class_name_on(today), count)
            for each, count in classes_with_counts(school, today)
        ],
        "may_import": schools_with_roster_to_import(request.user).filter(pk=pk).exists(),
    }
    return render(request, "schools/school_rosters.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def class_roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Today's list and this year's leavers; a POST adds a pupil."""
    may_change = classes_with_roster_to_change(request.user)
    classes = may_change if request.method == "POST" else classes_with_roster_to_read(request.user)
    class_unit: Unit = get_object_or_404(classes.select_related("school"), pk=pk)
    today = timezone.localdate()
    form, asks_again = NewPupilForm(_sent(request)), False
    if form.is_valid():
        try:
            add_pupil(
                class_unit=class_unit,
                actor=signed_in(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Namesake as error:
            asks_again = True
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The pupil has been added."))
            return redirect("class_roster", pk=pk)
    context = {
        "class_unit": class_unit,
        "class_name": class_unit.class_name_on(today),
        "places": places_by_name(class_unit, today),
        "left": left_this_year(class_unit, today),
        "form": form,
        "asks_again": asks_again,
        "may_change": may_change.filter(pk=pk).exists(),
        "may_manage_pins": can_manage_pins(request.user, class_unit),
    }
    return render(request, "schools/class_roster.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def class_pupil(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    """One pupil of the class, and all that may be changed by hand."""
    classes = classes_with_roster_to_read(request.user)
    return _show(request, _find_place(classes, pk, student_pk))


@never_cache
@require_POST
def pupil_correct(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    place = _find_place(classes_with_roster_to_read(request.user), pk, student_pk)
    form = PupilForm(request.POST)
    if form.is_valid():
        try:
            correct_pupil(
                place=place, actor=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
        except CannotChange as error:
            form.add_error(None, str(error))
    return _answer(request, place, correct=form)


@never_cache
@require_POST
def pupil_leave(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    place = _find_place(classes_with_roster_to_change(request.user), pk, student_pk)
    form = LeavingForm(request.POST)
    if form.is_valid():
        try:
            end_place(
                place=place, actor=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
        except CannotChange as error:
            form.add_error("ends_date", str(error))
    return _answer(request, place, leave=form)


@never_cache
@require_POST
def pupil_move(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    place = _find_place(classes_with_roster_to_change(request.user), pk, student_pk)
    form = _move_form(request, place, request.POST)
    if form.is_valid():
        try:
            move_pupil(place=place, to=form.chosen, actor=signed_in(request), now=timezone.now())
        except CannotChange as error:
            form.add_error("to", str(error))
    return _answer(request, place, move=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pupil_transfer(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    """Into another school of the district: first the school (`?school=`), then its class."""
    classes = classes_to_transfer_between(request.user)
    place = _find_place(classes, pk, student_pk)
    today = timezone.localdate()
    schools = _other_schools(classes, place)
    school_form = SchoolChoiceForm(
        request.GET if "school" in request.GET else None, schools=schools
    )
    form = None
    if school_form.is_valid():
        targets = running_classes(classes, school_form.chosen, today)
        form = ClassChoiceForm(_sent(request), classes=targets, day=today)
        if form.is_valid():
            try:
                transfer_pupil(
                    place=place, to=form.chosen, actor=signed_in(request), now=timezone.now()
                )
            except CannotChange as error:
                form.add_error("to", str(error))
            else:
                messages.success(request, _("The pupil has been moved to the other school."))
                return redirect("class_roster", pk=pk)
    context = {**_about(place, today), "school_form": school_form, "form": form}
    has_errors = bool(school_form.errors or (form and form.errors))
    status = 422 if has_errors else 200
    return render(request, "schools/pupil_transfer.html", context, status=status)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _find_place(classes: UnitQuerySet, pk: int, student_pk: int) -> ClassMembership:
    """The pupil's place in the class today, or 404."""
    places = places_in(classes, timezone.localdate()).filter(class_unit=pk, student=student_pk)
    found = places.select_related("student", "class_unit__school")
    place = found.order_by("-starts_date", "-pk").first()
    if place is None:
        raise Http404
    return place


def _answer(request: HttpRequest, place: ClassMembership, **sent: Form) -> HttpResponse:
    """Back to the class when it is done, or the page again with what is wrong."""
    if any(form.errors for form in sent.values()):
        return _show(request, place, status=422, **sent)
    messages.success(request, _("Saved. The list of roster changes can undo it for a year."))
    return redirect("class_roster", pk=place.class_unit_id)


def _show(
    request: HttpRequest, place: ClassMembership, *, status: int = 200, **sent: Form
) -> HttpResponse:
    today, pupil = timezone.localdate(), place.student
    may_change = classes_with_roster_to_change(request.user).filter(pk=place.class_unit_id).exists()
    forms: dict[str, Form] = {"correct": PupilForm(initial={"name": pupil.name, "sex": pupil.sex})}
    if may_change:
        forms["leave"] = LeavingForm(initial={"ends_date": today})
        forms["move"] = _move_form(request, place)
    bureau = classes_to_transfer_between(request.user).filter(pk=place.class_unit_id)
    context = {**_about(place, today), **forms, **sent, "may_transfer": bureau.exists()}
    return render(request, "schools/class_pupil.html", context, status=status)


def _about(place: ClassMembership, today: date) -> dict[str, object]:
    class_name = place.class_unit.class_name_on(today)
    return {"place": place, "class_unit": place.class_unit, "class_name": class_name}


def _move_form(
    request: HttpRequest, place: ClassMembership, data: QueryDict | None = None
) -> ClassChoiceForm:
    today, school = timezone.localdate(), place.class_unit.school
    assert school is not None
    classes = running_classes(classes_with_roster_to_change(request.user), school, today)
    others = [each for each in classes if each != place.class_unit]
    return ClassChoiceForm(data, classes=others, day=today)


def _other_schools(classes: UnitQuerySet, place: ClassMembership) -> list[Unit]:
    """The schools of the same district with classes that the user may fill."""
    district = place.class_unit.path[: Unit.steplen]
    within = classes.filter(path__startswith=district).exclude(school=place.class_unit.school_id)
    return list(Unit.objects.filter(pk__in=within.values("school")))
