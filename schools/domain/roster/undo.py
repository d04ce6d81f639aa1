"""Taking back a roster change: whole, or not at all with the reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.choices import AuditAction, RowChange
from schools.domain.audit import acting_as, record
from schools.domain.hanging import pks_in_use
from schools.domain.roster.accounts import random_username
from schools.domain.roster.history import MODELS, lock_schools, values_of
from schools.models import (
    AuditEntry,
    ClassMembership,
    GuardianPhone,
    Membership,
    RosterChange,
    RosterChangeRow,
    Unit,
    User,
)
from schools.signals import posts_changed

# What an account may take with it when it turns out never to have been; and the log, which stays.
GOES_ALONG = (
    "schools.Pin.user",
    "schools.Card.user",
    "schools.RosterChangeRow.person",
    "schools.AuditEntry.about",
    "schools.GuardianPhone.child",
    "schools.Invitation.child",
)
OUT_OF_THE_WAY = 10_000
PLACE = ClassMembership._meta.model_name

Objects = Mapping[tuple[str, int], models.Model]


class CannotUndo(Exception):
    """Something has changed since; `reasons` are translated sentences that say who or what."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass(frozen=True)
class Undone:
    """How many new people and classes stay, because something else hangs on them by now."""

    people_kept: int
    classes_kept: int


@transaction.atomic
def undo_change(*, change: RosterChange, actor: User | None, now: datetime) -> Undone:
    """Bring every row back to what it was before a change. Raises CannotUndo, nothing half done.

    What the change made is deleted. A person who has answered since, or a class that was used,
    stays without what the change gave it, so nothing that anybody did afterwards is lost.
    """
    change = _lock_change(change)
    rows = list(change.rows.select_related("person"))
    objects = _read_objects(change, rows)
    reasons = [_("This change has been undone already.")] if change.undone_at else []
    reasons = reasons or _conflicts(change, rows, objects)
    if reasons:
        raise CannotUndo(reasons)
    try:
        with transaction.atomic(), acting_as(actor):
            undone = _restore(change, rows, objects)
    except IntegrityError as error:
        raise CannotUndo([_("Other changes since then stand in the way.")]) from error
    change.undone_at, change.undone_by = now, actor
    change.save(update_fields=["undone_at", "undone_by"])
    posts_changed.send(sender=Membership, unit=change.school)  # bulk_update tells nobody
    record(
        action=AuditAction.ROSTER_UNDONE,
        actor=actor,
        unit=change.school,
        detail={"change": change.kind, **change.detail},
        now=now,
    )
    return undone


def reasons_against_undoing(change: RosterChange) -> list[str]:
    """What `undo_change` would refuse with; empty when nothing stands in the way."""
    rows = list(change.rows.select_related("person"))
    return _conflicts(change, rows, _read_objects(change, rows))


def _lock_change(change: RosterChange) -> RosterChange:
    """The change as it stands, with its schools locked as an import locks them."""
    lock_schools(change.school_id, change.from_school_id)
    return RosterChange.objects.select_related("school").get(pk=change.pk)


def _read_objects(change: RosterChange, rows: list[RosterChangeRow]) -> Objects:
    """Every row that the change touched and that still stands; one query for each model."""
    found: dict[tuple[str, int], models.Model] = {}
    for name in {row.model for row in rows}:
        keys = change.rows.filter(model=name).order_by().values("object_pk")
        for each in MODELS[name]._base_manager.filter(pk__in=keys):
            found[name, each.pk] = each
    return found


def _conflicts(change: RosterChange, rows: list[RosterChangeRow], objects: Objects) -> list[str]:
    """A sentence for every row that no longer stands as the change left it."""
    later = {_subject(row): row.change for row in _later_rows(change)}
    sentences: dict[str, None] = {}
    for row in rows:
        since = later.get(_subject(row))
        if since:
            sentences[_changed_by(_who(row, objects), since)] = None
        elif not _stands(row, objects.get((row.model, row.object_pk))):
            sentences[_("%(who)s has been changed since.") % {"who": _who(row, objects)}] = None
    return list(sentences)


def _later_rows(change: RosterChange) -> QuerySet[RosterChangeRow]:
    """What later changes did to the same rows, or to class places of the same people."""
    own = change.rows.order_by()
    same_row = own.filter(model=OuterRef("model"), object_pk=OuterRef("object_pk"))
    same_person = own.filter(model=PLACE, person=OuterRef("person"))
    return (
        RosterChangeRow.objects.filter(change__undone_at=None, change_id__gt=change.pk)
        .filter(Exists(same_row) | (Q(model=PLACE) & Exists(same_person)))
        .select_related("change__actor")
        .order_by("change_id", "id")
    )


def _subject(row: RosterChangeRow) -> tuple[str, int | None]:
    """What may change once at a time: a row, or all class places of a person."""
    return row.model, row.person_id if row.model == PLACE else row.object_pk


def _stands(row: RosterChangeRow, found: models.Model | None) -> bool:
    if row.what == RowChange.DELETED or found is None:
        return row.what == RowChange.DELETED and found is None
    values = values_of(found)
    return all(values[name] == value for name, value in row.after.items())


def _changed_by(who: str, since: RosterChange) -> str:
    return _("%(who)s was changed later (%(when)s: %(what)s, %(actor)s). Undo that first.") % {
        "who": who,
        "when": f"{timezone.localtime(since.created_at):%F %R}",
        "what": since.get_kind_display(),
        "actor": since.actor or _("command line"),
    }


def _who(row: RosterChangeRow, objects: Objects) -> str:
    if row.person:
        return str(row.person)
    return str(objects.get((row.model, row.object_pk)) or _("A class"))


def _restore(change: RosterChange, rows: list[RosterChangeRow], objects: Objects) -> Undone:
    """What was made goes first, so that nothing stands in the way of what was there before."""
    ClassMembership.objects.filter(pk__in=_made(change, ClassMembership)).delete()
    Membership.objects.filter(pk__in=_made(change, Membership)).delete()
    GuardianPhone.objects.filter(pk__in=_made(change, GuardianPhone)).delete()
    people_kept = _delete_people(_made(change, User))
    classes_kept = _delete_classes(_made(change, Unit))
    for name, model in MODELS.items():
        those = [row for row in rows if row.model == name]
        _put_back(model, [row for row in those if row.what == RowChange.UPDATED], objects)
        for row in those:
            if row.what == RowChange.DELETED:
                again = model(pk=row.object_pk)
                _give(again, row.before)
                again.save(force_insert=True)
    return Undone(people_kept, classes_kept)


def _made(change: RosterChange, model: type[models.Model]) -> QuerySet[Any, int]:
    rows = change.rows.filter(model=model._meta.model_name, what=RowChange.CREATED)
    return rows.order_by().values_list("object_pk", flat=True)


def _delete_people(made: QuerySet[Any, int]) -> int:
    """Delete accounts at which nothing points; how many others stay.

    Of whom only the log speaks, the name stays for the log in an account that is closed, and that
    no roster and no sign-in finds again.
    """
    pks = set(made)  # read now: a person's rows go with the person
    if not pks:
        return 0
    used = pks_in_use(User.objects.filter(pk__in=made), apart_from=GOES_ALONG)
    about = AuditEntry.objects.filter(about__in=made).exclude(about__in=used)
    logged = User.objects.filter(pk__in=set(about.values_list("about_id", flat=True)))
    for person in logged:
        person.username, person.is_active = random_username(), False
        person.student_hash, person.phone, person.sex = None, "", ""
        person.save()
    User.objects.filter(pk__in=pks - used - {person.pk for person in logged}).delete()
    return len(used)


def _delete_classes(made: QuerySet[Any, int]) -> int:
    """Delete classes at which nothing points; how many others stay."""
    pks = set(made)
    used = pks_in_use(Unit.objects.filter(pk__in=made), apart_from=()) if pks else set()
    Unit.objects.filter(pk__in=pks - used).delete()
    return len(used)


def _put_back(model: type[models.Model], rows: list[RosterChangeRow], objects: Objects) -> None:
    those = [objects[row.model, row.object_pk] for row in rows]
    for row, instance in zip(rows, those, strict=True):
        _give(instance, row.before)
    if model is Unit:  # few, and two of them may take back each other's number
        pks = [row.object_pk for row in rows]
        Unit.objects.filter(pk__in=pks).update(number=F("number") + OUT_OF_THE_WAY)
        for instance in those:
            instance.save()
    elif rows:
        names = {model._meta.get_field(name).name for row in rows for name in row.before}
        model._base_manager.bulk_update(those, sorted(names))


def _give(instance: models.Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        field: Any = instance._meta.get_field(name)
        setattr(instance, name, field.to_python(value))
