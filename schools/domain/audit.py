"""Writing the audit log, and forgetting what is older than a year."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from schools.choices import AuditAction
from schools.models import AuditEntry, Membership, Unit, User
from schools.seals import erasure_permitted

KEPT = timedelta(days=366)
"""Twelve months, whichever they are."""

_acting: ContextVar[User | None] = ContextVar("acting", default=None)


@contextmanager
def acting_as(person: User | None) -> Iterator[None]:
    """Within this block, entries that a changed row writes by itself name `person` as the actor."""
    token = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(token)


def record(
    *,
    action: AuditAction,
    actor: User | None,
    now: datetime,
    unit: Unit | None = None,
    about: User | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add one entry. `detail` is small JSON of counts and keys, without names."""
    return AuditEntry.objects.create(
        action=action, actor=actor, unit=unit, about=about, detail=detail or {}, created_at=now
    )


def record_post(
    *, membership: Membership, change: str, now: datetime, is_named: bool = True
) -> None:
    """One entry for a post that was `added`, `changed` or `removed`.

    `schools.audit_signals` calls it for every row that is saved or deleted by itself. Not
    `is_named`: the person or the unit is being deleted too, so the entry can point at neither.
    """
    _post_entry(membership, change, _acting.get(), now, is_named=is_named).save()


def record_posts_added(
    *, memberships: Iterable[Membership], actor: User | None, now: datetime
) -> None:
    """The same for rows that were made in bulk, which send no signals."""
    AuditEntry.objects.bulk_create(
        _post_entry(membership, "added", actor, now) for membership in memberships
    )


def _post_entry(
    membership: Membership,
    change: str,
    actor: User | None,
    now: datetime,
    *,
    is_named: bool = True,
) -> AuditEntry:
    return AuditEntry(
        action=AuditAction.MEMBERSHIP_CHANGED,
        actor=actor,
        unit_id=membership.unit_id if is_named else None,
        about_id=membership.user_id if is_named else None,
        detail={"post": membership.post or membership.role, "change": change},
        created_at=now,
    )


def names_person(text: str, person: User) -> bool:
    """Whether a reason that the log would keep names the person whom it is about."""
    return any(word and word in text for word in (person.name, person.username, person.phone))


def record_pins_set(
    *, actor: User, class_unit: Unit, students: Collection[User], now: datetime
) -> None:
    """One entry for a page of slips: how many, and who when it was one pupil."""
    _record_handed_out(AuditAction.PIN_SET, actor, class_unit, students, now)


def record_cards_issued(
    *, actor: User, class_unit: Unit, students: Collection[User], now: datetime
) -> None:
    """The same for a page of cards."""
    _record_handed_out(AuditAction.CARDS_ISSUED, actor, class_unit, students, now)


def _record_handed_out(
    action: AuditAction, actor: User, class_unit: Unit, students: Collection[User], now: datetime
) -> None:
    only = next(iter(students)) if len(students) == 1 else None
    detail = {"count": len(students)}
    record(action=action, actor=actor, unit=class_unit, about=only, detail=detail, now=now)


def remove_old_entries(*, now: datetime) -> int:
    """Remove entries older than twelve months and say how many; usually none, at one query."""
    old = AuditEntry.objects.filter(created_at__lt=now - KEPT).order_by()
    if not old.exists():
        return 0
    with erasure_permitted(reason="audit entries are kept for twelve months", now=now):
        return old.delete()[0]
