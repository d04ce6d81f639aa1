"""Pupils of a roster: who is known, what changes, and saving it with a few bulk statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from schools.domain.roster.accounts import new_account, random_username
from schools.domain.roster.changes import Change
from schools.domain.roster.guardians import Known, new_phones, read_phones, save_phones
from schools.domain.roster.history import ChangeLog
from schools.domain.roster.matching import Draft, Standing, match_pupils, read_standing
from schools.grades import SCHOOL_YEAR_STARTS, school_year_of
from schools.models import ClassMembership, Unit, User
from schools.roster import ClassKey, Problem, PupilRow
from schools.roster.faults import MASKED_ID

CORRECTED_FIELDS = ["name", "sex", "student_hash"]


@dataclass(frozen=True)
class PupilStep:
    """One pupil: `user` is None for a new one; `leaving` ends when the pupil `joins` the class.

    `phones` are the guardians' numbers when they change, `phones_before` the masked ones so far.
    """

    row: PupilRow
    student_hash: str | None
    user: User | None = None
    corrections: Mapping[str, str] = field(default_factory=dict)
    leaving: tuple[ClassMembership, ...] = ()
    joins: bool = True
    phones: tuple[str, ...] = ()
    phones_before: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        if self.user is None:
            return Change.NEW
        moves = self.joins or self.leaving
        return Change.CHANGED if self.corrections or moves or self.phones else Change.UNCHANGED


@dataclass(frozen=True)
class PupilPlan:
    """What saving would do. `rostered` are the classes that have, or once had, pupils.

    `unnamed` are the places of this school's pupils whom no good row names; they stay.
    """

    steps: tuple[PupilStep, ...]
    problems: tuple[Problem, ...]
    rostered: frozenset[int]
    unnamed: tuple[ClassMembership, ...] = ()


def plan_pupils(
    *, school: Unit, rows: Iterable[PupilRow], classes: Mapping[ClassKey, Unit], today: date
) -> PupilPlan:
    """Compare rows with the database; `classes` are those that stand. Four queries, no writes."""
    drafts = [Draft.of(row) for row in rows]
    standing = read_standing(school=school, drafts=drafts, today=today)
    match_pupils(drafts=drafts, standing=standing, classes=classes)
    phones = read_phones([draft.user for draft in drafts if draft.user and draft.row.phones])
    steps, problems = [], []
    for draft in drafts:
        if draft.user and standing.is_elsewhere(draft.user):
            problems.append(_other_school(draft.row))
        else:
            steps.append(_plan_one(draft, standing, classes.get(draft.row.class_key), phones))
    named = {draft.user.pk for draft in drafts if draft.user}
    unnamed = (
        membership
        for pk, held in standing.memberships.items()
        if pk not in named
        for membership in standing.memberships_here(held[0].student)
        if not membership.class_unit.has_left_school_on(today)
    )
    return PupilPlan(tuple(steps), tuple(problems), standing.rostered, tuple(unnamed))


def save_pupils(
    *,
    plan: PupilPlan,
    classes: Mapping[ClassKey, Unit],
    log: ChangeLog,
    now: datetime,
    today: date,
    gone: Iterable[ClassMembership] = (),
) -> None:
    """Write a plan down; `classes` are all that it names. The caller holds the transaction.

    `gone` are places that end though the file does not name their pupils.
    """
    people = _save_people(plan.steps, log, now)
    ending = [*gone, *(each for step in plan.steps for each in step.leaving)]
    log.changing(*ending)
    for membership in ending:
        membership.ends_date = max(today, membership.starts_date)
    ClassMembership.objects.bulk_update(ending, ["ends_date"])
    year_began = date(school_year_of(today), *SCHOOL_YEAR_STARTS)
    joining = []
    for step, person in zip(plan.steps, people, strict=True):
        if step.joins:
            unit = classes[step.row.class_key]
            # A class's first roster stands for the whole school year; who comes later, comes today.
            is_first = step.user is None and unit.pk not in plan.rostered
            starts = year_began if is_first else today
            joining.append(ClassMembership(student=person, class_unit=unit, starts_date=starts))
    log.created(*ClassMembership.objects.bulk_create(joining))
    steps = zip(people, plan.steps, strict=True)
    save_phones({person: step.phones for person, step in steps if step.phones}, log)


def _plan_one(draft: Draft, standing: Standing, unit: Unit | None, phones: Known) -> PupilStep:
    user, row = draft.user, draft.row
    if user is None:
        return PupilStep(row, draft.student_hash, phones=row.phones)
    wanted = {"name": row.name, "sex": row.sex, "student_hash": draft.student_hash}
    # What a file leaves out is no correction.
    corrections = {key: new for key, new in wanted.items() if new and new != getattr(user, key)}
    here = standing.memberships_here(user)
    leaving = tuple(each for each in here if unit is None or each.class_unit_id != unit.pk)
    joins = len(leaving) == len(here)
    if joins:
        leaving += tuple(standing.memberships_left_behind(user))
    before = phones.get(user.pk, {})
    return PupilStep(
        row,
        draft.student_hash,
        user,
        corrections,
        leaving,
        joins,
        new_phones(user, row.phones, before) if row.phones else (),
        tuple(before.values()),
    )


def _save_people(steps: Iterable[PupilStep], log: ChangeLog, now: datetime) -> list[User]:
    """The person of every step, new ones made and known ones corrected, in the steps' order."""
    people = [step.user or _new_pupil(step, now) for step in steps]
    log.created(*User.objects.bulk_create([person for person in people if person.pk is None]))
    corrected = [step for step in steps if step.user and step.corrections]
    log.changing(*(step.user for step in corrected if step.user))
    for step in corrected:
        for name, value in step.corrections.items():
            setattr(step.user, name, value)
    User.objects.bulk_update([s.user for s in corrected if s.user], CORRECTED_FIELDS)
    return people


def _new_pupil(step: PupilStep, now: datetime) -> User:
    return new_account(
        username=random_username(),
        now=now,
        name=step.row.name,
        sex=step.row.sex,
        student_hash=step.student_hash,
        is_pupil=True,
    )


def _other_school(row: PupilRow) -> Problem:
    reason = _(
        "This pupil is on the roster of another school. Ask that school to enter that the pupil "
        "has left, or the education bureau to move the pupil; then import the file again."
    )
    return Problem(row.sheet, row.row, _("Student id"), MASKED_ID, reason)
