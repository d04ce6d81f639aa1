"""A pupil's four digits: making them, checking them, unlocking them."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from schools.domain.sessions import end_sessions
from schools.models import Pin, User
from schools.roster.characters import fold

MIDDLE_DOTS = str.maketrans("", "", "·•・‧∙.")
"""Between the parts of a name; each keyboard types another one."""


@dataclass(frozen=True)
class PinCheck:
    """What came of one try. A pupil without a PIN is neither right nor locked."""

    ok: bool
    tries_left: int
    is_locked: bool
    has_pin: bool = True


def check_pin(*, student: User, pin: str) -> PinCheck:
    """Try `pin` for a pupil. Five wrong tries in a row lock this pupil until a teacher unlocks.

    The slow hash is worked out before the row is locked, so that the write lock is short; no
    answer leaves before the locked counter allows it, so tries side by side gain nothing.
    """
    seen = Pin.objects.filter(user=student).first()
    if seen is None:
        return PinCheck(ok=False, tries_left=0, is_locked=False, has_pin=False)
    if seen.is_locked:
        return PinCheck(ok=False, tries_left=0, is_locked=True)
    is_right = check_password(pin, seen.digest)
    return _count_try(seen, pin, is_right)


@transaction.atomic
def _count_try(seen: Pin, pin: str, is_right: bool) -> PinCheck:
    row = Pin.objects.select_for_update().get(pk=seen.pk)
    if row.is_locked:
        return PinCheck(ok=False, tries_left=0, is_locked=True)
    if row.digest != seen.digest:
        is_right = check_password(pin, row.digest)
    failed = 0 if is_right else row.failed_tries + 1
    if failed != row.failed_tries:
        row.failed_tries = failed
        row.save(update_fields=["failed_tries"])
    return PinCheck(ok=is_right, tries_left=Pin.MAX_TRIES - failed, is_locked=row.is_locked)


def find_by_pin(*, roster: list[User], name: str, pin: str) -> User | None:
    """The pupil of a class with this typed name and PIN; None when either is wrong.

    Among namesakes the PIN decides, and a PIN that is nobody's is a wrong try of each of them:
    otherwise a shared name would allow guessing without end. An unknown name or a locked PIN
    takes as long as a wrong one, so that waiting tells nobody who is in the class.
    """
    named = [pupil for pupil in roster if _fold_name(pupil.name) == _fold_name(name)]
    right = named if len(named) == 1 else [pupil for pupil in named if _has_pin(pupil, pin)]
    if len(right) > 1:  # one PIN for two of one name: nobody can say who it is
        return None
    checks = [(pupil, check_pin(student=pupil, pin=pin)) for pupil in right or named]
    if all(check.is_locked or not check.has_pin for _pupil, check in checks):
        make_password(pin)
    return next((pupil for pupil, check in checks if check.ok), None)


def _fold_name(name: str) -> str:
    return fold(name).translate(MIDDLE_DOTS).casefold()


def _has_pin(student: User, pin: str) -> bool:
    kept = Pin.objects.filter(user=student).first()
    return kept is not None and check_password(pin, kept.digest)


def set_pins(*, students: Iterable[User], now: datetime) -> dict[User, str]:
    """New PINs in place of any old ones, whose sessions end.

    The plain digits exist only in what this returns.
    """
    pins = {student: make_pin() for student in students}
    rows = [
        Pin(user=student, digest=make_password(pin), failed_tries=0, changed_at=now)
        for student, pin in pins.items()
    ]
    _save_pins(rows)
    return pins


@transaction.atomic
def _save_pins(rows: list[Pin]) -> None:
    Pin.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["digest", "failed_tries", "changed_at"],
    )
    end_sessions(users=[row.user_id for row in rows])


def unlock_pin(*, student: User) -> None:
    """Give a pupil five tries again. The PIN stays; a repeat changes nothing."""
    Pin.objects.filter(user=student).update(failed_tries=0)


def make_pin() -> str:
    """Four random digits that are not among the first that anybody would try."""
    while True:
        pin = f"{secrets.randbelow(10_000):04d}"
        if not is_trivial(pin):
            return pin


def is_trivial(pin: str) -> bool:
    """One digit, a run up or down, two pairs, a pair twice, or a year of birth."""
    steps = {(int(right) - int(left)) % 10 for left, right in pairwise(pin)}
    is_run = steps in ({0}, {1}, {9})
    is_paired = pin[:2] == pin[2:] or (pin[0] == pin[1] and pin[2] == pin[3])
    return is_run or is_paired or pin[:2] in ("19", "20")
