"""Making, naming and moving districts, groups, schools and campuses."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schools.choices import AuditAction, System, UnitKind
from schools.domain.audit import record
from schools.models import Membership, Unit, User
from schools.signals import posts_changed

PARENT_KINDS: dict[str, tuple[UnitKind, ...]] = {
    UnitKind.GROUP: (UnitKind.DISTRICT,),
    UnitKind.SCHOOL: (UnitKind.DISTRICT, UnitKind.GROUP),
    UnitKind.CAMPUS: (UnitKind.SCHOOL,),
}


class CodeTaken(Exception):
    """Another unit has this code; the message is a translated sentence."""


class WrongPlace(Exception):
    """A unit of this kind cannot stand there; the message is a translated sentence."""


@transaction.atomic
def create_district(*, code: str, name: str, now: datetime) -> Unit:
    """The root of a new tree. Raises CodeTaken."""
    _refuse_taken_code(code, None)
    district = Unit.add_root(kind=UnitKind.DISTRICT, code=code, name=name)
    _record_new(district, None, now)
    return district


@transaction.atomic
def add_unit(
    *,
    parent: Unit,
    kind: UnitKind,
    name: str,
    code: str,
    actor: User | None,
    now: datetime,
    stage: str = "",
    system: str = System.SIX_THREE,
) -> Unit:
    """A group, school or campus below `parent`; no code is "". Raises WrongPlace, CodeTaken."""
    lock_tree(parent)
    parent = Unit.objects.get(pk=parent.pk)  # treebeard counts children in memory
    _refuse_wrong_place(kind, parent)
    _refuse_taken_code(code, None)
    unit = parent.add_child(
        kind=kind,
        name=name,
        code=code or None,
        stage=stage,
        system=parent.system if kind == UnitKind.CAMPUS else system,
        school=parent if kind == UnitKind.CAMPUS else None,
    )
    _record_new(unit, actor, now)
    return unit


@transaction.atomic
def change_unit(
    *, unit: Unit, values: dict[str, str], actor: User | None, now: datetime, to: Unit | None = None
) -> Unit:
    """Give a unit new values (of name, code, stage, system), and a school another place `to`.

    What people hold there goes along: roles count by the path that the tree then gives it.
    Raises CodeTaken, WrongPlace; nothing is half saved.
    """
    lock_tree(unit)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    values = {**values, "code": values.get("code", unit.code or "") or None}  # type: ignore[dict-item]
    changed = [name for name, value in values.items() if getattr(unit, name) != value]
    if "code" in changed:
        _refuse_taken_code(values["code"] or "", unit)
    for name in changed:
        setattr(unit, name, values[name])
    unit.save(update_fields=changed)
    if to is not None and to.path != unit.path[: -Unit.steplen]:
        _move(unit, Unit.objects.get(pk=to.pk))
        changed.append("place")
    if changed:
        unit = Unit.objects.get(pk=unit.pk)
        detail = {"changed": len(changed)}
        record(action=AuditAction.UNIT_CHANGED, actor=actor, unit=unit, detail=detail, now=now)
    if "place" in changed:
        posts_changed.send(sender=Membership, unit=unit)
    return unit


def lock_tree(unit: Unit) -> None:
    """One change of a district's tree at a time: paths are worked out from the siblings."""
    list(Unit.objects.select_for_update().filter(path=unit.path[: Unit.steplen]))


def _move(unit: Unit, to: Unit) -> None:
    _refuse_wrong_place(UnitKind(unit.kind), to)
    if to.path[: Unit.steplen] != unit.path[: Unit.steplen]:
        raise WrongPlace(_("A school stays in its district."))
    unit.move(to, "last-child")


def _refuse_wrong_place(kind: UnitKind, parent: Unit) -> None:
    if parent.kind not in PARENT_KINDS.get(kind, ()):
        raise WrongPlace(
            _("A unit of the kind “%(kind)s” cannot be put below “%(parent)s”.")
            % {"kind": kind.label, "parent": parent.name}
        )


def _refuse_taken_code(code: str, unit: Unit | None) -> None:
    if code and Unit.objects.filter(code=code).exclude(pk=unit.pk if unit else None).exists():
        raise CodeTaken(
            _("The code %(code)s is taken. Every unit has its own; choose another.")
            % {"code": code}
        )


def _record_new(unit: Unit, actor: User | None, now: datetime) -> None:
    detail = {"new": 1, "unit": unit.kind}
    record(action=AuditAction.UNIT_CHANGED, actor=actor, unit=unit, detail=detail, now=now)
