"""Who has which kind of password, for the lists of officers and head teachers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Max, Q, QuerySet, Sum
from django_otp.plugins.otp_totp.models import TOTPDevice

from schools.choices import PasswordState
from schools.models import User
from schools.policy import current_policy


@dataclass(frozen=True)
class PasswordRow:
    """A line of a list: somebody, what they type to sign in, and how their password stands."""

    user: User
    sign_in_name: str
    state: PasswordState
    has_two_step: bool


def locked_usernames(now: datetime) -> set[str]:
    """The accounts that are locked at some address now, as django-axes counts."""
    policy = current_policy()
    recent = AccessAttempt.objects.filter(attempt_time__gt=now - policy.lockout).order_by()
    tries = recent.values("username", "ip_address").annotate(tries=Sum("failures_since_start"))
    locked = tries.filter(tries__gte=policy.wrong_tries)
    return set(locked.values_list("username", flat=True))


def sign_in_names(users: Iterable[User]) -> dict[int, str]:
    """What each person types: the phone where it is theirs alone, or else the user name."""
    users = list(users)
    phones = {user.phone for user in users if user.phone}
    owners = User.objects.filter(phone__in=phones, is_pupil=False, is_active=True)
    counts = owners.order_by().values_list("phone").annotate(Count("pk"))
    unique = {phone for phone, count in counts if count == 1}
    return {user.pk: user.phone if user.phone in unique else user.username for user in users}


def in_state(people: QuerySet[User], state: str, now: datetime) -> QuerySet[User]:
    """The people with a state; all of them for an empty one."""
    if not state:
        return people
    unusable = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    oldest = now - current_policy().first_password_lasts
    first, is_old = Q(must_change_password=True), Q(password_issued_at__lt=oldest)
    locked = Q(username__in=locked_usernames(now))
    conditions = {
        PasswordState.LOCKED: locked,
        PasswordState.NONE: unusable & ~locked,
        PasswordState.WAITING: first & ~is_old & ~locked,
        PasswordState.EXPIRED: first & is_old & ~locked,
        PasswordState.OWN: ~first & ~unusable & ~locked,
    }
    return people.filter(conditions[PasswordState(state)])


def password_rows(users: Iterable[User], now: datetime) -> list[PasswordRow]:
    """Three queries, however many there are."""
    users = list(users)
    locked, names = locked_usernames(now), sign_in_names(users)
    phones = TOTPDevice.objects.filter(user__in=users, confirmed=True)
    secured = set(phones.values_list("user_id", flat=True))
    return [
        PasswordRow(user, names[user.pk], state_of(user, locked, now), user.pk in secured)
        for user in users
    ]


def state_of(user: User, locked: set[str], now: datetime) -> PasswordState:
    if user.username in locked:
        return PasswordState.LOCKED
    if not user.has_usable_password():
        return PasswordState.NONE
    if not user.must_change_password:
        return PasswordState.OWN
    assert user.password_issued_at is not None  # a constraint of the table
    is_old = user.password_issued_at < now - current_policy().first_password_lasts
    return PasswordState.EXPIRED if is_old else PasswordState.WAITING


def version_of(people: QuerySet[User]) -> str:
    """Which first passwords stand: how many, and since when the newest."""
    found = people.aggregate(count=Count("password_issued_at"), newest=Max("password_issued_at"))
    return f"{found['count']}@{found['newest'].isoformat() if found['newest'] else '-'}"
