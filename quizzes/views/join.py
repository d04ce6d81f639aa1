"""Pupils come in: code, name, PIN. Shared computers, so each page forgets the last child."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.domain.attempts import NotOnRoster, SittingClosed, start_attempt
from quizzes.forms import JoinForm, NameForm
from quizzes.joining import UnknownCode, sitting_by_code
from quizzes.models import Sitting
from quizzes.views.brake import count_wrong_code, is_braked
from schools.domain.pins import PinCheck, check_pin
from schools.namesakes import roster_labels
from schools.permissions import pupils_on_roster, signed_in
from schools.signin import end_pupil_session, is_at_home, sign_in_pupil


class TooManyWrongCodes(Exception):
    """Too many wrong codes came from this address; the text says what to do."""


def find_sitting(request: HttpRequest, code: str, now: datetime) -> Sitting:
    """The open sitting, or UnknownCode, SittingClosed or TooManyWrongCodes with a sentence."""
    if is_braked(request):
        raise TooManyWrongCodes(
            _("Too many wrong codes came from here. Wait one minute, then try again.")
        )
    try:
        return sitting_by_code(code, now)
    except UnknownCode:
        count_wrong_code(request)
        raise


CANNOT_FIND = {UnknownCode: 404, SittingClosed: 410, TooManyWrongCodes: 429}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The big field for the join code."""
    end_pupil_session(request)
    form = JoinForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            find_sitting(request, code, timezone.now())
        except tuple(CANNOT_FIND) as problem:
            form.add_error("code", str(problem))
        else:
            return redirect("join_class", code=code)
    return render(request, "quizzes/join.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_class(request: HttpRequest, code: str) -> HttpResponse:
    """The class's names and the PIN. A right PIN begins the attempt and signs the pupil in."""
    end_pupil_session(request)
    now = timezone.now()
    try:
        sitting = find_sitting(request, code, now)
        pupils = pupils_on_roster(sitting.class_unit, timezone.localdate(now))
        form = NameForm(request.POST or None, pupils=pupils)
        if form.is_valid() and (response := enter(request, sitting, form, now)):
            return response
    except tuple(CANNOT_FIND) as problem:
        return show_problem(request, problem)
    context = {
        "form": form,
        "sitting": sitting,
        "class_name": sitting.class_unit.class_name_on(timezone.localdate(now)),
        "labels": roster_labels(pupils).items(),
        "chosen": form["student"].value() or "",
    }
    return render(request, "quizzes/join_class.html", context, status=422 if form.errors else 200)


def show_problem(request: HttpRequest, problem: Exception) -> HttpResponse:
    """The code field again, with what was wrong with the code in the address."""
    context = {"form": JoinForm(), "problem": str(problem)}
    return render(request, "quizzes/join.html", context, status=CANNOT_FIND[type(problem)])


def enter(
    request: HttpRequest, sitting: Sitting, form: NameForm, now: datetime
) -> HttpResponse | None:
    """To the attempt, or to its result when it was submitted; None with the error on the form."""
    pupil = form.cleaned_data["student"]
    check = check_pin(student=pupil, pin=form.cleaned_data["pin"])
    if not check.ok:
        form.add_error("pin", sentence_about(check))
        return None
    try:
        attempt = start_attempt(sitting=sitting, student=pupil, now=now)
    except NotOnRoster as problem:
        form.add_error("student", str(problem))
        return None
    sign_in_pupil(request, pupil)
    return redirect("attempt_result" if attempt.closed_at else "attempt", pk=attempt.pk)


@never_cache
@require_POST
@login_required(login_url="join")
def sitting_take(request: HttpRequest) -> HttpResponse:
    """A pupil who came by password types the code of the class instead of name and PIN."""
    pupil, now = signed_in(request), timezone.now()
    if not pupil.is_pupil or is_at_home(request):
        raise Http404
    form = JoinForm(request.POST)
    if not form.is_valid():
        return render(request, "quizzes/join.html", {"form": form}, status=422)
    try:
        sitting = find_sitting(request, form.cleaned_data["code"], now)
        attempt = start_attempt(sitting=sitting, student=pupil, now=now)
    except tuple(CANNOT_FIND) as problem:
        return show_problem(request, problem)
    except NotOnRoster as problem:
        context = {"form": JoinForm(), "problem": str(problem)}
        return render(request, "quizzes/join.html", context, status=422)
    return redirect("attempt_result" if attempt.closed_at else "attempt", pk=attempt.pk)


def sentence_about(check: PinCheck) -> str:
    """What a pupil is told about a try that was not right."""
    if not check.has_pin:
        return _("You have no PIN yet. Ask your teacher to give you one first.")
    if check.is_locked:
        return _("Too many wrong tries. Ask your teacher to unlock your PIN.")
    return ngettext(
        "That PIN is not right. You have %(count)d try left.",
        "That PIN is not right. You have %(count)d tries left.",
        check.tries_left,
    ) % {"count": check.tries_left}
