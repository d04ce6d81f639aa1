"""How people prove who they are: adults and older pupils by password, pupils by name and PIN."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from schools.models import User
from schools.permissions import can_have_account

PIN_BACKEND = "schools.backends.PinBackend"
PASSWORD_BACKEND = "schools.backends.PasswordBackend"


def fold_phone(typed: str) -> str:
    """A phone number as it is kept: digits alone, without +86; empty when it is no number."""
    number = "".join(typed.split()).replace("-", "")
    number = number.removeprefix("+86").removeprefix("+")
    return number if number.isascii() and number.isdigit() else ""


def account_name(typed: str) -> str:
    """The user name behind what somebody typed: itself, or the one adult with that phone."""
    name = unicodedata.normalize("NFKC", typed).strip()
    if User.objects.filter(username=name).exists():
        return name
    phone = fold_phone(name)
    if not phone:
        return name
    owners = User.objects.filter(phone=phone, is_pupil=False, is_active=True)
    found = list(owners.values_list("username", flat=True)[:2])
    return found[0] if len(found) == 1 else name


def account_of_try(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Under which name axes counts a wrong try: one count an account, by name or by phone."""
    source = request.POST if credentials is None else credentials
    return account_name(source.get("username") or "")


def came_by_pin(session: SessionBase) -> bool:
    """Whether a session began with a PIN or a card, as on the shared computers of a school."""
    return session.get(BACKEND_SESSION_KEY) == PIN_BACKEND


def has_password(user: User) -> bool:
    """Whether this person may sign in by password at all; most pupils may not."""
    return not user.is_pupil or user.password_issued_at is not None


class PasswordBackend(ModelBackend):
    """User name or phone, and password. Pupils only with one that their school has issued."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        user = super().authenticate(
            request, username=account_name(username), password=password, **kwargs
        )
        if not isinstance(user, User) or not has_password(user) or not can_have_account(user):
            return None
        return user


class PinBackend(BaseBackend):
    """Carries the session of a pupil whose PIN or card has been checked elsewhere."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(
            pk=user_id, is_pupil=True, is_active=True, erased_at=None
        ).first()
