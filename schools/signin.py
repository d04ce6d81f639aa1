"""Sessions of pupils on shared computers."""

from django.contrib.auth import login, logout
from django.http import HttpRequest

from schools.backends import PIN_BACKEND
from schools.models import User

SESSION_AT_HOME = "at_home"


def sign_in_pupil(request: HttpRequest, pupil: User, *, at_home: bool = False) -> None:
    """A fresh session for a pupil whose PIN or card was right; it ends with the browser."""
    request.session.flush()
    login(request, pupil, backend=PIN_BACKEND)
    request.session.set_expiry(0)
    request.session[SESSION_AT_HOME] = at_home


def is_at_home(request: HttpRequest) -> bool:
    """Whether the pupil came in by the class code, with nobody to see who sits there."""
    return bool(request.session.get(SESSION_AT_HOME))


def end_pupil_session(request: HttpRequest) -> None:
    """The next child sits down: forget the last one. Staff stay signed in."""
    if request.user.is_authenticated and request.user.is_pupil:
        logout(request)
