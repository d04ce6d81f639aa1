"""What is to be taught this week and this month, to whom. Only live pages are ever found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from courses.models import LessonPage, MonthlyThemePage, ThemeIndexPage
from quizzes.models import Sitting
from quizzes.permissions import sittings_visible_to
from schools.models import TeachingWeek, Unit
from schools.permissions import Viewer
from schools.queries import current_week, line_above

PAST_SITTINGS = 20


@dataclass(frozen=True)
class ClassWeek:
    """A class in a list: its name on the day, this week's lesson, the sitting that is open."""

    class_unit: Unit
    name: str
    lesson: LessonPage | None
    open_sitting: Sitting | None
    sittings_this_week: int


def _index_paths(unit: Unit) -> tuple[str, ...]:
    return tuple(ThemeIndexPage.objects.filter(unit=unit).values_list("path", flat=True))


def lessons_for_class(class_unit: Unit) -> QuerySet[LessonPage]:
    """Every live lesson that the class may be given: its school's, its district's."""
    indexes = ThemeIndexPage.objects.filter(unit__in=line_above(class_unit))
    return LessonPage.objects.live().below_any(list(indexes.values_list("path", flat=True)))


def _lessons_of_owner(unit: Unit, week: TeachingWeek) -> list[LessonPage]:
    """The unit's own lessons for that week of that school year, in the order of grades.

    A week's number comes back every year; the months of the themes tell the years apart.
    """
    year, roots = week.term.school_year, _index_paths(unit)
    themes = MonthlyThemePage.objects.of_months(year.starts_date, year.ends_date)
    paths = [path for path in themes.values_list("path", flat=True) if path.startswith(roots)]
    lessons = LessonPage.objects.live().in_week(week).below_any(paths)
    return list(lessons.select_related("picture").order_by("grade_min", "grade_max", "path"))


def lessons_of_week(unit: Unit, day: date) -> list[LessonPage]:
    """The unit's own lessons of the week that contains `day`, in the order of grades."""
    week = current_week(unit, day)
    return _lessons_of_owner(unit, week) if week else []


def _lessons_in_reach(unit: Unit, day: date) -> list[LessonPage]:
    """The week's lessons of the unit and of all above it, the nearest owner's first."""
    week = current_week(unit, day)
    if week is None:
        return []
    return [lesson for owner in line_above(unit) for lesson in _lessons_of_owner(owner, week)]


def lesson_for_week(class_unit: Unit, day: date) -> LessonPage | None:
    """This week's lesson for a class: its school's own before its district's.

    When no lesson is for the class's grade, the one for the nearest grade; None in the holidays
    and when nothing is published for the week.
    """
    return _nearest(_lessons_in_reach(class_unit, day), class_unit.grade_on(day))


def _nearest(lessons: list[LessonPage], grade: int) -> LessonPage | None:
    # min() keeps the first of equals, so a nearer owner wins.
    return min(lessons, key=lambda lesson: lesson.distance_to(grade), default=None)


def current_theme(unit: Unit, day: date) -> MonthlyThemePage | None:
    """The month's theme: the unit's own, or that of the nearest unit above it that has one."""
    themes = MonthlyThemePage.objects.live().of_month(day).select_related("picture")
    found = list(themes.order_by("path"))
    for each in line_above(unit):
        roots = _index_paths(each)
        for theme in found:
            if theme.path.startswith(roots):
                return theme
    return None


def sittings_of_class(class_unit: Unit, viewer: Viewer) -> QuerySet[Sitting]:
    """The newest sittings of a class that the viewer may see, with `joined` (attempts)."""
    sittings = sittings_visible_to(viewer).filter(class_unit=class_unit)
    return sittings.select_related("paper").annotate(joined=Count("attempts"))[:PAST_SITTINGS]


def class_weeks(class_units: Iterable[Unit], day: date, now: datetime) -> list[ClassWeek]:
    """The classes with what is taught this week, in class order.

    The queries grow with the schools and not with the classes.
    """
    classes = sorted(
        class_units, key=lambda each: (each.path[: -Unit.steplen], _class_order(each, day))
    )
    lessons: dict[str, list[LessonPage]] = {}
    opened, counts = _sittings_this_week(classes, day, now)
    rows = []
    for each in classes:
        above = each.path[: -Unit.steplen]
        if above not in lessons:
            lessons[above] = _lessons_in_reach(each, day)
        rows.append(
            ClassWeek(
                class_unit=each,
                name=each.class_name_on(day),
                lesson=_nearest(lessons[above], each.grade_on(day)),
                open_sitting=opened.get(each.pk),
                sittings_this_week=counts.get(each.pk, 0),
            )
        )
    return rows


def _class_order(class_unit: Unit, day: date) -> tuple[int, int]:
    return class_unit.grade_on(day), class_unit.number or 0


def _sittings_this_week(
    classes: list[Unit], day: date, now: datetime
) -> tuple[dict[int, Sitting], dict[int, int]]:
    """The newest open sitting of each class, and how many each has had this week."""
    sittings = Sitting.objects.filter(class_unit__in=classes)
    newest_last = sittings.open_at(now).select_related("paper").order_by("opens_at", "id")
    opened = {sitting.class_unit_id: sitting for sitting in newest_last}
    week = current_week(classes[0], day) if classes else None
    if week is None:
        return opened, {}
    of_week = sittings.filter(
        opens_at__date__gte=week.starts_date, opens_at__date__lte=week.ends_date
    )
    rows = of_week.order_by().values("class_unit").annotate(n=Count("pk"))
    return opened, {row["class_unit"]: row["n"] for row in rows}
