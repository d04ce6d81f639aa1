"""A class's guardians: slips to print, who has joined, taking one away; a school's counts."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.domain.guardians import remove_guardian
from schools.domain.invitations import VALID_FOR, issue_invitations, revoke_invitation
from schools.guardian_forms import InvitationChoiceForm
from schools.guardian_queries import child_rows, class_counts
from schools.models import Guardianship, Invitation, Unit, User
from schools.permissions import (
    classes_with_guardians_to_manage,
    pupils_on_roster,
    schools_with_guardians_to_count,
    signed_in,
)
from schools.qr import qr_svg

CLASSES_A_PAGE = 50


@dataclass(frozen=True)
class Slip:
    child: User
    qr: SafeString


def _class_and_roster(request: HttpRequest, pk: int) -> tuple[Unit, list[User]]:
    classes = classes_with_guardians_to_manage(request.user)
    class_unit: Unit = get_object_or_404(classes.select_related("school"), pk=pk)
    return class_unit, pupils_on_roster(class_unit, timezone.localdate())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def class_invitations(request: HttpRequest, pk: int) -> HttpResponse:
    """The class's list; a POST makes new slips and shows them this once, to print."""
    class_unit, roster = _class_and_roster(request, pk)
    now = timezone.now()
    invitations = {slip.pk: slip for slip in Invitation.objects.filter(child__in=roster)}
    rows = child_rows(roster, invitations, now)
    provided = {row.child.pk for row in rows if row.is_provided}
    form = InvitationChoiceForm(
        request.POST or None, roster=roster, invitations=invitations, provided=provided
    )
    context = {
        "class_unit": class_unit,
        "class_name": class_unit.class_name_on(timezone.localdate(now)),
    }
    if form.is_valid():
        tokens = issue_invitations(
            children=form.chosen, class_unit=class_unit, issued_by=signed_in(request), now=now
        )
        context["slips"] = [print_slip(request, child, token) for child, token in tokens.items()]
        context["until"] = now + VALID_FOR
        return render(request, "schools/invitations_print.html", context)
    context |= {"form": form, "rows": rows, "missing": len(roster) - len(provided)}
    status = 422 if form.errors else 200
    return render(request, "schools/class_invitations.html", context, status=status)


def print_slip(request: HttpRequest, child: User, token: str) -> Slip:
    """The only place where a token leaves the server."""
    address = request.build_absolute_uri(reverse("invite_token", args=[token]))
    title = _("Invitation for the guardians of %(name)s") % {"name": child.name}
    return Slip(child, qr_svg(address, title=title))


@require_POST
def invitation_revoke(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    """Void one child's slip and go back to the list."""
    class_unit, roster = _class_and_roster(request, pk)
    child = next((pupil for pupil in roster if pupil.pk == student_pk), None)
    if child is None:
        raise Http404
    revoke_invitation(
        child=child, class_unit=class_unit, actor=signed_in(request), now=timezone.now()
    )
    messages.success(request, _("The invitation of %(name)s is void.") % {"name": child.name})
    return redirect("class_invitations", pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_remove(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    """Ask once more; a POST takes the guardian's link to the child away."""
    class_unit, roster = _class_and_roster(request, pk)
    links = Guardianship.objects.filter(child__in=roster).select_related("guardian", "child")
    link = get_object_or_404(links, pk=link_pk)
    if request.method != "POST":
        context = {"class_unit": class_unit, "link": link}
        return render(request, "schools/guardian_remove.html", context)
    names = {"guardian": link.guardian.name, "name": link.child.name}
    remove_guardian(
        guardianship=link, actor=signed_in(request), class_unit=class_unit, now=timezone.now()
    )
    messages.success(request, _("%(guardian)s sees nothing of %(name)s any more.") % names)
    return redirect("class_invitations", pk=pk)


@never_cache
@require_safe
def guardian_counts(request: HttpRequest, pk: int) -> HttpResponse:
    """How many guardians joined and agreed, class by class."""
    school: Unit = get_object_or_404(schools_with_guardians_to_count(request.user), pk=pk)
    counts = class_counts(school, timezone.localdate())
    page = Paginator(counts, CLASSES_A_PAGE).get_page(request.GET.get("page"))
    context = {"school": school, "page_obj": page}
    return render(request, "schools/guardian_counts.html", context)
