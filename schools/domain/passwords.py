"""First passwords: making them, giving them out, changing them, taking them away."""

import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime

from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from schools.choices import FIRST_GRADE_WITH_PASSWORDS, AuditAction
from schools.domain.audit import record
from schools.models import Unit, User
from schools.signals import keys_reset

LETTERS, DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"  # nothing that looks like another
GROUPS, GROUP_LENGTH = 3, 5  # 31 ** 15: 74 bits
CONSONANTS = "bcdfghjkmnpqrstvwxz"  # no vowels, so that chance spells no words
ISSUED_FIELDS = ["password", "must_change_password", "password_issued_at"]


class TooYoung(Exception):
    """The class is below the grade that has passwords; the text says so."""


def make_first_password() -> str:
    """Three groups like `k7wm3-fpdx9-ratq2`, with letters and digits in it."""
    while True:
        drawn = [secrets.choice(LETTERS + DIGITS) for _place in range(GROUPS * GROUP_LENGTH)]
        if not set(drawn).isdisjoint(LETTERS) and not set(drawn).isdisjoint(DIGITS):
            groups = range(0, len(drawn), GROUP_LENGTH)
            return "-".join("".join(drawn[start : start + GROUP_LENGTH]) for start in groups)


def issue_first_passwords(
    *, users: Iterable[User], issued_by: User | None, now: datetime, unit: Unit | None = None
) -> dict[User, str]:
    """A random password for each, in place of any old one; it must be changed at first use.

    The plain passwords exist only in what this returns. Old sessions and lockouts end. `unit` is
    where the audit log keeps it. The caller has asked whether `issued_by` may; None is a shell.
    """
    passwords = {user: make_first_password() for user in users}
    for user, password in passwords.items():
        user.password = make_password(password)  # slow, so before the write lock
    _save_issued(passwords, issued_by, now, unit)
    return passwords


@transaction.atomic
def _save_issued(
    passwords: Collection[User], issued_by: User | None, now: datetime, unit: Unit | None
) -> None:
    for user in passwords:
        user.must_change_password, user.password_issued_at = True, now
    User.objects.bulk_update(passwords, ISSUED_FIELDS)
    keys_reset.send(sender=User, users={user.pk for user in passwords})
    AccessAttempt.objects.filter(username__in=[user.username for user in passwords]).delete()
    _record(AuditAction.PASSWORD_ISSUED, passwords, by=issued_by, unit=unit, now=now)


def _record(
    action: AuditAction,
    users: Collection[User],
    *,
    by: User | None,
    unit: Unit | None,
    now: datetime,
) -> None:
    only = next(iter(users)) if len(users) == 1 else None
    record(action=action, actor=by, unit=unit, about=only, detail={"count": len(users)}, now=now)


def has_passwords(class_unit: Unit, day: date) -> bool:
    """Whether a class is old enough for passwords on a day."""
    return class_unit.grade_on(day) >= FIRST_GRADE_WITH_PASSWORDS


def issue_pupil_passwords(
    *, students: Iterable[User], class_unit: Unit, issued_by: User, now: datetime, day: date
) -> dict[User, str]:
    """First passwords for pupils of a class, with a short user name for those without one.

    Raises TooYoung below grade seven.
    """
    if not has_passwords(class_unit, day):
        raise TooYoung(_("Passwords are for pupils from grade seven. Use PINs or cards here."))
    students = list(students)
    newcomers = [student for student in students if student.password_issued_at is None]
    for student, username in zip(newcomers, free_usernames(len(newcomers)), strict=True):
        student.username = username
    User.objects.bulk_update(newcomers, ["username"])
    return issue_first_passwords(users=students, issued_by=issued_by, now=now, unit=class_unit)


def free_usernames(count: int) -> list[str]:
    """User names like `kwm4827` (28 million of them) that nobody has."""
    found: set[str] = set()
    while len(found) < count:
        made = {make_username() for _place in range(count - len(found))}
        found |= made - set(
            User.objects.filter(username__in=made).values_list("username", flat=True)
        )
    return list(found)


def make_username() -> str:
    return "".join(secrets.choice(CONSONANTS) for _place in range(3)) + "".join(
        secrets.choice(DIGITS) for _place in range(4)
    )


@transaction.atomic
def revoke_pupil_passwords(
    *, students: Collection[User], class_unit: Unit, revoked_by: User, now: datetime
) -> None:
    """Back to PIN and card alone; whoever is signed in by password is signed out."""
    for student in students:
        student.set_unusable_password()
        student.must_change_password, student.password_issued_at = False, None
    User.objects.bulk_update(students, ISSUED_FIELDS)
    _record(AuditAction.PASSWORD_REVOKED, students, by=revoked_by, unit=class_unit, now=now)


@transaction.atomic
def change_password(*, user: User, password: str, unit: Unit | None, now: datetime) -> None:
    """A password of one's own choice, checked by a form. Ends the person's other sessions."""
    user.set_password(password)
    user.must_change_password, user.password_changed_at = False, now
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    if not user.is_pupil:
        record(action=AuditAction.PASSWORD_CHANGED, actor=user, unit=unit, now=now)
