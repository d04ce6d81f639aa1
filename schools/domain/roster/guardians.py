"""Guardians' numbers of a roster: which a child has, which change, and saving them in bulk."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from schools.domain.roster.changes import Change
from schools.domain.roster.history import ChangeLog
from schools.models import ClassMembership, GuardianPhone, Unit, User
from schools.phones import mask_phone, phone_digest
from schools.roster import ClassKey, GuardianRow, Problem

Known = Mapping[int, Mapping[str, str]]
"""Masked numbers by digest, by child."""


@dataclass(frozen=True)
class GuardianStep:
    """One child; `phones` take the place of what is known, and are empty when nothing changes."""

    row: GuardianRow
    user: User
    phones: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        return Change.CHANGED if self.phones else Change.UNCHANGED


@dataclass(frozen=True)
class GuardianPlan:
    """What saving would do: one step a child, however many guardians the file names."""

    steps: tuple[GuardianStep, ...]
    problems: tuple[Problem, ...]


def plan_guardians(
    *, rows: Iterable[GuardianRow], classes: Mapping[ClassKey, Unit], today: date
) -> GuardianPlan:
    """Find each row's child by class and name. Two queries, no writes."""
    pupils = _pupils_by_name(classes.values(), today)
    found: dict[User, list[GuardianRow]] = defaultdict(list)
    problems = []
    for row in rows:
        unit = classes.get(row.class_key)
        namesakes = pupils[unit.pk, row.name] if unit else []
        if len(namesakes) == 1:
            found[namesakes[0]].append(row)
        else:
            problems.append(_not_told(row, is_known=bool(namesakes)))
    known = read_phones(found)
    steps = []
    for child, named in found.items():
        phones = tuple(dict.fromkeys(phone for row in named for phone in row.phones))
        before = known.get(child.pk, {})
        steps.append(
            GuardianStep(named[0], child, new_phones(child, phones, before), tuple(before.values()))
        )
    return GuardianPlan(tuple(steps), tuple(problems))


def read_phones(children: Collection[User]) -> Known:
    """What is known of these children's guardians' numbers, in one query."""
    known: dict[int, dict[str, str]] = defaultdict(dict)
    for phone in GuardianPhone.objects.filter(child__in=children):
        known[phone.child_id][phone.digest] = phone.masked
    return known


def new_phones(child: User, phones: tuple[str, ...], before: Mapping[str, str]) -> tuple[str, ...]:
    """All of `phones` when they are others than before; none when the file says nothing new."""
    same = {phone_digest(child.pk, phone) for phone in phones} == set(before)
    return () if same else phones


def save_phones(phones: Mapping[User, tuple[str, ...]], log: ChangeLog) -> None:
    """Put these numbers in the place of what these children had. The caller holds the transaction.

    An open invitation stays open: from now on it asks for one of the new numbers.
    """
    before = GuardianPhone.objects.filter(child__in=phones)
    log.deleting(*before)
    before.delete()
    made = GuardianPhone.objects.bulk_create(
        GuardianPhone(child=child, digest=phone_digest(child.pk, phone), masked=mask_phone(phone))
        for child, numbers in phones.items()
        for phone in numbers
    )
    log.created(*made)


def save_guardians(plan: GuardianPlan, log: ChangeLog) -> None:
    """Write a plan down. The caller holds the transaction."""
    save_phones({step.user: step.phones for step in plan.steps if step.phones}, log)


def _pupils_by_name(classes: Iterable[Unit], today: date) -> Mapping[tuple[int, str], list[User]]:
    pupils: dict[tuple[int, str], list[User]] = defaultdict(list)
    members = ClassMembership.objects.on(today).filter(
        class_unit__in=list(classes), student__is_active=True, student__erased_at=None
    )
    for member in members.select_related("student").order_by("id"):
        pupils[member.class_unit_id, member.student.name].append(member.student)
    return pupils


def _not_told(row: GuardianRow, *, is_known: bool) -> Problem:
    reason = (
        _("Several pupils of this class have this name. Give the numbers in the pupils' file.")
        if is_known
        else _("The class has no pupil of this name. Import the pupils first, or correct the name.")
    )
    return Problem(row.sheet, row.row, _("Name"), row.name, reason)
