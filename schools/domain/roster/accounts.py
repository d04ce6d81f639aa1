"""Accounts that an import makes: nobody can sign in to one until somebody gives it a secret."""

import secrets
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from schools.models import User

LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowels, so that chance spells no words
LENGTH = 16


def random_username() -> str:
    """Sixteen letters (68 bits) that say nothing about the person."""
    return "".join(secrets.choice(LETTERS) for _place in range(LENGTH))


def new_account(*, username: str, now: datetime, **fields: Any) -> User:
    """An unsaved person without a usable password."""
    password = make_password(None)
    return User(username=username, password=password, date_joined=now, **fields)
