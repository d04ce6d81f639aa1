"""What a person has to do before anything else, and how a sign-in finds out."""

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from schools.backends import came_by_pin
from schools.models import Membership, User
from schools.permissions import signed_in
from schools.policy import current_policy
from schools.two_step import has_two_step

MUST = "first_thing"
PASSWORD, TWO_STEP = "password_change", "two_step"
PAGES = {PASSWORD: {PASSWORD}, TWO_STEP: {TWO_STEP, "two_step_start"}}
ALWAYS_OPEN = {"sign_out", "still_here", "media"}


def is_open(view_name: str, thing: str) -> bool:
    """Whether a page answers while a thing is still to be done."""
    return view_name in PAGES[thing] | ALWAYS_OPEN


def first_thing(request: HttpRequest) -> str | None:
    """The name of the one page that a signed-in person may open now; None: all of them.

    A pupil who came by PIN or card used no password, so none has to be changed first.
    """
    if came_by_pin(request.session):
        return None
    if signed_in(request).must_change_password:
        return PASSWORD
    return request.session.get(MUST)


def is_expired(user: User, now: datetime) -> bool:
    """Whether a first password was left unused for too long."""
    issued = user.password_issued_at
    if not user.must_change_password or issued is None:
        return False
    return now - issued > current_policy().first_password_lasts


def note_at_sign_in(session: SessionBase, user: User, now: datetime) -> None:
    """Asked at sign-in alone, so that a birthday of a password stops nobody's work."""
    session.pop(MUST, None)
    if needs_new_password(user, now):
        session[MUST] = PASSWORD
    elif needs_two_step(user):
        session[MUST] = TWO_STEP


def needs_new_password(user: User, now: datetime) -> bool:
    """Whether the password is older than the profile allows; of unknown age counts as older."""
    lasts = current_policy().password_lasts
    changed = user.password_changed_at
    return lasts is not None and (changed is None or now - changed > lasts)


def needs_two_step(user: User) -> bool:
    """Whether the person holds a role that needs it and has not set it up."""
    roles = settings.TOTP_REQUIRED_ROLES
    if not roles or not Membership.objects.filter(user=user, role__in=roles).exists():
        return False
    return not has_two_step(user)
