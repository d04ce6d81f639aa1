"""Beginning and ending sessions: pupils on shared computers, and everybody with a password."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import login, logout
from django.http import HttpRequest

from schools.audit_signals import home_unit
from schools.backends import PASSWORD_BACKEND
from schools.choices import AuditAction
from schools.domain.audit import record
from schools.first_things import note_at_sign_in
from schools.models import User
from schools.pupil_sessions import begin_session

SECOND_STEP = "second_step"
SECOND_STEP_LASTS = 300  # seconds


@dataclass(frozen=True)
class SecondStep:
    """Whose password was right, and where they want to go once the code is right, too."""

    user: User
    target: str


SESSION_AT_HOME = "at_home"


def sign_in_pupil(request: HttpRequest, pupil: User, *, at_home: bool = False) -> None:
    """A fresh session for a pupil whose PIN or card was right; it ends with the browser."""
    request.session.flush()
    begin_session(request, pupil)
    request.session.set_expiry(0)
    request.session[SESSION_AT_HOME] = at_home


def is_at_home(request: HttpRequest) -> bool:
    """Whether the pupil came in by the class code, with nobody to see who sits there."""
    return bool(request.session.get(SESSION_AT_HOME))


def sign_in_by_password(request: HttpRequest, user: User, now: datetime) -> None:
    """A session for whose password and second step were right; a pupil's ends with the browser."""
    request.session.pop(SECOND_STEP, None)
    login(request, user, backend=PASSWORD_BACKEND)
    if user.is_pupil:
        request.session.set_expiry(0)
    note_at_sign_in(request.session, user, now)


def begin_second_step(request: HttpRequest, user: User, target: str, now: datetime) -> None:
    """Note in the session whose password was right. Nobody is signed in by it."""
    logout(request)
    request.session[SECOND_STEP] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "target": target,
        "until": now.timestamp() + SECOND_STEP_LASTS,
    }


def second_step_of(request: HttpRequest, now: datetime) -> SecondStep | None:
    """Who is between the steps; None after five minutes, or when their password has changed."""
    waiting = request.session.get(SECOND_STEP)
    if waiting is None or waiting["until"] < now.timestamp():
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True, erased_at=None).first()
    if user is None or user.get_session_auth_hash() != waiting["hash"]:
        return None
    return SecondStep(user, waiting["target"])


def tell_wrong_code(user: User, now: datetime) -> None:
    """Somebody who knows the password did not have the phone: that belongs in the log."""
    record(
        action=AuditAction.SIGN_IN_FAILED,
        actor=None,
        unit=home_unit(user),
        about=user,
        detail={"what": "code"},
        now=now,
    )


def end_pupil_session(request: HttpRequest) -> None:
    """The next child sits down: forget the last one. Staff stay signed in."""
    if request.user.is_authenticated and request.user.is_pupil:
        logout(request)
