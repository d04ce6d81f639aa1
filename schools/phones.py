"""Guardians' telephone numbers: what is kept instead of them, and how they may be shown."""

import re

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "schools.guardian_phone"
MOBILE_DIGITS = 11


def phone_digest(child_pk: int, phone: str) -> str:
    """HMAC-SHA256 of a child's guardian's number (digits alone), as 64 hex digits.

    The child is part of it, so that equal numbers of brothers and sisters look different. The key
    is that of `schools.student_hash`; with another key, import the numbers again.
    """
    key = getattr(settings, "STUDENT_HASH_KEY", "") or settings.SECRET_KEY
    text = f"{child_pk}:{phone}"
    return salted_hmac(SALT, text, secret=key, algorithm="sha256").hexdigest()


def mask_phone(phone: str) -> str:
    """138****1234: enough to tell two numbers apart, too little to call."""
    if len(phone) >= MOBILE_DIGITS:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-4:]}" if len(phone) > 6 else phone


def mask_digits(text: str) -> str:
    """A text in which a number may be wrong, with the middle of each long one hidden."""
    return re.sub(r"(?<=\d{3})\d(?=\d{3})", "*", text)
