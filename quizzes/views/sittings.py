"""The board on the wall: how to join, who is in; and ending the sitting."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from plan.choices import Audience
from plan.models import Goal
from quizzes.domain.sittings import close_sitting
from quizzes.models import Sitting
from quizzes.permissions import sittings_visible_to, sittings_with_named_answers
from quizzes.queries import Board, sitting_board
from schools.panels import panel_of
from schools.permissions import can_see_figures, signed_in
from schools.qr import qr_svg

STOP_POLLING = 286
"""The status at which htmx takes the answer and asks no more."""


def load_sitting(request: HttpRequest, pk: int) -> Sitting:
    """A sitting that this person may run; Http404 for everybody else."""
    sittings = sittings_visible_to(request.user).select_related("paper__quiz", "class_unit")
    return get_object_or_404(sittings, pk=pk)


def board_context(sitting: Sitting, now: datetime) -> dict[str, object]:
    board = sitting_board(sitting, now)
    return {
        "sitting": sitting,
        "board": board,
        "unfinished": board.joined - board.submitted,
        "absent": len(board.roster) - board.joined,
        "is_open": sitting.is_open_at(now),
        "version": board_version(board, is_open=sitting.is_open_at(now)),
    }


def board_version(board: Board, *, is_open: bool) -> str:
    """Changes whenever the board would look different."""
    seats = [(s.student.pk, s.state, s.answered, s.of, s.pin_locked) for s in board.roster]
    return hashlib.sha256(repr((is_open, seats)).encode()).hexdigest()[:12]


@never_cache
@require_safe
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """The page that the projector shows; after the end, what came of it."""
    found, now = load_sitting(request, pk), timezone.now()
    today = timezone.localdate(now)
    address = request.build_absolute_uri(reverse("join_class", args=[found.join_code]))
    context = board_context(found, now) | {
        "may_unlock": panel_of(request) is None,
        "class_name": found.class_unit.class_name_on(today),
        "join_address": f"{request.get_host()}{reverse('join')}".rstrip("/"),
        "qr": qr_code(address),
        "may_read_answers": sittings_with_named_answers(request.user).filter(pk=pk).exists(),
        "goals": goals_to_see(request, found, today),
    }
    return render(request, "quizzes/sitting.html", context)


@never_cache
@require_safe
def sitting_live(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that changes. 204 while nothing has; after the end the whole page loads anew."""
    context = board_context(load_sitting(request, pk), timezone.now())
    if context["is_open"] and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    # No request here: the context processors would ask the database about the header.
    page = render_to_string(
        "quizzes/sitting_live.html",
        context | {"csrf_token": get_token(request), "may_unlock": panel_of(request) is None},
    )
    if context["is_open"]:
        return HttpResponse(page)
    return HttpResponse(page, status=STOP_POLLING, headers={"HX-Refresh": "true"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, saying how many have not submitted; then end the sitting for good."""
    found, now = load_sitting(request, pk), timezone.now()
    if request.method == "POST":
        close_sitting(sitting=found, now=now, actor=signed_in(request))
        return redirect("sitting", pk=pk)
    if not found.is_open_at(now):
        return redirect("sitting", pk=pk)
    board = sitting_board(found, now)
    context = {
        "sitting": found,
        "class_name": found.class_unit.class_name_on(timezone.localdate(now)),
        "board": board,
        "unfinished": board.joined - board.submitted,
        "absent": len(board.roster) - board.joined,
    }
    return render(request, "quizzes/sitting_close.html", context)


def qr_code(address: str) -> SafeString:
    """The way to the join page, for whoever has a camera."""
    return qr_svg(address, title=_("QR code to join"))


def goals_to_see(request: HttpRequest, sitting: Sitting, day: date) -> Iterable[Goal]:
    """The goals whose figures this viewer may open from here; a class panel may open none."""
    if panel_of(request) or not can_see_figures(request.user, sitting.class_unit):
        return []
    return goals_of(sitting, day)


def goals_of(sitting: Sitting, day: date) -> QuerySet[Goal]:
    """The goals of this year's plan whose student indicators ask about this quiz's topics."""
    root = sitting.class_unit.path[: sitting.class_unit.steplen]
    return (
        Goal.objects.filter(
            plan__district__path=root,
            plan__school_year__starts_date__lte=day,
            plan__school_year__ends_date__gte=day,
            indicators__audience=Audience.STUDENTS,
            indicators__topics__questions__versions__paper_items__paper=sitting.paper_id,
        )
        .order_by("code")
        .distinct()
    )
