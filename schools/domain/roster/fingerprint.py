"""A digest of all that an import would write, to tell whether a preview still holds."""

import json
from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from schools.domain.roster.guardians import GuardianPlan, GuardianStep
from schools.domain.roster.pupils import PupilPlan, PupilStep
from schools.domain.roster.staff import StaffPlan, StaffStep
from schools.models import ClassMembership, Unit
from schools.roster import ClassKey, Problem


def digest_of(
    *,
    school: Unit,
    people: PupilPlan | StaffPlan | GuardianPlan,
    missing: Iterable[ClassKey],
    unnamed: Iterable[ClassMembership],
) -> str:
    """64 hexadecimal digits. Keyed, so that nothing of a person can be tried out against it.

    `unnamed` are the places that would end if the officer says so, whether or not they do.
    """
    plan = {
        "school": school.pk,
        "classes": [[key.grade, key.number] for key in missing],
        "people": [_step(step) for step in people.steps],
        "problems": [_place(problem) for problem in people.problems],
        "unnamed": sorted(membership.pk for membership in unnamed),
    }
    text = json.dumps(plan, sort_keys=True, ensure_ascii=False)
    return salted_hmac("schools.roster.plan", text, algorithm="sha256").hexdigest()


def _step(step: PupilStep | StaffStep | GuardianStep) -> list[object]:
    if isinstance(step, PupilStep):
        return _pupil(step)
    return _colleague(step) if isinstance(step, StaffStep) else _child(step)


def _pupil(step: PupilStep) -> list[object]:
    key = step.row.class_key
    return [
        step.row.sheet,
        step.row.row,
        step.row.name,
        [key.grade, key.number],
        step.student_hash,
        step.user.pk if step.user else None,
        sorted(step.corrections.items()),
        [membership.pk for membership in step.leaving],
        step.joins,
        step.phones,
        step.phones_before,
    ]


def _child(step: GuardianStep) -> list[object]:
    return [step.row.sheet, step.row.row, step.user.pk, step.phones, step.before]


def _colleague(step: StaffStep) -> list[object]:
    # A new person's user name may be random, and then it is another at each comparison.
    return [
        step.row.sheet,
        step.row.row,
        step.row.name,
        step.row.phone,
        step.user.pk if step.user else None,
        sorted(step.corrections.items()),
        list(step.posts),
    ]


def _place(problem: Problem) -> list[object]:
    return [problem.sheet, problem.row, problem.column, problem.blocking]
