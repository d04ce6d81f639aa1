"""Writing the audit log, and forgetting what is older than a year."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from schools.choices import AuditAction
from schools.models import AuditEntry, Unit, User
from schools.seals import erasure_permitted

KEPT = timedelta(days=366)
"""Twelve months, whichever they are."""


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


def names_person(text: str, person: User) -> bool:
    """Whether a reason that the log would keep names the person whom it is about."""
    return any(word and word in text for word in (person.name, person.username, person.phone))


def record_pins_set(
    *, actor: User, class_unit: Unit, students: Collection[User], now: datetime
) -> None:
    """One entry for a page of slips: how many, and who when it was one pupil."""
    only = next(iter(students)) if len(students) == 1 else None
    record(
        action=AuditAction.PIN_SET,
        actor=actor,
        unit=class_unit,
        about=only,
        detail={"count": len(students)},
        now=now,
    )


def remove_old_entries(*, now: datetime) -> int:
    """Remove entries older than twelve months and say how many; usually none, at one query."""
    old = AuditEntry.objects.filter(created_at__lt=now - KEPT).order_by()
    if not old.exists():
        return 0
    with erasure_permitted(reason="audit entries are kept for twelve months", now=now):
        return old.delete()[0]
