"""Sessions of pupils on shared computers."""

from django.contrib.auth import logout
from django.http import HttpRequest

from schools.models import User
from schools.pupil_sessions import begin_session


def sign_in_pupil(request: HttpRequest, pupil: User) -> None:
    """A fresh session for a pupil whose PIN or card was right; it ends with the browser."""
    request.session.flush()
    begin_session(request, pupil)
    request.session.set_expiry(0)


def end_pupil_session(request: HttpRequest) -> None:
    """The next child sits down: forget the last one. Staff stay signed in."""
    if request.user.is_authenticated and request.user.is_pupil:
        logout(request)
