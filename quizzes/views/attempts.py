"""The pupil's pages: answering, saving, submitting, and the result."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from quizzes.choices import RevealWhen, Setting
from quizzes.domain.answers import Saved, UnknownClient, save_answers
from quizzes.domain.attempts import OpenedClient, open_client
from quizzes.domain.submission import submit_attempt
from quizzes.models import AnswerEvent, Attempt
from quizzes.permissions import (
    attempts_readable_with_reason,
    attempts_visible_to,
    own_attempts,
)
from quizzes.queries import attempt_slots, result_of
from quizzes.views.answers import reason_to_read
from quizzes.views.screens import question_screens
from quizzes.wire import Batch, Malformed, changed_answers, parse_batch, parse_form, read_body
from schools.backends import came_by_pin
from schools.choices import AuditAction
from schools.domain.audit import record
from schools.middleware import sessionless
from schools.permissions import signed_in
from schools.signin import is_at_home

FORM_TYPE = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"
LEAVES_AFTER = 180
"""Seconds without a sign of life after which a result on a shared computer signs its child out."""


class SeeOther(HttpResponseRedirect):
    """After a form: whatever the method was, the browser now GETs the address."""

    status_code = HTTPStatus.SEE_OTHER


@require_GET
@never_cache
@login_required(login_url="join")
def attempt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole paper as one plain form, which the page's script turns into a question a screen."""
    own = get_object_or_404(own_attempts(request.user).select_related("sitting__paper"), pk=pk)
    if own.closed_at is not None:
        return redirect("attempt_result", pk=pk)
    if is_at_home(request) and own.sitting.setting != Setting.AT_HOME:
        messages.info(request, _("This quiz is taken in class, so it cannot go on at home."))
        return redirect("my")
    now = timezone.now()
    opened = open_client(attempt=own, now=now)
    is_over = not own.sitting.is_open_at(now)
    context = {
        "attempt": own,
        "opened": opened,
        "questions": question_screens(attempt_slots(own)),
        "page": {**_page_data(own, opened), "now": now.isoformat(), "isOver": is_over},
        "is_over": is_over,
        "was_saved": "saved" in request.GET,
    }
    return render(request, "quizzes/attempt.html", context)


def _page_data(own: Attempt, opened: OpenedClient) -> dict[str, object]:
    return {
        "attempt": str(own.pk),
        "client": opened.number,
        "key": opened.key,
        "answersUrl": reverse("attempt_answers", args=[own.pk]),
        "submitUrl": reverse("attempt_submit", args=[own.pk]),
    }


@sessionless
@csrf_exempt
@require_POST
def attempt_answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes a batch of answers. The key in the body is the whole of the permission."""
    try:
        batch = _read_batch(request)
        saved = save_answers(
            attempt_id=pk,
            client=batch.client,
            key=batch.key,
            answers=batch.answers,
            now=timezone.now(),
        )
    except Malformed as problem:
        return _malformed(problem)
    except UnknownClient:
        return _unknown()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if saved.refused else HTTPStatus.OK
    return JsonResponse(_told(saved), status=status)


@sessionless
@csrf_exempt
@require_POST
def attempt_submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hands in: JSON from the script; or the plain form, which may also only save."""
    if request.content_type == FORM_TYPE:
        return _take_plain_form(request, pk)
    try:
        batch = _read_batch(request)
        submitted = submit_attempt(
            attempt_id=pk,
            client=batch.client,
            key=batch.key,
            answers=batch.answers,
            now=timezone.now(),
        )
    except Malformed as problem:
        return _malformed(problem)
    except UnknownClient:
        return _unknown()
    result_url = reverse("attempt_result", args=[pk])
    return JsonResponse(
        {"receipt": submitted.receipt, "result_url": result_url, **_told(submitted.saved)}
    )


def _read_batch(request: HttpRequest) -> Batch:
    if request.content_type != JSON_TYPE:
        raise Malformed("unreadable")
    return parse_batch(read_body(request))


def _told(saved: Saved) -> dict[str, object]:
    return {
        "acknowledged": saved.acknowledged,
        "refused": [{"seq": item.seq, "reason": item.reason} for item in saved.refused],
        "closed": saved.is_closed,
    }


def _malformed(problem: Malformed) -> JsonResponse:
    body = {"error": problem.code, "message": str(problem)}
    return JsonResponse(body, status=HTTPStatus.BAD_REQUEST)


def _unknown() -> JsonResponse:
    body = {"error": "unknown", "message": _("This page is no longer known here.")}
    return JsonResponse(body, status=HTTPStatus.NOT_FOUND)


def _take_plain_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        form = parse_form(read_body(request))
        own = Attempt.objects.select_related("sitting").filter(pk=pk).first()
        if own is None:
            raise UnknownClient
        answers = changed_answers(form, attempt_slots(own), after_seq=_last_seq(own, form.client))
        take = submit_attempt if form.submits else save_answers
        taken = take(
            attempt_id=pk, client=form.client, key=form.key, answers=answers, now=timezone.now()
        )
    except Malformed as problem:
        return _refused_page(str(problem), HTTPStatus.BAD_REQUEST)
    except UnknownClient:
        return _refused_page(_("This page is no longer known here."), HTTPStatus.NOT_FOUND)
    if form.submits:
        return SeeOther(reverse("attempt_result", args=[pk]))
    if isinstance(taken, Saved) and taken.refused:
        return _refused_page(taken.refused[0].reason, HTTPStatus.UNPROCESSABLE_ENTITY)
    return SeeOther(f"{reverse('attempt', args=[pk])}?saved=1")


def _last_seq(own: Attempt, client: int) -> int:
    events = AnswerEvent.objects.filter(attempt=own, client=client)
    return events.aggregate(last=Max("seq"))["last"] or 0


def _refused_page(reason: str, status: HTTPStatus) -> HttpResponse:
    # Without the request: the header of a page would ask whose session this is.
    page = render_to_string("quizzes/attempt_refused.html", {"reason": reason})
    return HttpResponse(page, status=status)


def find_attempt_to_show(
    request: HttpRequest, pk: UUID, now: datetime
) -> tuple[Attempt | None, str]:
    """The attempt, and the reason for which an officer reads it; None while that is unsaid.

    Raises Http404 for who may not read it even with a reason.
    """
    related = ("student", "class_unit", "sitting__class_unit", "sitting__paper__quiz__page")
    reason = reason_to_read(request, pk, now)
    if not reason:
        own = attempts_visible_to(request.user).select_related(*related).filter(pk=pk).first()
        if own is not None:
            return own, ""
    readable = attempts_readable_with_reason(request.user).select_related(*related)
    found = get_object_or_404(readable, pk=pk)
    return (found, reason) if reason else (None, "")


@require_safe
@never_cache
@login_required
def attempt_result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The receipt, and as much of the result as may be shown to this viewer now.

    Whoever has neither taken nor taught it, but may read it with a reason, is asked for that first.
    """
    now = timezone.now()
    shown, reason = find_attempt_to_show(request, pk, now)
    if shown is None:
        return redirect("attempt_reason", pk=pk)
    is_own = shown.student_id == request.user.pk
    if is_own and shown.closed_at is None:
        return redirect("attempt", pk=pk)
    if not is_own:
        record(
            action=AuditAction.NAMED_ANSWERS_READ,
            actor=signed_in(request),
            unit=shown.class_unit,
            about=shown.student,
            detail={"attempt": str(shown.pk), **({"reason": reason} if reason else {})},
            now=now,
        )
    lesson = shown.sitting.paper.quiz.page
    context = {
        "attempt": shown,
        "result": result_of(shown, request.user, now, with_reason=bool(reason)),
        "is_own": is_own,
        "leaves_after": LEAVES_AFTER if is_own and came_by_pin(request.session) else None,
        "shown_later": shown.rules["reveal_when"] == RevealWhen.AFTER_CLOSING,
        "lesson_url": lesson.get_url(request) if lesson is not None and lesson.live else None,
    }
    return render(request, "quizzes/result.html", context)
