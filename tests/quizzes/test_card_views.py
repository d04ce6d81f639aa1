"""In by card: the question, the one quiz, none, several; and every card that fails."""

import logging
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from quizzes.domain.sittings import close_sitting
from quizzes.models import Attempt, Sitting
from quizzes.views import brake
from schools.cards import card_token
from schools.domain.cards import issue_cards
from schools.models import User
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import make_sitting

VOID = "This card does not work any more. Ask your teacher for a new one."
START = "/card/start/"


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def token_of(pupil: User, cast: Cast) -> str:
    return card_token(issue_cards(students=[pupil], issued_by=cast.head, now=NOW)[0])


def scan(client: Client, token: str) -> HttpResponse:
    return client.get(reverse("card_token", args=[token]))


@pytest.fixture
def sitting(cast: Cast) -> Sitting:
    return make_sitting(cast.class_unit, cast.head_teacher)


def test_card_asks_then_starts_the_one_open_quiz(client: Client, cast: Cast, sitting: Sitting):
    make_sitting(cast.sibling_class, cast.sibling_head_teacher)
    token = token_of(cast.pupil, cast)

    response = scan(client, token)

    assert (response.status_code, response["Location"]) == (302, START)
    page = client.get(START)
    assert cast.pupil.name in page.content.decode()
    assert token not in page.content.decode()
    assert SESSION_KEY not in client.session
    assert Attempt.objects.count() == 0
    response = client.post(START)
    attempt = Attempt.objects.get()
    assert response["Location"] == reverse("attempt", args=[attempt.pk])
    assert (attempt.student, attempt.sitting) == (cast.pupil, sitting)
    assert client.session[SESSION_KEY] == str(cast.pupil.pk)
    assert client.session.get_expire_at_browser_close() is True
    assert client.get(response["Location"]).status_code == 200


def test_no_get_signs_in(client: Client, cast: Cast, sitting: Sitting):
    token = token_of(cast.pupil, cast)

    for address in (reverse("card_token", args=[token]), START, reverse("card")):
        for method in (client.get, client.head):
            method(address)
            assert SESSION_KEY not in client.session
    assert client.post(reverse("card_token", args=[token])).status_code == 405
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(
    "form",
    ["http://testserver/card/{}/", "{}", " {}\t", "https://evil.example/card/{}/?a=1#b"],
)
def test_scanner_may_type_the_address_or_the_token(client: Client, cast: Cast, form: str):
    token = token_of(cast.pupil, cast)

    response = client.post(reverse("card"), {"card": form.format(token)})

    assert (response.status_code, response["Location"]) == (302, START)


def test_full_width_letters_are_folded(client: Client, cast: Cast):
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in token_of(cast.pupil, cast))

    assert client.post(reverse("card"), {"card": wide})["Location"] == START


def test_join_page_leads_to_the_card_page(client: Client, db: None):
    assert f'href="{reverse("card")}"' in client.get(reverse("join")).content.decode()
    assert client.post(reverse("card"), {"card": ""}).status_code == 422


def test_without_an_open_quiz_nobody_is_signed_in(client: Client, cast: Cast, sitting: Sitting):
    close_sitting(sitting=sitting, now=NOW)
    scan(client, token_of(cast.pupil, cast))

    response = client.post(START)

    assert response.status_code == 200
    assert gettext("There is no quiz just now") in response.content.decode()
    assert SESSION_KEY not in client.session


def test_among_several_the_pupil_chooses(client: Client, cast: Cast, sitting: Sitting):
    second = make_sitting(cast.class_unit, cast.head_teacher)
    foreign = make_sitting(cast.sibling_class, cast.sibling_head_teacher)
    scan(client, token_of(cast.pupil, cast))

    response = client.post(START)

    html = response.content.decode()
    assert f'value="{sitting.pk}"' in html
    assert f'value="{second.pk}"' in html
    assert f'value="{foreign.pk}"' not in html
    client.post(START, {"sitting": foreign.pk})
    assert Attempt.objects.count() == 0
    assert SESSION_KEY not in client.session
    client.post(START, {"sitting": second.pk})
    assert Attempt.objects.get().sitting == second


def test_every_card_that_fails_gets_the_same_answer(client: Client, cast: Cast, sitting: Sitting):
    replaced = token_of(cast.pupil, cast)
    tampered = token_of(cast.pupil, cast)[:-1] + "!"
    staff = token_of(cast.head_teacher, cast)
    gone = token_of(cast.classmate, cast)
    User.objects.filter(pk=cast.classmate.pk).update(is_active=False)

    bodies = set()
    for token in (replaced, tampered, staff, gone, "A" * 24, "x"):
        response = scan(Client(), token)
        typed = Client().post(reverse("card"), {"card": token})
        assert (response.status_code, typed.status_code) == (404, 404)
        html = response.content.decode()
        assert gettext(VOID) in html
        assert len(token) == 1 or token not in html + typed.content.decode()
        bodies.add(html.split("csrfmiddlewaretoken")[0])
    assert len(bodies) == 1
    assert AccessAttempt.objects.count() == 0


def test_reprint_between_question_and_start_counts(client: Client, cast: Cast, sitting: Sitting):
    scan(client, token_of(cast.pupil, cast))
    token_of(cast.pupil, cast)

    assert client.post(START)["Location"] == reverse("card")
    assert SESSION_KEY not in client.session


def test_next_child_is_not_asked_about_the_last(
    client: Client, cast: Cast, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
):
    scan(client, token_of(cast.pupil, cast))
    client.get(reverse("card"))
    assert client.get(START)["Location"] == reverse("card")

    scan(client, token_of(cast.pupil, cast))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(seconds=301))
    assert client.post(START)["Location"] == reverse("card")


def test_scan_ends_the_last_childs_session_and_no_teachers(client: Client, cast: Cast):
    client.force_login(cast.classmate, backend="schools.backends.PinBackend")
    scan(client, "A" * 24)
    assert SESSION_KEY not in client.session

    client.force_login(cast.head_teacher, backend="schools.backends.PasswordBackend")
    scan(client, token_of(cast.pupil, cast))
    assert client.session[SESSION_KEY] == str(cast.head_teacher.pk)


def test_a_class_with_old_cards_locks_nobody(client: Client, cast: Cast, sitting: Sitting):
    for _ in range(100):
        assert scan(client, "A" * 24).status_code == 404

    assert scan(client, token_of(cast.pupil, cast))["Location"] == START
    joined = client.get(reverse("join_class", args=[sitting.join_code]))
    assert joined.status_code == 200


def test_brake_stops_a_flood(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("quizzes.views.cards.WRONG_CARDS", brake.Brake("wrong-cards", 2))

    assert [scan(client, "A" * 24).status_code for _ in range(3)] == [404, 404, 429]


def test_no_token_in_what_django_logs(cast: Cast, caplog: pytest.LogCaptureFixture):
    """Refused requests are logged with their path; the console's filter takes the token out."""
    console = logging.getLogger().handlers
    filters = [each for handler in console for each in handler.filters]
    token = token_of(cast.pupil, cast)
    with caplog.at_level(logging.DEBUG):
        Client(enforce_csrf_checks=True).post(reverse("card_token", args=[token]))
        token_of(cast.pupil, cast)
        scan(Client(), token)
        Client().get(reverse("card_token", args=[token]) + "x/")

    assert filters
    for record in caplog.records:
        for each in filters:
            each.filter(record)
    assert [r.getMessage() for r in caplog.records if token in r.getMessage()] == []
    assert any("/card/…" in record.getMessage() for record in caplog.records)
