"""Who works at a school or in a bureau, and what they are called there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.choices import UnitKind
from schools.domain.posts import (
    LastOne,
    NameTaken,
    PhoneTaken,
    add_colleague,
    correct_colleague,
    end_post,
    give_post,
)
from schools.domain.roster.listing import mask_phone
from schools.models import Unit, User
from schools.permissions import (
    colleagues_to_correct,
    memberships_to_manage,
    people_without_account,
    posts_to_give,
    signed_in,
    staff_of,
    units_with_staff_to_manage,
)
from schools.staff_forms import ColleagueForm, DetailsForm, PostForm, StaffFilterForm
from schools.staff_queries import colleague_rows
from schools.unit_queries import class_rows, classes_of

PER_PAGE = 50


def load_unit(request: HttpRequest, pk: int) -> Unit:
    unit: Unit = get_object_or_404(units_with_staff_to_manage(request.user), pk=pk)
    return unit


@never_cache
@require_safe
def staff_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of people in the usual order of names, each with posts and classes."""
    unit, today = load_unit(request, pk), timezone.localdate()
    form = StaffFilterForm(request.GET, posts=posts_to_give(unit))
    held = memberships_to_manage(unit)
    people = staff_of(unit)
    if form.is_valid() and form.cleaned_data["post"]:
        people = people.filter(pk__in=held.filter(post=form.cleaned_data["post"]).values("user"))
    names = sorted(people.values_list("name", "pk"), key=lambda each: each[0].encode("gb18030"))
    page = Paginator([key for _name, key in names], PER_PAGE).get_page(request.GET.get("page"))
    found = User.objects.in_bulk(list(page))
    context = {
        "unit": unit,
        "form": form,
        "page_obj": page,
        "rows": colleague_rows([found[key] for key in page], held, today),
        "query": urlencode({"post": request.GET.get("post", "")}) + "&",
    }
    return render(request, "schools/staff.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody new, by hand."""
    unit = load_unit(request, pk)
    form = ColleagueForm(request.POST or None, **_choices(unit))
    if form.is_valid():
        data = form.cleaned_data
        try:
            person = add_colleague(
                unit=unit,
                name=data["name"],
                phone=data["phone"],
                is_namesake=data["is_namesake"],
                actor=signed_in(request),
                now=timezone.now(),
                **form.given,
            )
        except PhoneTaken as error:
            form.add_error("phone", str(error))
        except NameTaken as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(name)s” has been added.") % {"name": person.name})
            return redirect("staff_person", pk=pk, person_pk=person.pk)
    context = {"unit": unit, "form": form}
    return render(request, "schools/staff_add.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff_person(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """One person's posts here; a POST gives another one."""
    unit = load_unit(request, pk)
    person: User = get_object_or_404(staff_of(unit), pk=person_pk)
    form = PostForm(request.POST or None, **_choices(unit))
    if form.is_valid():
        given = give_post(
            person=person, unit=unit, actor=signed_in(request), now=timezone.now(), **form.given
        )
        if given:
            messages.success(request, _("Saved."))
        else:
            messages.info(request, _("%(name)s has this post already.") % {"name": person.name})
        return redirect("staff_person", pk=pk, person_pk=person_pk)
    [row] = colleague_rows([person], memberships_to_manage(unit), timezone.localdate())
    context = {
        "unit": unit,
        "row": row,
        "form": form,
        "is_without_account": people_without_account().filter(pk=person_pk).exists(),
        "may_correct": colleagues_to_correct(unit).filter(pk=person_pk).exists(),
    }
    status = 422 if form.errors else 200
    return render(request, "schools/staff_person.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff_edit(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Correct a name, or enter another telephone; the old one is not shown."""
    unit = load_unit(request, pk)
    person: User = get_object_or_404(colleagues_to_correct(unit), pk=person_pk)
    form = DetailsForm(request.POST or None, initial={"name": person.name})
    if person.phone:
        form.fields["phone"].help_text = _("Leave it empty to keep %(phone)s.") % {
            "phone": mask_phone(person.phone)
        }
    if form.is_valid():
        try:
            correct_colleague(
                person=person,
                unit=unit,
                actor=signed_in(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except PhoneTaken as error:
            form.add_error("phone", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("staff_person", pk=pk, person_pk=person_pk)
    context = {"unit": unit, "form": form, "person": person}
    return render(request, "schools/staff_add.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def post_end(request: HttpRequest, pk: int, person_pk: int, membership_pk: int) -> HttpResponse:
    """End one post; of the last head or officer only when asked a second time."""
    unit = load_unit(request, pk)
    held = memberships_to_manage(unit).select_related("user", "unit")
    membership = get_object_or_404(held, pk=membership_pk, user=person_pk)
    try:
        end_post(
            membership=membership,
            unit=unit,
            actor=signed_in(request),
            now=timezone.now(),
            is_sure=request.POST.get("sure") == "yes",
        )
    except LastOne as warning:
        context = {"unit": unit, "membership": membership, "warning": str(warning)}
        return render(request, "schools/post_end.html", context, status=409)
    messages.success(
        request,
        _("%(name)s is no longer %(post)s.")
        % {"name": membership.user.name, "post": membership.title},
    )
    if held.filter(user=person_pk).exists():
        return redirect("staff_person", pk=pk, person_pk=person_pk)
    is_still_in = units_with_staff_to_manage(request.user).filter(pk=pk).exists()
    return redirect("staff", pk=pk) if is_still_in else redirect("my")


def _choices(unit: Unit) -> dict[str, Any]:
    """The posts and the classes of today that may be chosen."""
    today = timezone.localdate()
    is_school = unit.kind == UnitKind.SCHOOL
    rows = class_rows(classes_of(unit, today), today) if is_school else []
    classes = [row.unit for row in rows if not row.has_left]
    return {"posts": posts_to_give(unit), "classes": classes, "day": today}
