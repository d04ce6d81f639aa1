"""One pupil's place on the rosters, changed by hand; each is a change that can be undone."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.choices import AuditAction, RosterChangeKind, UnitKind
from schools.domain.audit import record
from schools.domain.roster.accounts import new_account, random_username
from schools.domain.roster.history import ChangeLog, lock_schools, log_changes
from schools.models import ClassMembership, Unit, User


class CannotChange(Exception):
    """A pupil's place cannot be changed like this; the message is a translated sentence."""


class Namesake(CannotChange):
    """The class has a pupil of this name already, who may be the same one."""


@transaction.atomic
def add_pupil(
    *, class_unit: Unit, name: str, sex: str, actor: User, now: datetime, is_another: bool = False
) -> User:
    """A new pupil in a class from today. Raises Namesake, unless it is said to be another one."""
    lock_schools(class_unit.school_id)
    today = timezone.localdate(now)
    members = ClassMembership.objects.on(today).filter(class_unit=class_unit)
    if not is_another and members.filter(student__name=name).exists():
        raise Namesake(_("The class has a pupil of this name already."))
    pupil = new_account(username=random_username(), now=now, name=name, sex=sex, is_pupil=True)
    with log_changes(
        school=_school(class_unit), kind=RosterChangeKind.ADDED, actor=actor, now=now
    ) as log:
        pupil.save()
        log.created(pupil)
        _begin(pupil, class_unit, today, log)
    _record(log, class_unit)  # about nobody: what names a person keeps them when this is undone
    return pupil


@transaction.atomic
def correct_pupil(
    *, place: ClassMembership, name: str, sex: str, actor: User, now: datetime
) -> None:
    """Give a pupil of a class another name or sex; "" is a sex that is not known."""
    place = _locked(place)
    pupil, school = place.student, _school(place.class_unit)
    with log_changes(school=school, kind=RosterChangeKind.CORRECTED, actor=actor, now=now) as log:
        log.changing(pupil)
        pupil.name, pupil.sex = name, sex
        pupil.save(update_fields=["name", "sex"])
    _record(log, place.class_unit, pupil)


@transaction.atomic
def end_place(*, place: ClassMembership, ends_date: date, actor: User, now: datetime) -> None:
    """A pupil is in a class no more from `ends_date` on: today or earlier. Raises CannotChange."""
    place = _locked(place)
    if ends_date > timezone.localdate(now):
        raise CannotChange(_("This day is yet to come. Enter it when it is there."))
    if ends_date < place.starts_date:
        raise CannotChange(
            _("The pupil came into the class on %(day)s. Choose that day or a later one.")
            % {"day": place.starts_date}
        )
    school = _school(place.class_unit)
    with log_changes(school=school, kind=RosterChangeKind.LEFT, actor=actor, now=now) as log:
        _end([place], ends_date, log)
    _record(log, place.class_unit, place.student)


@transaction.atomic
def move_pupil(*, place: ClassMembership, to: Unit, actor: User, now: datetime) -> None:
    """From one class to another of the same school, today. Raises CannotChange."""
    place = _locked(place)
    if to.kind != UnitKind.CLASS or to.school_id != place.class_unit.school_id:
        raise CannotChange(_("Choose a class of the same school."))
    if to == place.class_unit:
        raise CannotChange(_("The pupil is in this class already."))
    today, school = timezone.localdate(now), _school(to)
    with log_changes(school=school, kind=RosterChangeKind.MOVED, actor=actor, now=now) as log:
        _end([place], today, log)
        _begin(place.student, to, today, log)
    _record(log, to, place.student)


@transaction.atomic
def transfer_pupil(*, place: ClassMembership, to: Unit, actor: User, now: datetime) -> None:
    """From a school to a class of another school of the district, today; for the bureau.

    Every place in the old school ends; attempts stay with the class in which they were taken.
    Raises CannotChange.
    """
    place = _locked(place, to.school_id)
    old, today = place.class_unit, timezone.localdate(now)
    if to.kind != UnitKind.CLASS or to.school_id == old.school_id:
        raise CannotChange(_("Choose a class of another school."))
    if to.path[: Unit.steplen] != old.path[: Unit.steplen]:
        raise CannotChange(_("Choose a school of the same district."))
    lasting = Q(ends_date=None) | Q(ends_date__gt=today)
    places = ClassMembership.objects.filter(lasting, student=place.student_id)
    with log_changes(
        school=_school(to),
        from_school=old.school,
        kind=RosterChangeKind.TRANSFERRED,
        actor=actor,
        now=now,
    ) as log:
        _end(places.filter(class_unit__school=old.school_id).order_by("pk"), today, log)
        _begin(place.student, to, today, log)
    _record(log, to, place.student)


def _locked(place: ClassMembership, other_school_pk: int | None = None) -> ClassMembership:
    """The place as it stands once its school is locked. Raises CannotChange when it has ended."""
    lock_schools(place.class_unit.school_id, other_school_pk)
    places = ClassMembership.objects.select_related("student", "class_unit__school")
    found = places.filter(pk=place.pk, ends_date=place.ends_date).first()
    if found is None:
        raise CannotChange(_("Somebody has changed this place meanwhile. Look at the list again."))
    return found


def _school(class_unit: Unit) -> Unit:
    assert class_unit.school is not None  # a constraint: every class has one
    return class_unit.school


def _end(places: Iterable[ClassMembership], day: date, log: ChangeLog) -> None:
    for place in places:
        log.changing(place)
        place.ends_date = max(day, place.starts_date)
        place.save(update_fields=["ends_date"])


def _begin(pupil: User, class_unit: Unit, day: date, log: ChangeLog) -> None:
    """A place from `day` on, unless the pupil has one there."""
    place = {"student": pupil, "class_unit": class_unit, "ends_date": None}
    if not ClassMembership.objects.filter(**place).exists():
        log.created(ClassMembership.objects.create(**place, starts_date=day))


def _record(log: ChangeLog, class_unit: Unit, pupil: User | None = None) -> None:
    if change := log.change:
        record(
            action=AuditAction.ROSTER_CHANGED,
            actor=change.actor,
            unit=class_unit,
            about=pupil,
            detail={"change": str(change.kind)},
            now=change.created_at,
        )
