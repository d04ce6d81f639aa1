"""What is to be taught this week and this month, to whom. Only live pages are ever found."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from courses.models import LessonPage, MonthlyThemePage, ThemeIndexPage
from schools.models import TeachingWeek, Unit
from schools.queries import current_week, line_above


@dataclass(frozen=True)
class _Owned:
    """A lesson with how far above the class its owner stands (1 is the nearest)."""

    lesson: LessonPage
    steps_up: int


def _index_paths(unit: Unit) -> list[str]:
    return list(ThemeIndexPage.objects.filter(unit=unit).values_list("path", flat=True))


def lessons_for_class(class_unit: Unit) -> QuerySet[LessonPage]:
    """Every live lesson that the class may be given: its school's, its district's."""
    indexes = ThemeIndexPage.objects.filter(unit__in=line_above(class_unit))
    return LessonPage.objects.live().below_any(list(indexes.values_list("path", flat=True)))


def _lessons_of_owner(unit: Unit, week: TeachingWeek) -> list[LessonPage]:
    """The unit's own lessons for that week of that school year, in the order of grades.

    A week's number comes back every year; the months of the themes tell the years apart.
    """
    year = week.term.school_year
    themes = MonthlyThemePage.objects.of_months(year.starts_date, year.ends_date)
    roots = tuple(_index_paths(unit))
    paths = [path for path in themes.values_list("path", flat=True) if path.startswith(roots)]
    lessons = LessonPage.objects.live().in_week(week).below_any(paths)
    return list(lessons.order_by("grade_min", "grade_max", "path"))


def lessons_of_week(unit: Unit, day: date) -> list[LessonPage]:
    """The unit's own lessons of the week that contains `day`, in the order of grades."""
    week = current_week(unit, day)
    return _lessons_of_owner(unit, week) if week else []


def lesson_for_week(class_unit: Unit, day: date) -> LessonPage | None:
    """This week's lesson for a class: its school's own before its district's.

    When no lesson is for the class's grade, the one for the nearest grade; None in the holidays
    and when nothing is published for the week.
    """
    week = current_week(class_unit, day)
    if week is None:
        return None
    found = [
        _Owned(lesson, steps_up)
        for steps_up, unit in enumerate(line_above(class_unit))
        for lesson in _lessons_of_owner(unit, week)
    ]
    grade = class_unit.grade_on(day)
    found.sort(key=lambda each: (each.lesson.distance_to(grade), each.steps_up))
    return found[0].lesson if found else None


def current_theme(unit: Unit, day: date) -> MonthlyThemePage | None:
    """The month's theme: the unit's own, or that of the nearest unit above it that has one."""
    themes = list(MonthlyThemePage.objects.live().of_month(day).order_by("path"))
    for each in line_above(unit):
        roots = tuple(_index_paths(each))
        for theme in themes:
            if theme.path.startswith(roots):
                return theme
    return None
