"""Two-step sign-in: which devices somebody has, and whether a code opens one of them."""

from datetime import datetime

from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from schools.models import User

DIGITS = 6


def phone_of(user: User) -> TOTPDevice | None:
    """The app on the person's phone, once it is confirmed."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def waiting_phone(user: User) -> TOTPDevice | None:
    """A phone that was shown its secret and has not sent a code yet."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").first()


def has_two_step(user: User) -> bool:
    return phone_of(user) is not None


def device_for(user: User, code: str) -> TOTPDevice | StaticDevice | None:
    """Where a code belongs: six digits to the phone, anything else to the backup codes."""
    if len(code) == DIGITS and code.isdigit():
        return phone_of(user)
    return StaticDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def locked_until(user: User, code: str) -> datetime | None:
    """Until when no code is tried, after wrong ones: 1, 2, 4, 8 … seconds; None: it is open."""
    device = device_for(user, code)
    is_allowed, why = device.verify_is_allowed() if device else (True, None)
    return None if is_allowed or not why else why["locked_until"]


def code_is_right(user: User, code: str) -> bool:
    """Try a code. A right one is used up; a wrong one is counted, whichever machine it is from."""
    device = device_for(user, code)
    return device is not None and verify_token(user, device.persistent_id, code) is not None


def backup_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()
