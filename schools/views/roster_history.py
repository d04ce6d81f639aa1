"""What changed on a school's rosters in the last year, in detail, and undoing it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from schools.domain.roster.telling import tell_rows
from schools.domain.roster.undo import CannotUndo, Undone, reasons_against_undoing, undo_change
from schools.models import RosterChange, Unit
from schools.permissions import (
    roster_changes_to_undo,
    roster_changes_visible_to,
    schools_with_roster_history,
    signed_in,
)

PER_PAGE = 50
REASONS_SHOWN = 20


@never_cache
@require_safe
def roster_history(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of a school's changes, the newest first."""
    school: Unit = get_object_or_404(schools_with_roster_history(request.user), pk=pk)
    changes = _changes_of(request, pk)
    page = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "schools/roster_history.html", {"school": school, "page_obj": page})


@never_cache
@require_safe
def roster_change(request: HttpRequest, pk: int, change_pk: int) -> HttpResponse:
    """Everything that one change changed, and whether it can be undone."""
    change = _find_change(request, pk, change_pk)
    return _show(request, pk, change)


@never_cache
@require_POST
def roster_undo(request: HttpRequest, pk: int, change_pk: int) -> HttpResponse:
    """Undo a change whole, or say what stands in the way."""
    change = _find_change(request, pk, change_pk)
    get_object_or_404(roster_changes_to_undo(request.user), pk=change_pk)
    try:
        undone = undo_change(change=change, actor=signed_in(request), now=timezone.now())
    except CannotUndo:
        return _show(request, pk, change, status=409)
    except IntegrityError:
        messages.error(request, _("Somebody used these rosters just now. Please try again."))
    else:
        messages.success(request, _sentence(undone))
    return redirect("roster_change", pk=pk, change_pk=change_pk)


def _find_change(request: HttpRequest, pk: int, change_pk: int) -> RosterChange:
    change: RosterChange = get_object_or_404(_changes_of(request, pk), pk=change_pk)
    return change


def _changes_of(request: HttpRequest, pk: int) -> QuerySet[RosterChange]:
    """What the user may see of a school's changes, moves to other schools among them."""
    changes = roster_changes_visible_to(request.user).filter(Q(school=pk) | Q(from_school=pk))
    return changes.select_related("actor", "undone_by", "school", "from_school")


def _show(
    request: HttpRequest, pk: int, change: RosterChange, *, status: int = 200
) -> HttpResponse:
    school: Unit = get_object_or_404(schools_with_roster_history(request.user), pk=pk)
    rows = change.rows.select_related("person")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_undo = roster_changes_to_undo(request.user).filter(pk=change.pk).exists()
    reasons = reasons_against_undoing(change) if may_undo else []
    context = {
        "school": school,
        "change": change,
        "page_obj": page,
        "lines": tell_rows(list(page), today=timezone.localdate()),
        "may_undo": may_undo,
        "reasons": reasons[:REASONS_SHOWN],
        "more_reasons": len(reasons[REASONS_SHOWN:]),
    }
    return render(request, "schools/roster_change.html", context, status=status)


def _sentence(undone: Undone) -> str:
    sentence = _("Undone. Everything is as it was before.")
    if undone.people_kept:
        sentence += " " + ngettext(
            "%(n)d account stays without a class or post, because answers or other things are "
            "kept of it.",
            "%(n)d accounts stay without a class or post, because answers or other things are "
            "kept of them.",
            undone.people_kept,
        ) % {"n": undone.people_kept}
    if undone.classes_kept:
        sentence += " " + ngettext(
            "%(n)d class stays, because it has been used.",
            "%(n)d classes stay, because they have been used.",
            undone.classes_kept,
        ) % {"n": undone.classes_kept}
    return sentence
