"""Who may do what with questions, sittings and attempts: one rule each, check and list."""

from django.db.models import Q, QuerySet

from quizzes.models import Attempt, Question, Sitting
from schools.choices import Role, UnitKind
from schools.models import Unit
from schools.models.units import UnitQuerySet
from schools.permissions import (
    APPROVER_ROLES,
    GIVING_ROLES,
    REASON_ROLES,
    Viewer,
    can_teach_class,
    children_visible_to,
    classes_to_teach,
    has_role,
    units_around,
    units_to_approve_for,
    units_to_write_for,
    units_with_figures,
    units_with_role,
)

ANSWER_ROLES = (*REASON_ROLES, *GIVING_ROLES)
"""Officers, who say why; and whoever may lead a class or give a sitting."""


def questions_to_use(user: Viewer) -> QuerySet[Question]:
    """The questions in use that an author may show in a lesson, with their answers."""
    return Question.objects.filter(live=True, owner__in=units_around(user))


def units_to_write_questions_for(user: Viewer) -> UnitQuerySet:
    """The schools and districts in whose question bank the user writes."""
    if user.is_superuser:
        return Unit.objects.filter(kind__in=APPROVER_ROLES)
    return units_to_write_for(user) | units_to_approve_for(user)


def questions_to_approve(user: Viewer) -> QuerySet[Question]:
    """The questions that the user puts into use and takes out of it: those of the own unit."""
    if user.is_superuser:
        return Question.objects.all()
    return Question.objects.filter(owner__in=units_to_approve_for(user))


def questions_to_edit(user: Viewer) -> QuerySet[Question]:
    """One's own, the drafts of a head teacher's school, and all of an approver's unit.

    To edit one that is in use makes a draft beside it, which an approver has yet to read.
    """
    if user.is_superuser:
        return Question.objects.all()
    # The unit counts for one's own too: who has left a school has left its questions.
    own = Q(created_by=user.pk, owner__in=units_to_write_for(user))
    drafts = Q(
        live=False,
        first_published_at=None,
        owner__in=units_to_write_for(user, [Role.HEAD_TEACHER]),
    )
    approved = Q(owner__in=units_to_approve_for(user))
    return Question.objects.filter(own | drafts | approved)


def questions_to_see(user: Viewer) -> QuerySet[Question]:
    """What an author finds in the question bank: what may be used, and what may be edited."""
    usable, editable = questions_to_use(user), questions_to_edit(user)
    return Question.objects.filter(Q(pk__in=usable.values("pk")) | Q(pk__in=editable.values("pk")))


def questions_to_delete(user: Viewer) -> QuerySet[Question]:
    """Drafts that were never in use and that no quiz asks; what was used is retired instead."""
    return questions_to_edit(user).filter(
        live=False, first_published_at=None, versions=None, quiz_items=None
    )


def classes_to_give_quizzes(user: Viewer) -> UnitQuerySet:
    return classes_to_teach(user)


def sittings_visible_to(user: Viewer) -> QuerySet[Sitting]:
    """The sittings that the user may run: those of the classes they teach or answer for."""
    return Sitting.objects.filter(class_unit__in=classes_to_teach(user))


def sittings_to_analyse(user: Viewer) -> QuerySet[Sitting]:
    """The sittings that count when a person looks at questions over all their classes.

    Only groups are told of, so this goes as far as the figures of goals do.
    """
    return Sitting.objects.filter(class_unit__in=units_with_figures(user))


def own_attempts(user: Viewer) -> QuerySet[Attempt]:
    return Attempt.objects.filter(student_id=user.pk)


def attempts_visible_to(user: Viewer) -> QuerySet[Attempt]:
    """Attempts whose named answers the user may read; `disclosure` decides how much of them.

    One's own, one's child's if one agreed, those of one's own class (head teacher), and those of
    the sittings that one gave oneself in a class that one still teaches.
    """
    if not user.is_authenticated:
        return Attempt.objects.none()
    if user.is_pupil:
        return own_attempts(user)
    children = children_visible_to(user).values("pk")
    own_classes = units_with_role(user, [Role.HEAD_TEACHER])
    taught = classes_to_teach(user)
    return Attempt.objects.filter(
        Q(student_id=user.pk)
        | Q(student__in=children)
        | Q(class_unit__in=own_classes)
        | Q(sitting__given_by=user.pk, class_unit__in=taught)
    )


def reads_as_teacher(user: Viewer, attempt: Attempt) -> bool:
    """Whether the attempt is among those of `attempts_visible_to` because the user teaches."""
    if has_role(user, [Role.HEAD_TEACHER], attempt.class_unit):
        return True
    return attempt.sitting.given_by_id == user.pk and can_teach_class(user, attempt.class_unit)


def attempts_readable_with_reason(user: Viewer) -> QuerySet[Attempt]:
    """Attempts that the user may read once they have said why; every reading is logged.

    The bureau's: the district's. A school head's and safety officer's: the school's.
    """
    return Attempt.objects.filter(class_unit__in=units_with_role(user, REASON_ROLES))


def can_read_with_reason(user: Viewer, attempt: Attempt) -> bool:
    return has_role(user, REASON_ROLES, attempt.class_unit)


def classes_with_named_answers(user: Viewer) -> UnitQuerySet:
    """The classes of which the user may look for somebody's answers, with or without a reason."""
    return units_with_role(user, ANSWER_ROLES).of_kind(UnitKind.CLASS)


def can_look_for_answers(user: Viewer, unit: Unit) -> bool:
    return unit.kind == UnitKind.CLASS and has_role(user, ANSWER_ROLES, unit)


def sittings_with_named_answers(user: Viewer) -> QuerySet[Sitting]:
    """The sittings of which the user may read somebody's answers, with or without a reason."""
    return Sitting.objects.filter(
        Q(class_unit__in=units_with_role(user, (*REASON_ROLES, Role.HEAD_TEACHER)))
        | Q(given_by=user.pk, class_unit__in=classes_to_teach(user))
    )
