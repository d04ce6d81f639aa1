"""Pupils come in by card: the QR, «is this you?», and on to the class's quiz.

A GET never signs anybody in, because chats and browsers open addresses ahead of people. The
token is swapped at once for a note in the session, so it stays neither in the address bar nor in
a page of a shared computer.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.domain.attempts import start_attempt
from quizzes.forms import CardForm
from quizzes.models import Sitting
from quizzes.queries import open_sittings_of
from quizzes.views.brake import WRONG_CARDS, count_wrong_code, is_braked
from schools.cards import card_of_token
from schools.models import Card, User
from schools.signin import end_pupil_session, sign_in_pupil

SHOWN_CARD = "shown_card"
SHOWN_FOR = 300  # seconds; after that the next child would be asked about the last one


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """The field into which a scanner types what stands on the card."""
    end_pupil_session(request)
    request.session.pop(SHOWN_CARD, None)
    form = CardForm(request.POST or None)
    if form.is_valid():
        return show_card(request, form.cleaned_data["card"])
    return render(request, "quizzes/card.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD"])
def card_token(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR points: on to the question whether it is you."""
    end_pupil_session(request)
    request.session.pop(SHOWN_CARD, None)
    return show_card(request, token)


def show_card(request: HttpRequest, token: str) -> HttpResponse:
    """Keep in the session whose card was shown; the same sentence for every card that fails."""
    if is_braked(request, WRONG_CARDS):
        problem = _("Too many wrong cards came from here. Wait one minute, then try again.")
        return show_problem(request, problem, status=429)
    found = card_of_token(token)
    if found is None:
        count_wrong_code(request, WRONG_CARDS)
        problem = _("This card does not work any more. Ask your teacher for a new one.")
        return show_problem(request, problem, status=404)
    until = timezone.now().timestamp() + SHOWN_FOR
    request.session[SHOWN_CARD] = {"pupil": found.pk, "stamp": found.stamp, "until": until}
    return redirect("card_start")


def show_problem(request: HttpRequest, problem: str, *, status: int) -> HttpResponse:
    context = {"form": CardForm(), "problem": problem}
    return render(request, "quizzes/card.html", context, status=status)


def shown_pupil(request: HttpRequest) -> User | None:
    """The pupil whose card was shown in this session just now, if it is still the card in use."""
    shown = request.session.get(SHOWN_CARD)
    if shown is None or shown["until"] < timezone.now().timestamp():
        return None
    cards = Card.objects.filter(user__is_pupil=True, user__is_active=True)
    found = cards.filter(pk=shown["pupil"], stamp=shown["stamp"]).select_related("user").first()
    return found.user if found else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card_start(request: HttpRequest) -> HttpResponse:
    """«Is this you?» A POST signs in and starts the quiz, or lets choose among several."""
    pupil = shown_pupil(request)
    if pupil is None:
        return redirect("card")
    if request.method != "POST":
        return render(request, "quizzes/card_start.html", {"pupil": pupil})
    sittings = list(open_sittings_of(pupil, timezone.now()))
    chosen = choose(sittings, request.POST.get("sitting", ""))
    if chosen is None:
        return render(request, "quizzes/card_sittings.html", {"pupil": pupil, "sittings": sittings})
    attempt = start_attempt(sitting=chosen, student=pupil, now=timezone.now())
    sign_in_pupil(request, pupil)
    return redirect("attempt_result" if attempt.closed_at else "attempt", pk=attempt.pk)


def choose(sittings: list[Sitting], key: str) -> Sitting | None:
    """The sitting with this key, or the only one there is."""
    if len(sittings) == 1:
        return sittings[0]
    return next((sitting for sitting in sittings if str(sitting.pk) == key), None)
