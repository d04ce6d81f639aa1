"""A school's classes one by one: adding one, its number, its campus."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.choices import AuditAction, RosterChangeKind, UnitKind
from schools.domain.audit import record
from schools.domain.roster.classes import entry_of, new_class
from schools.domain.roster.history import log_changes
from schools.grades import class_name
from schools.models import Unit, User
from schools.roster import ClassKey


class ClassExists(Exception):
    """The school has a class of this grade and number; the message is a translated sentence."""


@transaction.atomic
def add_class(
    *,
    school: Unit,
    grade: int,
    number: int,
    campus: Unit | None,
    actor: User,
    now: datetime,
) -> Unit:
    """A class that is of this grade today, below the school or one of its campuses.

    Raises ClassExists.
    """
    school, today = _lock(school), timezone.localdate(now)
    key = ClassKey(grade, number)
    stage, entry_year = entry_of(school, key, today)
    _refuse_twin(school, stage, entry_year, number, class_name(grade, number))
    kind = RosterChangeKind.CLASSES
    with log_changes(school=school, kind=kind, actor=actor, now=now) as log:
        below = Unit.objects.get(pk=campus.pk) if campus else school
        unit = new_class(school=school, below=below, key=key, today=today)
        log.created(unit)
    _record(school, unit, {"new": 1}, actor, now)
    return unit


@transaction.atomic
def change_class(
    *, class_unit: Unit, number: int, campus: Unit | None, actor: User, now: datetime
) -> Unit:
    """Give a class another number, and put it below a campus or (None) the school itself.

    Pupils, sittings and posts stay with the class. Raises ClassExists.
    """
    assert class_unit.school is not None
    school = _lock(class_unit.school)
    unit = Unit.objects.select_for_update().get(pk=class_unit.pk)
    below = Unit.objects.get(pk=campus.pk) if campus else school
    is_moved = unit.path[: -Unit.steplen] != below.path
    changed = int(unit.number != number) + int(is_moved)
    if unit.number != number:
        name = class_name(unit.grade_on(timezone.localdate(now)), number)
        _refuse_twin(school, unit.stage, unit.entry_year or 0, number, name)
        kind = RosterChangeKind.CLASSES
        with log_changes(school=school, kind=kind, actor=actor, now=now) as log:
            log.changing(unit)
            unit.number = number
            unit.save(update_fields=["number"])
    if is_moved:
        unit.move(below, "last-child")
    if changed:
        _record(school, unit, {"changed": changed}, actor, now)
    return Unit.objects.get(pk=unit.pk)


def _lock(school: Unit) -> Unit:
    """As a roster import locks it, so that none makes the same class meanwhile."""
    return Unit.objects.select_for_update().get(pk=school.pk)


def _record(school: Unit, unit: Unit, counts: dict[str, int], actor: User, now: datetime) -> None:
    # At the school: a class that the log points at could not be taken back.
    detail = {**counts, "class": unit.pk}
    record(action=AuditAction.UNIT_CHANGED, actor=actor, unit=school, detail=detail, now=now)


def _refuse_twin(school: Unit, stage: str, entry_year: int, number: int, name: str) -> None:
    twins = Unit.objects.of_kind(UnitKind.CLASS).filter(school=school, stage=stage)
    if twins.filter(entry_year=entry_year, number=number).exists():
        raise ClassExists(
            _(
                "The school has a %(class)s already. Choose another number, or change the number "
                "of that class first."
            )
            % {"class": name}
        )
