"""A session that nobody uses ends on the server; answering a quiz is a use."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quizzes.domain.answers import Answer, save_answers
from quizzes.domain.attempts import open_client, start_attempt
from schools.backends import PASSWORD_BACKEND, PIN_BACKEND
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import make_sitting


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """Sets the time that the server sees."""

    def set_to(**after: float) -> datetime:
        moment = NOW + timedelta(**after)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    set_to()
    return set_to


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=PIN_BACKEND if user.is_pupil else PASSWORD_BACKEND)
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("my")).status_code == 200


@pytest.mark.parametrize(
    ("profile", "who", "minutes"),
    [
        ("modern", "head", 60),
        ("dengbao", "head", 15),
        ("modern", "parent", 60),
        ("modern", "pupil", 10),
        ("dengbao", "pupil", 10),
    ],
)
def test_each_profile_lets_a_session_rest_for_so_long(
    cast: Cast, settings, clock, profile: str, who: str, minutes: int
) -> None:
    settings.SECURITY_PROFILE = profile
    just, over = client_of(getattr(cast, who)), client_of(getattr(cast, who))
    clock(minutes=minutes)
    assert is_in(just)
    clock(minutes=minutes, seconds=1)
    assert not is_in(over)
    assert is_in(just)


def test_use_is_written_once_a_minute_at_most(cast: Cast, clock) -> None:
    client = client_of(cast.parent)

    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("my"))
        return sum("UPDATE" in query["sql"] for query in queries)

    found = []
    for seconds in (1, 59, 61, 100, 122):
        clock(seconds=seconds)
        found.append(writes())
    assert found == [0, 0, 1, 0, 1]


def test_a_page_that_says_its_reader_is_there_keeps_the_session(cast: Cast, clock) -> None:
    client = client_of(cast.pupil)
    for minutes in (6, 12, 18):
        clock(minutes=minutes)
        assert client.post(reverse("still_here")).status_code == 204
    clock(minutes=27)
    assert is_in(client)


def test_an_ended_session_says_so_and_is_gone(cast: Cast, clock) -> None:
    client = client_of(cast.head)
    clock(minutes=61)
    assert client.post(reverse("still_here")).status_code == 404
    assert Session.objects.filter(pk=client.session.session_key).count() == 0


def test_answering_counts_though_it_travels_without_a_session(cast: Cast, clock) -> None:
    """A pupil writes for half an hour on one page, without JavaScript's sign of life."""
    attempt = start_attempt(
        sitting=make_sitting(cast.class_unit, cast.head_teacher), student=cast.pupil, now=NOW
    )
    page = open_client(attempt=attempt, now=NOW)
    client = client_of(cast.pupil)
    for seq, minutes in enumerate((9, 18, 27), start=1):
        save_answers(
            attempt_id=attempt.pk,
            client=page.number,
            key=page.key,
            answers=[Answer(seq, 1, None)],
            now=clock(minutes=minutes),
        )
    clock(minutes=36)
    assert is_in(client)
    clock(minutes=47)
    assert not is_in(client)


def test_answers_and_the_sign_of_life_of_a_server_look_at_no_session(cast: Cast, clock) -> None:
    attempt = start_attempt(
        sitting=make_sitting(cast.class_unit, cast.head_teacher), student=cast.pupil, now=NOW
    )
    client = client_of(cast.pupil)
    clock(minutes=30)
    for url in (
        reverse("attempt_answers", args=[attempt.pk]),
        reverse("attempt_submit", args=[attempt.pk]),
        reverse("health"),
    ):
        with CaptureQueriesContext(connection) as queries:
            client.post(url, "{}", content_type="application/json")
            client.get(url)
        assert [query["sql"] for query in queries if "django_session" in query["sql"]] == []


def test_the_page_knows_how_long_it_may_rest(cast: Cast, clock, settings) -> None:
    settings.SECURITY_PROFILE = "dengbao"
    assert b'data-idle="900"' in client_of(cast.head).get(reverse("my")).content
    assert b'data-idle="600"' in client_of(cast.pupil).get(reverse("my")).content
    assert b"data-idle" not in Client().get(reverse("sign_in")).content
