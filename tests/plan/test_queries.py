"""Reads of the plan, and who may do them."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from plan.choices import Audience
from plan.permissions import plans_visible_to, prefixes
from plan.queries import goals_of, plans_on, pupil_indicators
from schools.choices import Role
from tests import factories as f
from tests.conftest import Cast
from tests.insights import factories as made


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 8, 31), 2025),
        (date(2026, 9, 1), 2026),
        (date(2027, 8, 31), 2026),
        (date(2027, 9, 1), None),
    ],
)
def test_current_plan_is_that_of_the_school_year(cast: Cast, day: date, year: int | None) -> None:
    plans = {each: made.make_plan(cast.district, each) for each in (2025, 2026)}
    made.make_plan(cast.foreign_district)
    assert plans_on(day).filter(district=cast.district).first() == plans.get(year or 0)


def test_plans_on_a_day_are_those_of_all_districts(cast: Cast) -> None:
    plans = {made.make_plan(each) for each in (cast.district, cast.foreign_district)}
    assert set(plans_on(f.TODAY)) == plans


def test_goals_come_in_order_with_their_indicators(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = made.make_plan(cast.district)
    second, first = made.make_goal(plan, "G2"), made.make_goal(plan, "G1")
    pupils = made.make_indicator(first)
    made.make_indicator(first, audience=Audience.PARENTS)
    goals = goals_of(plan)
    with django_assert_num_queries(0):
        assert goals == [first, second]
        assert [pupil_indicators(goal) for goal in goals] == [[pupils], []]
        assert pupil_indicators(goals[0])[0].goal.plan.school_year == plan.school_year
        assert [topic.slug for topic in pupil_indicators(goals[0])[0].topics.all()] == ["drowning"]


def test_prefixes_go_from_the_root_down() -> None:
    assert prefixes("000100020003") == ["0001", "00010002", "000100020003"]


@pytest.mark.parametrize("name", ["bureau", "head", "safety_officer", "head_teacher"])
def test_everybody_with_a_post_reads_the_plans_of_the_district(cast: Cast, name: str) -> None:
    ours = {made.make_plan(cast.district), made.make_plan(cast.district, 2025)}
    made.make_plan(cast.foreign_district)
    assert set(plans_visible_to(getattr(cast, name))) == ours


def test_a_post_without_figures_reads_the_plan(cast: Cast) -> None:
    plan = made.make_plan(cast.district)
    assert list(plans_visible_to(f.make_member(Role.IT_TEACHER, cast.school))) == [plan]


@pytest.mark.parametrize("name", ["pupil", "parent", "foreign_bureau", "foreign_head_teacher"])
def test_others_read_none(cast: Cast, name: str) -> None:
    made.make_plan(cast.district)
    assert not plans_visible_to(getattr(cast, name)).exists()


def test_anonymous_and_inactive_people_read_none(cast: Cast) -> None:
    made.make_plan(cast.district)
    cast.bureau.is_active = False
    assert not plans_visible_to(cast.bureau).exists()
    assert not plans_visible_to(AnonymousUser()).exists()
