"""The PIN rules: digits, hashing, five tries, one pupil at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection

from schools.domain import pins
from schools.domain.pins import PinCheck, check_pin, is_trivial, make_pin, set_pins, unlock_pin
from schools.models import Pin
from tests.conftest import Cast
from tests.factories import NOW, UserFactory


def wrong(pin: str) -> str:
    return "9" + pin[1:] if pin[0] != "9" else "8" + pin[1:]


@pytest.mark.parametrize(
    "pin", ["0000", "1111", "1234", "4321", "7890", "0987", "1212", "1122", "1987", "2015"]
)
def test_pin_that_anybody_would_try_is_trivial(pin: str):
    assert is_trivial(pin)


@pytest.mark.parametrize("pin", ["4826", "0713", "1357", "1221"])
def test_ordinary_pin_is_not_trivial(pin: str):
    assert not is_trivial(pin)


def test_make_pin_skips_trivial_ones(monkeypatch: pytest.MonkeyPatch):
    drawn = iter([0, 1234, 2015, 713])
    monkeypatch.setattr(pins.secrets, "randbelow", lambda limit: next(drawn))

    assert make_pin() == "0713"


def test_set_pins_keeps_only_a_hash(cast: Cast):
    given = set_pins(students=[cast.pupil, cast.classmate], now=NOW)

    assert list(given) == [cast.pupil, cast.classmate]
    row = Pin.objects.get(user=cast.pupil)
    assert given[cast.pupil] not in row.digest
    assert check_password(given[cast.pupil], row.digest)
    assert (row.failed_tries, row.changed_at) == (0, NOW)


def test_set_pins_replaces_a_locked_pin(cast: Cast):
    old = set_pins(students=[cast.pupil], now=NOW)[cast.pupil]
    Pin.objects.filter(user=cast.pupil).update(failed_tries=5)

    new = set_pins(students=[cast.pupil], now=NOW)[cast.pupil]

    assert Pin.objects.filter(user=cast.pupil).count() == 1
    assert check_pin(student=cast.pupil, pin=new).ok
    assert old == new or not check_pin(student=cast.pupil, pin=old).ok


def test_five_wrong_tries_lock_this_pupil_and_no_other(cast: Cast):
    given = set_pins(students=[cast.pupil, cast.classmate], now=NOW)
    bad = wrong(given[cast.pupil])

    tries = [check_pin(student=cast.pupil, pin=bad) for _try in range(6)]

    assert tries == [
        PinCheck(ok=False, tries_left=4, is_locked=False),
        PinCheck(ok=False, tries_left=3, is_locked=False),
        PinCheck(ok=False, tries_left=2, is_locked=False),
        PinCheck(ok=False, tries_left=1, is_locked=False),
        PinCheck(ok=False, tries_left=0, is_locked=True),
        PinCheck(ok=False, tries_left=0, is_locked=True),
    ]
    assert Pin.objects.get(user=cast.pupil).failed_tries == 5
    assert check_pin(student=cast.classmate, pin=given[cast.classmate]) == PinCheck(
        ok=True, tries_left=5, is_locked=False
    )


def test_locked_pupil_is_refused_with_the_right_pin_until_unlocked(cast: Cast):
    pin = set_pins(students=[cast.pupil], now=NOW)[cast.pupil]
    Pin.objects.filter(user=cast.pupil).update(failed_tries=5)

    assert check_pin(student=cast.pupil, pin=pin).is_locked
    unlock_pin(student=cast.pupil)
    assert check_pin(student=cast.pupil, pin=pin).ok


def test_right_pin_gives_all_tries_back(cast: Cast):
    pin = set_pins(students=[cast.pupil], now=NOW)[cast.pupil]
    check_pin(student=cast.pupil, pin=wrong(pin))

    assert check_pin(student=cast.pupil, pin=pin).tries_left == 5
    assert Pin.objects.get(user=cast.pupil).failed_tries == 0


def test_pupil_without_pin_is_not_locked(cast: Cast):
    assert check_pin(student=cast.pupil, pin="4826") == PinCheck(
        ok=False, tries_left=0, is_locked=False, has_pin=False
    )


def test_try_that_was_overtaken_by_the_lock_learns_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    """Another request counts the fifth wrong try while this one is still hashing."""
    pin = set_pins(students=[cast.pupil], now=NOW)[cast.pupil]

    def slow_check(typed: str, digest: str) -> bool:
        Pin.objects.filter(user=cast.pupil).update(failed_tries=5)
        return check_password(typed, digest)

    monkeypatch.setattr(pins, "check_password", slow_check)

    assert check_pin(student=cast.pupil, pin=pin) == PinCheck(
        ok=False, tries_left=0, is_locked=True
    )
    assert Pin.objects.get(user=cast.pupil).failed_tries == 5


def test_pin_changed_in_between_is_the_one_that_counts(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    old = set_pins(students=[cast.pupil], now=NOW)[cast.pupil]
    changed: list[str] = []

    def slow_check(typed: str, digest: str) -> bool:
        if not changed:
            changed.append("now")
            Pin.objects.filter(user=cast.pupil).update(digest=pins.make_password(wrong(old)))
        return check_password(typed, digest)

    monkeypatch.setattr(pins, "check_password", slow_check)

    assert check_pin(student=cast.pupil, pin=old) == PinCheck(
        ok=False, tries_left=4, is_locked=False
    )


@pytest.mark.skipif(connection.vendor == "sqlite", reason="threads need a server database")
@pytest.mark.django_db(transaction=True)
def test_tries_side_by_side_never_pass_five():
    pupil = UserFactory(is_pupil=True)
    bad = wrong(set_pins(students=[pupil], now=NOW)[pupil])

    def try_once(_number: int) -> PinCheck:
        try:
            return check_pin(student=pupil, pin=bad)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        checks = list(pool.map(try_once, range(16)))

    assert sorted(check.tries_left for check in checks) == [0] * 12 + [1, 2, 3, 4]
    assert Pin.objects.get(user=pupil).failed_tries == 5
