"""Giving a lesson's quiz to a class."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import LessonPage
from quizzes.domain.sittings import CannotOpenSitting, open_sitting
from quizzes.models import Sitting
from schools.models import Unit, User


@transaction.atomic
def open_lesson_quiz(
    *, lesson: LessonPage, class_unit: Unit, given_by: User, now: datetime
) -> Sitting:
    """The open sitting of the lesson's quiz in this class, or a new one.

    Raises CannotOpenSitting with a sentence, for a lesson without a quiz among others.
    """
    if lesson.quiz is None:
        raise CannotOpenSitting(_("This lesson has no quiz yet."))
    # Two clicks must not open two sittings, so the second waits here for the first.
    Unit.objects.select_for_update().get(pk=class_unit.pk)
    opened = Sitting.objects.open_at(now).filter(class_unit=class_unit, paper__quiz=lesson.quiz)
    return opened.first() or open_sitting(
        quiz=lesson.quiz, class_unit=class_unit, given_by=given_by, now=now
    )
