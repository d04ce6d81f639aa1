from datetime import date

from schools.queries import current_week, district_of, line_above, school_of
from tests.conftest import Cast
from tests.courses.factories import make_week
from tests.factories import TODAY


def test_district_of_a_class_a_school_and_itself(cast: Cast):
    assert district_of(cast.class_unit) == cast.district
    assert district_of(cast.school) == cast.district
    assert district_of(cast.district) == cast.district
    assert district_of(cast.foreign_class) == cast.foreign_district


def test_school_of_a_class_is_its_school_and_of_a_district_none(cast: Cast):
    assert school_of(cast.class_unit) == cast.school
    assert school_of(cast.school) == cast.school
    assert school_of(cast.district) is None


def test_line_above_begins_with_the_unit_itself(cast: Cast):
    assert line_above(cast.class_unit) == [cast.class_unit, cast.school, cast.district]


def test_current_week_is_the_districts_and_includes_both_its_days(cast: Cast):
    week = make_week(cast.district)
    assert current_week(cast.class_unit, TODAY) == week
    assert current_week(cast.class_unit, date(2026, 11, 29)) == week
    assert current_week(cast.class_unit, date(2026, 11, 30)) is None
    assert current_week(cast.foreign_class, TODAY) is None
