"""Who may do what with sittings and attempts: one rule each, as a check and as a list."""

from django.db.models import Q, QuerySet

from quizzes.models import Attempt, Sitting
from schools.choices import Role, UnitKind
from schools.models import Guardianship, Unit
from schools.models.units import UnitQuerySet
from schools.permissions import (
    GIVING_ROLES,
    REASON_ROLES,
    Viewer,
    can_teach_class,
    classes_to_teach,
    has_role,
    units_with_role,
)

ANSWER_ROLES = (*REASON_ROLES, *GIVING_ROLES)
"""Officers, who say why; and whoever may lead a class or give a sitting."""


def classes_to_give_quizzes(user: Viewer) -> UnitQuerySet:
    return classes_to_teach(user)


def sittings_visible_to(user: Viewer) -> QuerySet[Sitting]:
    """The sittings that the user may run: those of the classes they teach or answer for."""
    return Sitting.objects.filter(class_unit__in=classes_to_teach(user))


def own_attempts(user: Viewer) -> QuerySet[Attempt]:
    return Attempt.objects.filter(student_id=user.pk)


def attempts_visible_to(user: Viewer) -> QuerySet[Attempt]:
    """Attempts whose named answers the user may read; `disclosure` decides how much of them.

    One's own, one's child's, those of one's own class (head teacher), and those of the sittings
    that one gave oneself in a class that one still teaches.
    """
    if not user.is_authenticated:
        return Attempt.objects.none()
    if user.is_pupil:
        return own_attempts(user)
    children = Guardianship.objects.filter(guardian_id=user.pk).values("child")
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
