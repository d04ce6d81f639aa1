"""When a session was last used, and how long it may rest.

The session itself carries the time, written at most once a minute. What an app knows beside it
(answers travel without a session) is asked only when somebody is about to be signed out.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from schools.models import User
from schools.policy import current_policy

SEEN_AT = "seen_at"
WRITE_EVERY = timedelta(minutes=1)

LastUse = Callable[[User], datetime | None]
_others: list[LastUse] = []


def register_last_use(last_use: LastUse) -> None:
    """`last_use(user)` is when the person last did something that no session noticed."""
    _others.append(last_use)


def idle_limit(user: User) -> timedelta:
    """How long this person's session may rest."""
    policy = current_policy()
    return policy.pupil_idle if user.is_pupil else policy.staff_idle


def note_use(session: SessionBase, now: datetime) -> None:
    """Keep `now` as the time of the last use, unless a time within the last minute stands."""
    seen = _seen_at(session)
    if seen is None or now - seen >= WRITE_EVERY:
        session[SEEN_AT] = int(now.timestamp())


def is_idle(session: SessionBase, user: User, now: datetime) -> bool:
    """Whether the session has rested for too long."""
    limit = idle_limit(user)
    seen = _seen_at(session)
    if seen is None or now - seen <= limit:
        return False
    uses = [use for last_use in _others if (use := last_use(user))]
    return not uses or now - max(uses) > limit


def _seen_at(session: SessionBase) -> datetime | None:
    seen = session.get(SEEN_AT)
    return (
        None if seen is None else datetime.fromtimestamp(seen, tz=timezone.get_default_timezone())
    )


def _on_sign_in(*, request: HttpRequest, **kwargs: Any) -> None:
    request.session[SEEN_AT] = int(timezone.now().timestamp())


def connect() -> None:
    user_logged_in.connect(_on_sign_in, dispatch_uid="idle")
