"""Who may do what with sittings and attempts: one rule each, as a check and as a list."""

from django.db.models import Q, QuerySet

from quizzes.models import Attempt, Sitting
from schools.choices import Role
from schools.models.units import UnitQuerySet
from schools.permissions import (
    Viewer,
    can_teach_class,
    children_visible_to,
    classes_to_teach,
    units_with_role,
)


def classes_to_give_quizzes(user: Viewer) -> UnitQuerySet:
    return classes_to_teach(user)


def sittings_visible_to(user: Viewer) -> QuerySet[Sitting]:
    """The sittings that the user may run: those of the classes they teach or answer for."""
    return Sitting.objects.filter(class_unit__in=classes_to_teach(user))


def can_run_sitting(user: Viewer, sitting: Sitting) -> bool:
    return can_teach_class(user, sitting.class_unit)


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
