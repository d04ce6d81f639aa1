"""Turning two-step sign-in on and off."""

from datetime import datetime

from django.db import transaction
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from schools.choices import AuditAction
from schools.domain.audit import record
from schools.domain.sessions import end_sessions
from schools.models import Unit, User
from schools.signals import keys_reset
from schools.two_step import waiting_phone

BACKUP_CODES = 10
NAME = "phone"


class WrongCode(Exception):
    """The code did not match what the phone should show."""


@transaction.atomic
def begin_two_step(*, user: User) -> TOTPDevice:
    """A new secret for a phone, not in force before a code has confirmed it."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)


def confirm_two_step(*, user: User, code: str, unit: Unit | None, now: datetime) -> list[str]:
    """From now on sign-in asks for a code. Returns ten backup codes, to be shown this once.

    Raises WrongCode when the phone shows something else; the wrong try is counted.
    """
    waiting = waiting_phone(user)
    if waiting is None or verify_token(user, waiting.persistent_id, code) is None:
        raise WrongCode
    return _turn_on(waiting, user, unit, now)


@transaction.atomic
def _turn_on(phone: TOTPDevice, user: User, unit: Unit | None, now: datetime) -> list[str]:
    _forget_devices(user, but=phone)
    TOTPDevice.objects.filter(pk=phone.pk).update(confirmed=True)
    codes = [StaticToken.random_token() for _place in range(BACKUP_CODES)]
    backup = StaticDevice.objects.create(user=user, name="backup")
    StaticToken.objects.bulk_create(StaticToken(device=backup, token=code) for code in codes)
    record(action=AuditAction.TWO_STEP_ON, actor=user, unit=unit, now=now)
    return codes


@transaction.atomic
def turn_two_step_off(*, user: User, unit: Unit | None, now: datetime) -> None:
    """Back to the password alone. The caller has asked for the password."""
    _forget_devices(user)
    record(action=AuditAction.TWO_STEP_OFF, actor=user, unit=unit, now=now)


@transaction.atomic
def reset_two_step(*, user: User, reset_by: User | None, unit: Unit | None, now: datetime) -> None:
    """For a colleague whose phone is gone: the password alone again, and all sessions end."""
    _forget_devices(user)
    end_sessions(users=[user.pk])
    keys_reset.send(sender=User, users={user.pk})
    record(action=AuditAction.TWO_STEP_RESET, actor=reset_by, unit=unit, about=user, now=now)


def _forget_devices(user: User, but: TOTPDevice | None = None) -> None:
    phones = TOTPDevice.objects.filter(user=user)
    (phones.exclude(pk=but.pk) if but else phones).delete()
    StaticDevice.objects.filter(user=user).delete()
