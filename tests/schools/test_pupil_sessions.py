"""A pupil's session: what it holds, and that beginning it is cheap and safe."""

from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from schools.signin import sign_in_pupil
from tests.conftest import Cast


def request_with(**held: str) -> HttpRequest:
    """A request whose browser has had a session before."""
    request = RequestFactory().post("/join/482716/")
    request.session = SessionStore()
    request.session.update(held)
    request.session.create()
    return request


def test_the_session_is_the_pupils_and_ends_with_the_browser(cast: Cast) -> None:
    request = request_with(left="by the last child")
    before = request.session.session_key
    sign_in_pupil(request, cast.pupil)
    request.session.save()
    assert request.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
    assert "left" not in request.session
    assert request.session.get_expire_at_browser_close()
    later = HttpRequest()
    later.session = SessionStore(request.session.session_key)
    assert get_user(later) == cast.pupil


def test_a_new_password_ends_it(cast: Cast) -> None:
    request = request_with()
    sign_in_pupil(request, cast.pupil)
    request.session.save()
    cast.pupil.set_unusable_password()
    cast.pupil.save()
    later = HttpRequest()
    later.session = SessionStore(request.session.session_key)
    assert not get_user(later).is_authenticated


def test_the_forms_token_is_another_afterwards(cast: Cast) -> None:
    request = request_with()
    get_token(request)
    before = request.META["CSRF_COOKIE"]
    sign_in_pupil(request, cast.pupil)
    assert request.META["CSRF_COOKIE"] != before


def test_it_costs_one_write_and_notes_nothing_about_the_child(cast: Cast) -> None:
    request = RequestFactory().post("/")
    request.session = SessionStore()
    with CaptureQueriesContext(connection) as queries:
        sign_in_pupil(request, cast.pupil)
        request.session.save()
    writes = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(writes) == 1
    assert 'INSERT INTO "django_session"' in writes[0]
    assert request.session[SESSION_KEY] == str(cast.pupil.pk)
    cast.pupil.refresh_from_db()
    assert cast.pupil.last_login is None
