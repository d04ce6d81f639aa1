"""Writing down what a roster change changes, in bulk, so that it can be undone.

    with log_changes(school=school, kind=RosterChangeKind.LEFT, actor=actor, now=now) as log:
        log.changing(membership)  # before it is touched
        membership.ends_date = day
        membership.save()
        log.created(person)  # at any time; it has a key when the block ends

What ends up as it was is no row, and without rows there is no change.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from schools.choices import RosterChangeKind, RowChange
from schools.models import (
    ClassMembership,
    GuardianPhone,
    Membership,
    RosterChange,
    RosterChangeRow,
    Unit,
    User,
)

Values = dict[str, Any]
KEPT = timedelta(days=366)
"""A year, whichever it is."""

FIELDS: Mapping[type[models.Model], tuple[str, ...]] = {
    User: ("name", "sex", "phone", "student_hash", "username", "is_active"),
    ClassMembership: ("student_id", "class_unit_id", "starts_date", "ends_date"),
    Membership: ("user_id", "role", "post", "unit_id"),
    GuardianPhone: ("child_id", "digest", "masked"),
    Unit: ("name", "stage", "system", "entry_year", "number"),
}
MODELS = {model._meta.model_name: model for model in FIELDS}


@dataclass
class ChangeLog:
    """What one change has touched so far. `change` is there once the block has ended."""

    change: RosterChange | None = None
    _created: list[models.Model] = field(default_factory=list)
    _changing: list[tuple[models.Model, Values]] = field(default_factory=list)
    _deleting: list[tuple[models.Model, int, Values]] = field(default_factory=list)

    def created(self, *objects: models.Model) -> None:
        """Rows that this change makes."""
        self._created += objects

    def changing(self, *objects: models.Model) -> None:
        """Rows as they stand, just before these very instances are changed."""
        self._changing += [(each, values_of(each)) for each in objects]

    def deleting(self, *objects: models.Model) -> None:
        """Rows as they stand, just before they are deleted."""
        self._deleting += [(each, each.pk, values_of(each)) for each in objects]

    def rows(self) -> Iterator[RosterChangeRow]:
        """Unsaved rows of all that differs, without their change; what is new comes last."""
        for each, before in self._changing:
            after = values_of(each)
            changed = [name for name in after if after[name] != before[name]]
            if changed:
                old = {name: before[name] for name in changed}
                new = {name: after[name] for name in changed}
                yield _row(each, each.pk, RowChange.UPDATED, old, new)
        for each, pk, before in self._deleting:
            yield _row(each, pk, RowChange.DELETED, before, {})
        for each in self._created:
            yield _row(each, each.pk, RowChange.CREATED, {}, values_of(each))


@contextmanager
def log_changes(
    *,
    school: Unit,
    kind: RosterChangeKind,
    actor: User | None,
    now: datetime,
    from_school: Unit | None = None,
) -> Iterator[ChangeLog]:
    """A transaction whose changes are written down when it ends; see the module's example.

    No actor: the command line.
    """
    with transaction.atomic():
        log = ChangeLog()
        yield log
        rows = list(log.rows())
        if not rows:
            return
        log.change = RosterChange.objects.create(
            school=school,
            from_school=from_school,
            kind=kind,
            actor=actor,
            detail=counts_of(rows),
            created_at=now,
        )
        for row in rows:
            row.change = log.change
        RosterChangeRow.objects.bulk_create(rows)


def lock_schools(*pks: int | None) -> None:
    """Lock rosters as an import does, always in the same order; None is no school."""
    list(Unit.objects.select_for_update().filter(pk__in=[pk for pk in pks if pk]).order_by("pk"))


def values_of(instance: models.Model) -> Values:
    """The fields of a row that a history keeps, as JSON has them."""
    values = {name: getattr(instance, name) for name in FIELDS[type(instance)]}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def counts_of(rows: list[RosterChangeRow]) -> dict[str, int]:
    """What happened, in numbers above zero; who ends in one class and begins in another moved."""
    places = [row for row in rows if row.model == ClassMembership._meta.model_name]
    began = {row.person_id for row in places if row.what == RowChange.CREATED}
    ended = {row.person_id for row in places if row.what == RowChange.UPDATED}
    phones = {row.person_id for row in rows if row.model == GuardianPhone._meta.model_name}
    counts = {
        "new_classes": _count(rows, Unit, RowChange.CREATED),
        "changed_classes": _count(rows, Unit, RowChange.UPDATED),
        "new_people": _count(rows, User, RowChange.CREATED),
        "corrected_people": _count(rows, User, RowChange.UPDATED),
        "joined_people": len(began - ended),
        "moved_people": len(began & ended),
        "left_people": len(ended - began),
        "new_numbers": len(phones),
        "new_posts": _count(rows, Membership, RowChange.CREATED),
        "ended_posts": _count(rows, Membership, RowChange.DELETED),
    }
    return {name: number for name, number in counts.items() if number}


def forget_old_changes(*, now: datetime) -> int:
    """Delete changes older than a year, with their rows, and say how many rows that were."""
    return RosterChange.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _count(rows: list[RosterChangeRow], model: type[models.Model], what: RowChange) -> int:
    return sum(row.model == model._meta.model_name and row.what == what for row in rows)


def _row(
    instance: models.Model, pk: int, what: RowChange, before: Values, after: Values
) -> RosterChangeRow:
    return RosterChangeRow(
        model=instance._meta.model_name or "",
        object_pk=pk,
        what=what,
        person_id=_person_of(instance, pk),
        before=before,
        after=after,
    )


def _person_of(instance: models.Model, pk: int) -> int | None:
    match instance:
        case User():
            return pk
        case ClassMembership():
            return instance.student_id
        case Membership():
            return instance.user_id
        case GuardianPhone():
            return instance.child_id
    return None
