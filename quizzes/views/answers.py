"""Somebody's answers, for those who answer for them: which sitting, whose, and for officers why."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from quizzes.forms import ReasonForm
from quizzes.models import Attempt
from quizzes.permissions import (
    attempts_readable_with_reason,
    classes_with_named_answers,
    sittings_with_named_answers,
)
from quizzes.queries import attempts_to_read
from schools.models import Unit

SITTINGS_PER_PAGE = 20
REASONS = "reasons_to_read"
REASON_HOLDS = timedelta(minutes=30)


def keep_reason(request: HttpRequest, pk: UUID, reason: str, now: datetime) -> None:
    """Remember in this session, and for half an hour, why this one attempt is read."""
    until = (now + REASON_HOLDS).timestamp()
    kept = request.session.get(REASONS, {})
    valid = {key: value for key, value in kept.items() if value["until"] > now.timestamp()}
    request.session[REASONS] = {**valid, str(pk): {"reason": reason, "until": until}}


def reason_to_read(request: HttpRequest, pk: UUID, now: datetime) -> str:
    """The reason that was given for this attempt and still holds, or nothing."""
    kept = request.session.get(REASONS, {}).get(str(pk))
    return kept["reason"] if kept and kept["until"] > now.timestamp() else ""


@never_cache
@require_safe
def class_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The sittings of a class, the newest first, each leading to who took part."""
    class_unit: Unit = get_object_or_404(
        classes_with_named_answers(request.user).select_related("school"), pk=pk
    )
    sittings = sittings_with_named_answers(request.user).filter(class_unit=class_unit)
    listed = sittings.select_related("paper").order_by("-opens_at", "-pk")
    context = {
        "class_name": class_unit.class_name_on(timezone.localdate()),
        "school": class_unit.school,
        "page_obj": Paginator(listed, SITTINGS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "quizzes/class_answers.html", context)


@never_cache
@require_safe
def sitting_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who took part, by name and without marks. An officer says why before opening one."""
    sittings = sittings_with_named_answers(request.user)
    sitting = get_object_or_404(sittings.select_related("paper", "class_unit"), pk=pk)
    context = {
        "sitting": sitting,
        "class_name": sitting.class_unit.class_name_on(timezone.localdate()),
        "rows": attempts_to_read(sitting, request.user),
    }
    return render(request, "quizzes/sitting_answers.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_reason(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask an officer why; with a reason the result opens, and its reading is logged with it."""
    readable = attempts_readable_with_reason(request.user)
    attempt: Attempt = get_object_or_404(
        readable.select_related("student", "class_unit", "sitting__paper"), pk=pk
    )
    form = ReasonForm(request.POST or None, student=attempt.student)
    if form.is_valid():
        keep_reason(request, pk, form.cleaned_data["reason"], timezone.now())
        return redirect("attempt_result", pk=pk)
    context = {
        "attempt": attempt,
        "form": form,
        "class_name": attempt.class_unit.class_name_on(timezone.localdate()),
    }
    status = 422 if form.errors else 200
    return render(request, "quizzes/attempt_reason.html", context, status=status)
