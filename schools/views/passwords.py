"""First passwords on slips: of a school's staff, and of pupils in upper grades."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from schools.choices import FIRST_GRADE_WITH_PASSWORDS, PasswordState
from schools.domain.passwords import (
    has_passwords,
    issue_first_passwords,
    issue_pupil_passwords,
    revoke_pupil_passwords,
)
from schools.domain.two_step import reset_two_step
from schools.models import Unit, User
from schools.password_forms import PupilPasswordForm, StaffFilterForm, StaffPasswordForm
from schools.password_queries import in_state, password_rows, sign_in_names
from schools.permissions import (
    classes_with_pins_to_manage,
    pupils_on_roster,
    signed_in,
    staff_with_passwords_to_issue,
    units_with_passwords_to_issue,
)
from schools.policy import current_policy

PER_PAGE = 50


@dataclass(frozen=True)
class Slip:
    """What stands on a slip. Kept nowhere: whoever loses one gets a new password."""

    name: str
    sign_in_name: str
    password: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff_passwords(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's colleagues; a POST makes first passwords and shows them this once."""
    unit: Unit = get_object_or_404(units_with_passwords_to_issue(request.user), pk=pk)
    now = timezone.now()
    people = staff_with_passwords_to_issue(request.user, unit)
    form = StaffPasswordForm(request.POST or None, staff=people, now=now)
    if form.is_valid():
        issued = issue_first_passwords(
            users=form.chosen, issued_by=signed_in(request), unit=unit, now=now
        )
        back = reverse("staff_passwords", args=[pk])
        return show_slips(request, issued, title=unit.name, back=back)
    return show_staff(request, unit, people, form, now)


def show_staff(
    request: HttpRequest,
    unit: Unit,
    people: QuerySet[User],
    form: StaffPasswordForm,
    now: datetime,
) -> HttpResponse:
    filters = StaffFilterForm(request.GET)
    found = people
    if filters.is_valid():
        found = in_state(people, filters.cleaned_data["state"], now)
        found = found.filter(name__icontains=filters.cleaned_data["name"])
    page = Paginator(found.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    asked = {name: request.GET.get(name, "") for name in filters.fields}
    context = {
        "unit": unit,
        "form": form,
        "filters": filters,
        "page_obj": page,
        "rows": password_rows(page.object_list, now),
        "missing": in_state(people, PasswordState.NONE, now).count(),
        "query": urlencode(asked) + "&",
    }
    return render(
        request, "schools/staff_passwords.html", context, status=422 if form.errors else 200
    )


def show_slips(
    request: HttpRequest, issued: dict[User, str], *, title: str, back: str
) -> HttpResponse:
    """The printable slips, in the order in which the passwords were made."""
    names = sign_in_names(issued)
    context = {
        "title": title,
        "slips": [Slip(user.name, names[user.pk], issued[user]) for user in issued],
        "days": current_policy().first_password_lasts.days,
        "address": f"{request.get_host()}{reverse('sign_in')}".rstrip("/"),
        "back": back,
    }
    return render(request, "schools/password_slips.html", context)


@require_POST
def staff_two_step_reset(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    """A colleague's phone is gone: the password alone signs in again."""
    unit: Unit = get_object_or_404(units_with_passwords_to_issue(request.user), pk=pk)
    colleague = get_object_or_404(staff_with_passwords_to_issue(request.user, unit), pk=user_pk)
    reset_two_step(user=colleague, reset_by=signed_in(request), unit=unit, now=timezone.now())
    messages.success(
        request, _("%(name)s signs in with the password alone now.") % {"name": colleague.name}
    )
    return redirect("staff_passwords", pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def class_passwords(request: HttpRequest, pk: int) -> HttpResponse:
    """The pupils of an upper class; a POST gives passwords on slips, or takes them away."""
    class_unit: Unit = get_object_or_404(classes_with_pins_to_manage(request.user), pk=pk)
    now = timezone.now()
    today = timezone.localdate(now)
    context = {"class_unit": class_unit, "class_name": class_unit.class_name_on(today)}
    if not has_passwords(class_unit, today):
        context["first_grade"] = FIRST_GRADE_WITH_PASSWORDS
        status = 422 if request.method == "POST" else 200
        return render(request, "schools/class_passwords.html", context, status=status)
    roster = pupils_on_roster(class_unit, today)
    form = PupilPasswordForm(request.POST or None, roster=roster)
    if form.is_valid():
        return act_on_pupils(request, class_unit, form, now)
    context |= {
        "form": form,
        "rows": password_rows(roster, now),
        "missing": sum(pupil.password_issued_at is None for pupil in roster),
    }
    return render(
        request, "schools/class_passwords.html", context, status=422 if form.errors else 200
    )


def act_on_pupils(
    request: HttpRequest, class_unit: Unit, form: PupilPasswordForm, now: datetime
) -> HttpResponse:
    by, today = signed_in(request), timezone.localdate(now)
    if form.cleaned_data["whom"] == form.REVOKE:
        revoke_pupil_passwords(students=form.chosen, class_unit=class_unit, revoked_by=by, now=now)
        count = len(form.chosen)
        messages.success(
            request,
            ngettext(
                "%(count)d pupil has no password any more.",
                "%(count)d pupils have no password any more.",
                count,
            )
            % {"count": count},
        )
        return redirect("class_passwords", pk=class_unit.pk)
    issued = issue_pupil_passwords(
        students=form.chosen, class_unit=class_unit, issued_by=by, now=now, day=today
    )
    title = f"{class_unit.school} · {class_unit.class_name_on(today)}"
    return show_slips(
        request, issued, title=title, back=reverse("class_passwords", args=[class_unit.pk])
    )
