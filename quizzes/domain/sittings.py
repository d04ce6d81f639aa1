"""Giving a quiz to a class, and ending it."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.choices import Purpose, Setting
from quizzes.domain.papers import CannotFreeze, freeze_paper
from quizzes.models import Quiz, Sitting
from schools.choices import KINDERGARTEN_MAX_GRADE, AuditAction
from schools.domain.audit import record
from schools.models import Unit, User

CODE_LENGTH = 6
LOWEST_WRITTEN_GRADE = 3
FORGOTTEN_AFTER = timedelta(hours=4)


class CannotOpenSitting(Exception):
    """The class may not sit this quiz, or not in this way; the text says why."""


@transaction.atomic
def open_sitting(
    *,
    quiz: Quiz,
    class_unit: Unit,
    given_by: User,
    now: datetime,
    purpose: Purpose = Purpose.PRACTICE,
    setting: Setting = Setting.IN_CLASS,
    closes_at: datetime | None = None,
) -> Sitting:
    """A sitting of the quiz for the class, open from `now`, under a fresh join code.

    Raises CannotOpenSitting with a sentence that says what stands against it.
    """
    _refuse_by_grade(class_unit, setting, now)
    if closes_at is not None and closes_at <= now:
        raise CannotOpenSitting(_("The closing time must lie after the opening time."))
    try:
        paper = freeze_paper(quiz=quiz, now=now)
    except CannotFreeze as problem:
        raise CannotOpenSitting(str(problem)) from problem
    sitting = Sitting.objects.create(
        paper=paper,
        class_unit=class_unit,
        given_by=given_by,
        join_code=new_join_code(now=now),
        purpose=purpose,
        setting=setting,
        reveal=quiz.reveal,
        reveal_when=quiz.reveal_when,
        opens_at=now,
        closes_at=closes_at,
    )
    _record(AuditAction.SITTING_OPENED, sitting, actor=given_by, now=now)
    return sitting


def _record(action: AuditAction, sitting: Sitting, *, actor: User | None, now: datetime) -> None:
    detail = {"sitting": sitting.pk}
    record(action=action, actor=actor, unit=sitting.class_unit, detail=detail, now=now)


def _refuse_by_grade(class_unit: Unit, setting: Setting, now: datetime) -> None:
    grade = class_unit.grade_on(timezone.localdate(now))
    if grade <= KINDERGARTEN_MAX_GRADE:
        raise CannotOpenSitting(
            _("Kindergarten children take no quizzes; measure the teachers and parents instead.")
        )
    if setting == Setting.ON_PAPER and grade < LOWEST_WRITTEN_GRADE:
        raise CannotOpenSitting(_("Grades one and two take no written quizzes on paper."))


def new_join_code(*, now: datetime) -> str:
    """Six digits that no open sitting uses."""
    while True:
        code = "".join(secrets.choice("0123456789") for _place in range(CODE_LENGTH))
        if not Sitting.objects.open_at(now).filter(join_code=code).exists():
            return code


@transaction.atomic
def close_sitting(*, sitting: Sitting, now: datetime, actor: User | None = None) -> int:
    """End a sitting for good and say how many attempts are still open. A repeat changes nothing.

    Open attempts keep their minute of grace, in which the pupils' machines send what they hold;
    then `close_overdue_attempts` closes and marks them.
    """
    if Sitting.objects.open_at(now).filter(pk=sitting.pk).update(closes_at=now):
        _record(AuditAction.SITTING_CLOSED, sitting, actor=actor, now=now)
    sitting.refresh_from_db(fields=["closes_at"])
    return sitting.attempts.filter(closed_at=None).count()


def end_forgotten_sittings(*, now: datetime) -> int:
    """End in-class sittings that nobody ended within `FORGOTTEN_AFTER`; how many were ended."""
    forgotten = Sitting.objects.open_at(now).filter(
        setting=Setting.IN_CLASS, closes_at=None, opens_at__lt=now - FORGOTTEN_AFTER
    )
    return forgotten.update(closes_at=now)
