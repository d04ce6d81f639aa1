"""What each person finds on their own page, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from courses.models import LessonPage
from courses.queries import ClassWeek, class_weeks, lesson_for_week
from quizzes.choices import Setting
from quizzes.models import Attempt
from quizzes.permissions import attempts_visible_to
from quizzes.queries import result_of
from schools.choices import Role, UnitKind
from schools.models import ClassMembership, Unit, User
from schools.permissions import (
    CLASS_ROLES,
    DISTRICT_ROLES,
    FIGURE_ROLES,
    ROSTER_ROLES,
    SCHOOL_ROLES,
    Viewer,
    children_visible_to,
    paths_with_role,
    units_with_passwords_to_issue,
    units_with_role,
)

LATEST_ATTEMPTS = 5


@dataclass(frozen=True)
class AttemptRow:
    """An attempt in a list; `right` is None until it may be told.

    `may_go_on`: the viewer may answer now; at home, that is only what was given for home.
    """

    attempt: Attempt
    title: str
    is_open: bool
    may_go_on: bool
    right: int | None
    asked: int


@dataclass(frozen=True)
class ChildCard:
    child: User
    class_name: str
    lesson: LessonPage | None
    attempts: list[AttemptRow]


@dataclass(frozen=True)
class SchoolSection:
    school: Unit
    classes: list[ClassWeek]


def own_classes(user: Viewer, now: datetime) -> list[ClassWeek]:
    """The classes where the user teaches."""
    classes = units_with_role(user, CLASS_ROLES).of_kind(UnitKind.CLASS)
    return class_weeks(classes, timezone.localdate(now), now)


def own_schools(user: Viewer, now: datetime) -> list[SchoolSection]:
    """The schools that the user answers for or whose computer room they run, in tree order."""
    roles = (*SCHOOL_ROLES, Role.IT_TEACHER)
    classes = units_with_role(user, roles).of_kind(UnitKind.CLASS)
    rows = class_weeks(classes, timezone.localdate(now), now)
    schools = Unit.objects.filter(pk__in={row.class_unit.school_id for row in rows})
    return [
        SchoolSection(school, [row for row in rows if row.class_unit.school_id == school.pk])
        for school in schools.order_by("path")
    ]


def roster_schools(user: Viewer) -> list[Unit]:
    """The schools whose head or safety officer the user is; a bureau finds its own on a page."""
    return list(units_with_role(user, SCHOOL_ROLES).of_kind(UnitKind.SCHOOL))


def arranged_units(user: Viewer) -> list[Unit]:
    """The topmost districts, groups and schools whose units and staff the user arranges."""
    return list(Unit.objects.filter(path__in=_topmost(paths_with_role(user, ROSTER_ROLES))))


def _topmost(paths: list[str]) -> list[str]:
    return [p for p in paths if not any(p != other and p.startswith(other) for other in paths)]


def has_district_rosters(user: Viewer) -> bool:
    """Whether the user looks after the rosters of many schools."""
    return bool(paths_with_role(user, DISTRICT_ROLES))


def password_units(user: Viewer) -> list[Unit]:
    """The topmost units where the user issues first passwords."""
    units = list(units_with_passwords_to_issue(user))
    paths = [unit.path for unit in units]
    return [
        unit
        for unit in units
        if not any(unit.path != path and unit.path.startswith(path) for path in paths)
    ]


def figure_units(user: Viewer) -> list[Unit]:
    """The topmost units whose figures the user may see."""
    paths = paths_with_role(user, (*DISTRICT_ROLES, *FIGURE_ROLES))
    return list(Unit.objects.filter(path__in=_topmost(paths)).exclude(kind=UnitKind.CLASS))


def children_of(user: User, now: datetime) -> list[ChildCard]:
    """The children for whom a guardian agreed, with this week's lesson and the latest attempts."""
    today = timezone.localdate(now)
    children = children_visible_to(user).order_by("id")
    return [_child_card(child, user, today, now) for child in children]


def _child_card(child: User, viewer: User, today: date, now: datetime) -> ChildCard:
    held = ClassMembership.objects.on(today).filter(student=child).select_related("class_unit")
    membership = held.order_by("-starts_date", "-pk").first()
    class_unit = membership.class_unit if membership else None
    return ChildCard(
        child=child,
        class_name=class_unit.class_name_on(today) if class_unit else "",
        lesson=lesson_for_week(class_unit, today) if class_unit else None,
        attempts=latest_attempts(child, viewer, now),
    )


def latest_attempts(
    student: User, viewer: User, now: datetime, *, at_home: bool = False
) -> list[AttemptRow]:
    """A pupil's latest attempts as far as this viewer may know of them, the newest first."""
    attempts = attempts_visible_to(viewer).filter(student=student)
    newest = attempts.select_related("sitting__paper", "class_unit")
    return [
        _attempt_row(attempt, viewer, now, at_home)
        for attempt in newest.order_by("-started_at", "-pk")[:LATEST_ATTEMPTS]
    ]


def _attempt_row(attempt: Attempt, viewer: User, now: datetime, at_home: bool) -> AttemptRow:
    result = result_of(attempt, viewer, now) if attempt.closed_at else None
    is_open = attempt.closed_at is None and attempt.sitting.is_open_at(now)
    is_reachable = not at_home or attempt.sitting.setting == Setting.AT_HOME
    return AttemptRow(
        attempt=attempt,
        title=attempt.sitting.paper.title,
        is_open=is_open,
        may_go_on=is_open and is_reachable and viewer.pk == attempt.student_id,
        right=result.right if result else None,
        asked=len(attempt.layout),
    )
