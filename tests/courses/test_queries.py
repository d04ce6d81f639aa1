from datetime import date

import pytest

from courses.models import LessonPage
from courses.queries import (
    class_weeks,
    current_theme,
    lesson_for_week,
    lessons_for_class,
    lessons_of_week,
)
from tests.conftest import Cast
from tests.courses.factories import make_lesson, make_theme, make_week
from tests.factories import NOW, TODAY, make_class
from tests.quizzes.factories import make_sitting

HOLIDAY = date(2027, 2, 10)


@pytest.fixture
def week(cast: Cast) -> Cast:
    make_week(cast.district)
    return cast


def test_lesson_for_week_is_the_districts_when_the_school_has_none(week):
    lesson = make_lesson(week.district)
    assert lesson_for_week(week.class_unit, TODAY) == lesson


def test_lesson_for_week_prefers_the_school_to_the_district(week):
    make_lesson(week.district)
    own = make_lesson(week.school, title="校本防溺水")
    assert lesson_for_week(week.class_unit, TODAY) == own


def test_lesson_for_week_of_another_school_is_never_taken(week):
    make_lesson(week.other_school)
    assert lesson_for_week(week.class_unit, TODAY) is None


def test_lesson_for_week_takes_the_district_lesson_that_fits_before_the_schools_that_does_not(week):
    fitting = make_lesson(week.district)
    make_lesson(week.school, grade_min=1, grade_max=2)
    assert lesson_for_week(week.class_unit, TODAY) == fitting


def test_lesson_for_week_takes_the_nearest_grade_when_none_fits(week):
    make_lesson(week.district, title="高中", grade_min=10, grade_max=12)
    near = make_lesson(week.district, title="低段", grade_min=1, grade_max=2)
    make_lesson(week.district, title="初中", grade_min=7, grade_max=9)
    assert week.class_unit.grade_on(TODAY) == 4
    assert lesson_for_week(week.class_unit, TODAY) == near


@pytest.mark.parametrize(("grade_min", "grade_max", "fits"), [(4, 4, 0), (5, 6, 1), (1, 2, 2)])
@pytest.mark.django_db
def test_distance_to_counts_grades(grade_min, grade_max, fits):
    assert LessonPage(grade_min=grade_min, grade_max=grade_max).distance_to(4) == fits


def test_lesson_for_week_leaves_out_drafts(week):
    make_lesson(week.district, live=False)
    assert lesson_for_week(week.class_unit, TODAY) is None


@pytest.mark.parametrize("fields", [{"week": 12}, {"term": 2}, {"term": None, "week": None}])
def test_lesson_for_week_leaves_out_other_weeks(week, fields):
    make_lesson(week.district, **fields)
    assert lesson_for_week(week.class_unit, TODAY) is None


def test_lesson_for_week_leaves_out_the_same_week_of_another_year(week):
    last_year = make_theme(week.district, month=date(2025, 11, 1))
    make_lesson(week.district, theme=last_year)
    assert lesson_for_week(week.class_unit, TODAY) is None


def test_lesson_for_week_is_none_in_the_holidays(week):
    make_lesson(week.district)
    assert lesson_for_week(week.class_unit, HOLIDAY) is None


def test_lessons_of_week_are_the_units_own_in_the_order_of_grades(week):
    high = make_lesson(week.district, grade_min=7, grade_max=9)
    low = make_lesson(week.district, grade_min=1, grade_max=2)
    make_lesson(week.school)
    assert lessons_of_week(week.district, TODAY) == [low, high]
    assert lessons_of_week(week.district, HOLIDAY) == []


def test_lessons_for_class_are_live_and_of_its_school_or_district(cast):
    mine = {make_lesson(cast.district), make_lesson(cast.school)}
    make_lesson(cast.other_school)
    make_lesson(cast.school, live=False)
    assert set(lessons_for_class(cast.class_unit)) == mine


def test_current_theme_is_the_schools_own_before_the_districts(cast):
    district_theme = make_theme(cast.district)
    assert current_theme(cast.class_unit, TODAY) == district_theme
    own = make_theme(cast.school)
    assert current_theme(cast.class_unit, TODAY) == own
    assert current_theme(cast.other_class, TODAY) == district_theme
    assert current_theme(cast.class_unit, date(2026, 12, 1)) is None
    assert current_theme(cast.foreign_class, TODAY) is None


def test_class_weeks_are_in_class_order_with_lesson_and_sittings(week):
    lesson = make_lesson(week.district)
    first = make_class(week.school, entry_year=2026, number=1)
    sitting = make_sitting(week.sibling_class, week.head)
    rows = class_weeks([week.sibling_class, week.class_unit, first], TODAY, NOW)
    assert [row.class_unit for row in rows] == [first, week.class_unit, week.sibling_class]
    assert [row.lesson for row in rows] == [lesson, lesson, lesson]
    assert [row.open_sitting for row in rows] == [None, None, sitting]
    assert [row.sittings_this_week for row in rows] == [0, 0, 1]


def test_class_weeks_asks_as_often_for_many_classes_as_for_one(week, django_assert_num_queries):
    make_lesson(week.district)
    make_lesson(week.school)
    with django_assert_num_queries(13) as one:
        class_weeks([week.class_unit], TODAY, NOW)
    more = [week.class_unit, week.sibling_class, make_class(week.school, number=3)]
    with django_assert_num_queries(len(one)):
        class_weeks(more, TODAY, NOW)
